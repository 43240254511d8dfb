"""What the cleaner promises of every sort of file: nothing planted is left, and it still serves."""

import io
import zlib
from collections.abc import Callable
from typing import cast

import av
import pikepdf
import pytest
from PIL import Image

from bot.cleaner import Cleaned, Cleaner, Reason, Uncleanable
from tests.kit import media
from tests.kit.leftover import leftovers


@pytest.fixture(scope="module")
def samples() -> dict[str, bytes]:
    return {
        "jpeg": media.jpeg(),
        "png": media.png(),
        "webp": media.webp(),
        "gif": media.gif(),
        "mp4": media.mp4(),
        "webm": media.webm(),
        "voice": media.voice(),
        "mp3": media.voice(form="mp3", codec="libmp3lame"),
        "m4a": media.voice(form="ipod", codec="aac"),
        "pdf": media.pdf(),
    }


@pytest.mark.parametrize(
    ("sample", "kind", "mime"),
    [
        ("jpeg", "photo", "image/jpeg"),
        ("png", "document", "image/png"),
        ("webp", "document", "image/webp"),
        ("gif", "animation", "image/png"),
        ("mp4", "video", "video/mp4"),
        ("webm", "document", "video/webm"),
        ("voice", "voice", "audio/ogg"),
        ("mp3", "audio", "audio/ogg"),
        ("m4a", "audio", "audio/ogg"),
        ("pdf", "document", "application/pdf"),
    ],
)
async def test_nothing_planted_is_left(
    samples: dict[str, bytes], sample: str, kind: str, mime: str
) -> None:
    assert leftovers(samples[sample]), "the sample says nothing: the test could not fail"
    cleaned = await Cleaner().clean(kind, samples[sample])
    assert leftovers(cleaned.content) == []
    assert cleaned.mime == mime
    assert cleaned.removed


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_photo_stands_as_it_stood_in_the_telephone(orientation: int) -> None:
    cleaned = await Cleaner().clean("photo", media.jpeg(orientation=orientation))
    lying = orientation in {1, 2, 3, 4}
    assert Image.open(io.BytesIO(cleaned.content)).size == ((120, 60) if lying else (60, 120))
    if orientation == 6:
        assert media.is_upright(cleaned.content)


async def test_a_photo_names_what_was_taken_out() -> None:
    cleaned = await Cleaner().clean("photo", media.jpeg())
    assert cleaned.removed == ("comment", "exif", "location", "xmp")


async def test_a_film_stands_upright_and_keeps_its_pictures_and_its_sound(
    samples: dict[str, bytes],
) -> None:
    before, cleaned = samples["mp4"], await Cleaner().clean("video", samples["mp4"])
    assert _near(media.first_frame(cleaned.content), media.first_frame(before))
    assert _streams(cleaned.content) == [("video", "h264", 10), ("audio", "aac", 48)]
    assert cleaned.content.index(b"moov") < cleaned.content.index(b"mdat")


@pytest.mark.parametrize(("codec", "note"), [("libx264", b"x264 - core"), ("libx265", b"x265 (")])
async def test_the_codecs_own_hidden_notes_are_gone(codec: str, note: bytes) -> None:
    before = media.mp4(codec=codec)
    assert note in before
    cleaned = await Cleaner().clean("video", before)
    assert note not in cleaned.content
    assert _seen(cleaned.content) == _seen(before)


async def test_a_recording_in_a_films_box_is_a_recording() -> None:
    cleaned = await Cleaner().clean("audio", media.voice(form="mp4", codec="aac"), "audio/mp4")
    assert cleaned.mime == "audio/ogg"
    assert [kind for kind, _, _ in _streams(cleaned.content)] == ["audio"]


async def test_a_film_that_cannot_be_copied_is_filmed_anew_and_upright() -> None:
    before = media.mp4(codec="mpeg4")
    cleaned = await Cleaner().clean("video_note", before)
    assert leftovers(cleaned.content) == []
    assert (cleaned.mime, media.first_frame(cleaned.content).size) == ("video/mp4", (48, 96))
    assert media.is_upright(_png(media.first_frame(cleaned.content)))
    assert media.is_upright(_png(media.first_frame(before)))
    assert [codec for _, codec, _ in _streams(cleaned.content)] == ["h264", "aac"]


async def test_a_silent_film_is_a_film() -> None:
    cleaned = await Cleaner().clean("animation", media.mp4(sound=False))
    assert [kind for kind, _, _ in _streams(cleaned.content)] == ["video"]


async def test_a_voice_is_one_channel_of_opus_as_long_as_before() -> None:
    cleaned = await Cleaner().clean("voice", media.voice(seconds=3))
    assert round(_seconds(cleaned.content)) == 3
    assert [codec for _, codec, _ in _streams(cleaned.content)] == ["opus"]


async def test_a_page_still_shows_its_photo(samples: dict[str, bytes]) -> None:
    cleaned = await Cleaner().clean("document", samples["pdf"], "application/pdf")
    with pikepdf.open(io.BytesIO(cleaned.content)) as document:
        page = document.pages[0]
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
        assert set(page.obj.keys()) <= {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}
        photo = pikepdf.PdfImage(cast("pikepdf.Stream", page.get_images()["/A"])).as_pil_image()
        assert (photo.width, photo.height) == (120, 60)
        assert photo.getpixel((10, 30)) != photo.getpixel((110, 30))
    assert {"annotations", "attachments", "scripts", "tags", "xmp"} <= set(cleaned.removed)


async def test_a_text_loses_only_what_is_not_seen() -> None:
    said = "\N{BOM}Oʻzbekcha\r\nЎзбекча\N{ZERO WIDTH SPACE}\tva\N{RIGHT-TO-LEFT OVERRIDE} x"
    cleaned = await Cleaner().clean("document", said.encode(), "text/plain")
    assert cleaned.content.decode() == "Oʻzbekcha\nЎзбекча\tva x"
    assert cleaned.mime == "text/plain"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1251"])
