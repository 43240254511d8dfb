"""The whole way: report, receipt, Take, Read, Reply, Show, Answer, Close; in every language."""

import pytest

from domain.language import Language
from sandbox.client import Sandbox
from tests.kit import ledger, media
from tests.kit.machine import Machine
from tests.kit.walk import Walker

STORY = {
    Language.UZ: "Uch hafta haq berilmadi, 21 kishimiz.",
    Language.UZ_CYRL: "Уч ҳафта ҳақ берилмади, 21 кишимиз.",
    Language.RU: "Три недели не платят, нас 21 человек.",
    Language.EN: "No pay for three weeks, we are 21.",
}
THANKS = {
    Language.UZ: "Rahmat, yozib boramiz.",
    Language.UZ_CYRL: "Раҳмат, ёзиб борамиз.",
    Language.RU: "Спасибо, будем записывать.",
    Language.EN: "Thank you, we write it down.",
}
ANSWER = "Fictitious answer: write down each day and each kilo."


@pytest.mark.parametrize("language", list(Language))
async def test_from_a_leaflet_to_a_closed_case_every_word_arrives_both_ways(
    sandbox: Sandbox, machine: Machine, language: Language
) -> None:
    await machine.invite("lawyer")
    lawyer = Walker(sandbox.phone("lawyer"))
    worker = await Walker(sandbox.phone("worker_one"), language).start()
    receipt = await _report(worker, STORY[language])

    await lawyer.press("Take", "Read")
    shown = await _shown(lawyer, STORY[language])
    await _reply(lawyer)

    await worker.press("Show")
    await worker.phone.wait_for(ANSWER, fresh=False)
    await worker.press("Answer")
    await worker.tell(THANKS[language])
    await worker.press("Done", "Send")
    await _read_on(lawyer, THANKS[language])
    (case,) = await ledger.read(machine)
    told, _answered, thanks = case.texts
    assert (told, thanks) == (STORY[language], THANKS[language])
    photo, voice = case.files
    assert shown == [photo, voice]
    assert media.leftovers(photo) + media.leftovers(voice) == []
    assert media.is_upright(photo)
    (reply,) = await ledger.replies_of(machine, receipt)
    assert reply.startswith(ANSWER)

    await lawyer.press("Close", "Advised", "Confirm")
    await worker.phone.wait_for(worker.words("There is news in My report."))
    assert await ledger.read(machine) == []


@pytest.mark.parametrize("language", list(Language))
async def test_a_receipt_brings_a_worker_back_on_another_phone(
    sandbox: Sandbox, machine: Machine, language: Language
) -> None:
    await machine.invite("lawyer")
    lawyer = Walker(sandbox.phone("lawyer"))
    worker = await Walker(sandbox.phone("worker_one"), language).start()
    digits = await _report(worker, STORY[language], "Only with my receipt")
    await lawyer.press("Take", "Read")
    await lawyer.phone.wait_for(lambda bubble: STORY[language] in bubble.text)
    await _reply(lawyer)

    other = await Walker(sandbox.phone("worker_two"), language).start()
    await other.press("My report", "I have a receipt")
    await other.tell(digits)
    await other.phone.wait_for(ANSWER, fresh=False)
    await other.press("Write more")
    await other.tell(THANKS[language])
    await other.press("Done", "Send")
    await _read_on(lawyer, THANKS[language])
    (case,) = await ledger.read(machine)
    told, _answered, thanks = case.texts
    assert (told, thanks) == (STORY[language], THANKS[language])
    await lawyer.press("Close", "Advised", "Confirm")
    await other.phone.start()
    await other.press("My report", "I have a receipt")
    await other.tell(digits)
    await other.phone.wait_for(other.words("It is closed."), fresh=False)
    assert ANSWER not in (await worker.phone.look()).drawn()


async def _report(worker: Walker, story: str, answer: str = "Answer me here") -> str:
    """Read about pay, and report from there: the topic is known."""
    await worker.press("My rights", "Pay", "Report this", "Paid late")
    await worker.tell(story)
    await worker.phone.photo(media.jpeg(), "IMG_1.jpg")
    await worker.gone(2)
    await worker.phone.voice(media.voice(), "v.ogg")
    await worker.gone(3)
    return await worker.finish(answer)


async def _shown(lawyer: Walker, story: str) -> list[bytes]:
    """Read a case, and take down its photo and its voice."""
    await lawyer.phone.wait_for(lambda bubble: story in bubble.text)
    return [await _file(lawyer, kind) for kind in ("photo", "voice")]


async def _file(lawyer: Walker, kind: str) -> bytes:
    """Take down a file that Read shows; nobody can forward it."""
    bubble = await lawyer.phone.wait_for(
        lambda one: one.media is not None and one.media["kind"] == kind, fresh=False
    )
    assert bubble.protected
    return await lawyer.phone.download(bubble)


async def _read_on(lawyer: Walker, words: str) -> None:
    """Read what the worker wrote since, once the desk is told of it."""
    await lawyer.phone.wait_for("The worker wrote:", fresh=False)
    await lawyer.press("Open", "Read")
    await lawyer.phone.wait_for(lambda bubble: words in bubble.text)


async def _reply(lawyer: Walker) -> None:
    await lawyer.press("Reply")
    await lawyer.phone.text(ANSWER)
    await lawyer.press("Send to the worker")


async def test_a_case_that_is_closed_says_so_and_not_solved_opens_it_again(
    sandbox: Sandbox, machine: Machine
) -> None:
    await machine.invite("lawyer")
    lawyer = Walker(sandbox.phone("lawyer"))
    worker = await Walker(sandbox.phone("worker_one")).start()
    await worker.file(STORY[Language.EN])
    await lawyer.press("Take", "Close", "Advised", "Confirm")
    await worker.phone.wait_for_button("My report")
    await worker.press("My report")
    (label,) = [each for each in worker.phone.labels() if each.startswith("Not paid")]
    await worker.phone.press(label)
    await worker.phone.wait_for("It is closed.", fresh=False)
    await worker.press("Write more")
    await worker.tell("It is not solved.")
    await worker.press("Done", "Send")
    assert (await ledger.read(machine))[0].texts[-1] == "It is not solved."
