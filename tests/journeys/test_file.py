"""Files on their whole way: what the desk opens tells nothing of its maker, and stands upright."""

from pathlib import Path

from sandbox.client import Sandbox
from tests.kit import ledger, media
from tests.kit.machine import Machine
from tests.kit.walk import Walker

STORY = "No pay for three weeks, we are 21."
#: What the files are called when a member takes them out: whatever the worker called them is gone.
SENT = {
    *("photo.jpg", "video.mp4", "voice.ogg", "audio.ogg"),
    *("document.png", "document.webp", "document.pdf"),
}


async def test_a_file_that_the_desk_opens_has_no_place_no_maker_and_stands_upright(
    sandbox: Sandbox, machine: Machine, tmp_path: Path
) -> None:
    passphrase = await machine.join(await machine.invite("lawyer"))
    lawyer = Walker(sandbox.phone("lawyer"))
    worker = await Walker(sandbox.phone("worker_one")).start()
    await worker.reach_story()
    await worker.tell(STORY)
    await _show_everything(worker)
    await worker.finish()
    await lawyer.press("Take")
    await lawyer.phone.wait_for_button("Read")

    (case,) = await ledger.read(machine)
    taken_out = tmp_path / "taken out"
    words = ("--files", str(taken_out), "--passphrase-file", str(passphrase))
    await machine.cli("case", "read", case.code, *words)
    files = {path.name.rpartition("-")[2]: path.read_bytes() for path in taken_out.iterdir()}
    assert files.keys() == SENT
    left = {name: found for name, one in files.items() if (found := media.leftovers(one))}
    assert left == {}
    assert media.is_upright(files["photo.jpg"])
    assert media.is_upright(files["document.webp"])
    film = media.first_frame(files["video.mp4"])
    assert film.height > film.width


async def _show_everything(worker: Walker) -> None:
    """Send one file of each sort, each with its maker, its place and more in it."""
    phone = worker.phone
    await phone.photo(media.jpeg())
    await phone.document(media.png(), "screen.png", "image/png")
    await phone.document(media.webp(), "screen.webp", "image/webp")
    await phone.video(media.mp4())
    await phone.voice(media.voice())
    await phone.audio(media.voice(form="mp3", codec="libmp3lame"))
    await phone.document(media.pdf(), "paper.pdf", "application/pdf")
    await worker.gone(8)