async def test_a_text_of_another_encoding_becomes_utf_8(encoding: str) -> None:
    cleaned = await Cleaner().clean("document", "Салом, хлопок".encode(encoding), "text/plain")
    assert cleaned.content.decode() == "Салом, хлопок"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
async def test_any_colours_can_be_repainted(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new("RGB", (40, 30), (200, 30, 30))
    image = Image.new("I;16", (40, 30), 40_000) if mode == "I;16" else image.convert(mode)
    cleaned = await Cleaner().clean("document", _written(image, form))
    with Image.open(io.BytesIO(cleaned.content)) as seen:
        assert seen.size == (40, 30)
        assert 40 < seen.convert("L").resize((1, 1)).tobytes()[0] < 240


async def test_transparency_is_kept() -> None:
    cleaned = await Cleaner().clean("document", _written(Image.new("RGBA", (9, 9)), "PNG"))
    with Image.open(io.BytesIO(cleaned.content)) as seen:
        assert seen.getpixel((4, 4)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("kind", "content", "mime", "reason"),
    [
        ("document", b"PK\x03\x04 a packed office file", "application/zip", Reason.UNKNOWN_TYPE),
        ("document", b"\x7fELF\x02\x01", "", Reason.UNKNOWN_TYPE),
        ("document", b"BEGIN:VCARD\nFN:A\nEND:VCARD", "text/x-vcard", Reason.UNKNOWN_TYPE),
        ("document", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic", Reason.UNKNOWN_TYPE),
        ("document", b"#EXTM3U\nfile:///etc/passwd", "audio/mpegurl", Reason.UNKNOWN_TYPE),
        ("sticker", b"\xff\xd8\xff\xe0", "", Reason.NOT_WHAT_IT_SAYS),
        ("photo", b"%PDF-1.7\n", "", Reason.NOT_WHAT_IT_SAYS),
        ("document", b"%PDF-1.7\n", "image/jpeg", Reason.NOT_WHAT_IT_SAYS),
        ("document", b"GIF89a", "application/pdf", Reason.NOT_WHAT_IT_SAYS),
        ("document", b"%PDF-1.7\nno more", "application/pdf", Reason.BROKEN),
        ("photo", b"\xff\xd8\xff\xe0 no more", "", Reason.BROKEN),
        ("voice", b"OggS no more", "", Reason.BROKEN),
        ("video", b"\0\0\0\x18ftypisom no more", "", Reason.BROKEN),
        ("document", b"\x1aE\xdf\xa3 no more", "", Reason.BROKEN),
        ("document", b"\xef\xbb\xbf \n\t", "text/plain", Reason.BROKEN),
        ("photo", b"", "", Reason.BROKEN),
        ("document", b"x" * (20 * 1024 * 1024 + 1), "", Reason.TOO_LARGE),
    ],
)
async def test_what_cannot_be_cleaned_is_refused_with_its_reason(
    kind: str, content: bytes, mime: str, reason: Reason
) -> None:
    assert await _refused(kind, content, mime) is reason


@pytest.mark.parametrize("make", [media.jpeg, media.png, media.mp4, media.pdf, media.webp])
async def test_half_a_file_is_never_a_crash(make: Callable[[], bytes]) -> None:
    whole = make()
    outcome = await _outcome("document", whole[: len(whole) // 2])
    assert outcome is Reason.BROKEN or (
        isinstance(outcome, Cleaned) and leftovers(outcome.content) == []
    )


async def test_a_locked_document_is_refused() -> None:
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(written, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert await _refused("document", written.getvalue()) is Reason.BROKEN


async def test_a_picture_that_swells_is_refused_before_it_does() -> None:
    bomb = bytearray(_written(Image.new("1", (8, 8)), "PNG"))
    bomb[16:24] = (60_000).to_bytes(4) * 2
    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4)
    assert await _refused("document", bytes(bomb)) is Reason.TOO_LARGE


async def _outcome(kind: str, content: bytes) -> Cleaned | Reason:
    try:
        return await Cleaner().clean(kind, content)
    except Uncleanable as refused:
        return refused.reason


async def _refused(kind: str, content: bytes, mime: str = "") -> Reason:
    with pytest.raises(Uncleanable) as caught:
        await Cleaner().clean(kind, content, mime)
    return caught.value.reason


def _streams(content: bytes) -> list[tuple[str, str, int]]:
    with av.open(io.BytesIO(content), "r") as film:
        counted = dict.fromkeys(range(len(film.streams)), 0)
        for packet in film.demux():
            counted[packet.stream_index] += bool(packet.size)
        return [(s.type, s.codec_context.name, counted[s.index]) for s in film.streams]


def _seconds(content: bytes) -> float:
    with av.open(io.BytesIO(content), "r") as sound:
        return (sound.duration or 0) / av.time_base


def _seen(content: bytes) -> list[tuple[float | None, bytes]]:
    """Give every picture of a film, with its time."""
    with av.open(io.BytesIO(content), "r") as film:
        return [(frame.time, bytes(frame.planes[0])) for frame in film.decode(video=0)]


def _near(one: Image.Image, other: Image.Image) -> bool:
    assert one.size == other.size
    middles = ((one.width // 2, one.height // 4), (one.width // 2, one.height * 3 // 4))
    return all(one.getpixel(middle) == other.getpixel(middle) for middle in middles)


def _png(image: Image.Image) -> bytes:
    return _written(image, "PNG")


def _written(image: Image.Image, form: str) -> bytes:
    written = io.BytesIO()
    image.save(written, form)
    return written.getvalue()
