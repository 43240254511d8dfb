"""What a document keeps and what it loses, and the pictures inside it."""

import io
import zlib
from typing import cast

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from bot.cleaner import Cleaner, Reason, Uncleanable
from bot.cleaning import jpeg
from tests.kit import media
from tests.kit.leftover import leftovers


@pytest.mark.parametrize("progressive", [True, False])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_stripped_picture_shows_the_same_dots(mode: str, *, progressive: bool) -> None:
    written = io.BytesIO()
    noise = Image.effect_noise((90, 70), 80).convert(mode)
    exif = Image.Exif()
    exif[0x0110] = media.MODEL
    comment = media.COMMENT.encode()
    noise.save(written, "JPEG", progressive=progressive, exif=exif, comment=comment)
    before = written.getvalue()
    after = jpeg.stripped(before + b"Planted-Trailer")
    assert leftovers(before)
    assert leftovers(after) == []
    assert _dots(after) == _dots(before)


@pytest.mark.parametrize("picture", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xff", b"GIF89a"])
def test_what_is_no_picture_is_not_stripped(picture: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        jpeg.stripped(picture)


def test_a_picture_cut_off_keeps_what_is_there() -> None:
    whole = media.jpeg(width=1600, height=1200)
    assert leftovers(jpeg.stripped(whole[: len(whole) * 3 // 4])) == []


@pytest.mark.parametrize("wrapping", [[], ["/FlateDecode"], ["/ASCIIHexDecode"]])
async def test_a_photo_in_any_wrapping_loses_its_notes(wrapping: list[str]) -> None:
    raw = media.jpeg(orientation=1)
    packed = {"/FlateDecode": zlib.compress(raw), "/ASCIIHexDecode": raw.hex().encode() + b">"}
    data = packed[wrapping[0]] if wrapping else raw
    document = _paged()
    filters = Array([Name(name) for name in (*wrapping, "/DCTDecode")])
    photo = document.make_stream(data, _photo())
    photo.Filter = filters
    _hang(document, photo)
    cleaned = await _cleaned(document)
    assert leftovers(cleaned) == []
    with Pdf.open(io.BytesIO(cleaned)) as seen:
        picture = _shown(seen)
        assert picture.size == (120, 60)
        assert picture.convert("RGB").getpixel((10, 10)) != picture.convert("RGB").getpixel(
            (110, 10)
        )


async def test_notes_hidden_deep_below_a_page_are_gone() -> None:
    document = _paged()
    inner = document.make_stream(
        b"0 0 5 5 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 9, 9],
        PieceInfo=Dictionary(Planted=String(media.AUTHOR)),
        Metadata=document.make_stream(media.XMP.encode()),
        LastModified=String("Planted-Date"),
    )
    outer = document.make_stream(
        b"/A Do",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 9, 9],
        Resources=Dictionary(
            XObject=Dictionary(A=inner), Properties=Dictionary(P=String("Planted"))
        ),
    )
    _hang(document, outer)
    assert leftovers(await _cleaned(document)) == []


async def test_things_that_are_only_named_like_notes_stay() -> None:
    document = _paged()
    drawing = document.make_stream(b"0 0 5 5 re f", Subtype=Name.Form, BBox=[0, 0, 9, 9])
    document.pages[0].Resources = Dictionary(XObject=Dictionary(Metadata=drawing, OC=drawing))
    with Pdf.open(io.BytesIO(await _cleaned(document))) as seen:
        assert set(seen.pages[0].Resources.XObject.keys()) == {"/Metadata", "/OC"}


async def test_what_was_filled_into_a_form_can_still_be_read() -> None:
    document = _paged()
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("wage"), V=String("2 100 000")
    )
    field.Rect, field.DA, field.F = Array([10, 10, 90, 30]), String("/Helv 12 Tf 0 g"), 4
    held = document.make_indirect(field)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    document.Root.AcroForm = Dictionary(
        Fields=Array([held]),
        NeedAppearances=True,
        DR=Dictionary(Font=Dictionary(Helv=document.make_indirect(font))),
    )
    document.pages[0].Annots = Array([held])
    with Pdf.open(io.BytesIO(await _cleaned(document))) as seen:
        drawn = [thing.read_bytes() for thing in seen.objects if isinstance(thing, pikepdf.Stream)]
        assert any(b"2 100 000" in words for words in drawn)
        assert "/AcroForm" not in seen.Root


async def test_an_older_state_of_a_page_is_not_carried_along() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    document = _paged()
    document.Root.Old = document.make_stream(b"Planted-Old")
    document.save(first)
    with Pdf.open(io.BytesIO(first.getvalue())) as again:
        del again.Root.Old
        again.save(second)
    appended = first.getvalue() + second.getvalue()[9:]
    assert leftovers(await _bytes(appended)) == []


async def test_a_document_without_pages_is_broken() -> None:
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.save(written)
    with pytest.raises(Uncleanable) as caught:
        await _bytes(written.getvalue())
    assert caught.value.reason is Reason.BROKEN


def _shown(document: Pdf) -> Image.Image:
    held = cast("pikepdf.Stream", document.pages[0].get_images()["/A"])
    return pikepdf.PdfImage(held).as_pil_image()


def _paged() -> Pdf:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 100))
    return document


def _photo() -> Dictionary:
    return Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=120,
        Height=60,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
    )


def _hang(document: Pdf, drawing: pikepdf.Object) -> None:
    document.pages[0].Contents = document.make_stream(b"q 100 0 0 50 20 20 cm /A Do Q")
    document.pages[0].Resources = Dictionary(XObject=Dictionary(A=drawing))


async def _cleaned(document: Pdf) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return await _bytes(written.getvalue())


async def _bytes(content: bytes) -> bytes:
    return (await Cleaner().clean("document", content, "application/pdf")).content


def _dots(picture: bytes) -> bytes:
    with Image.open(io.BytesIO(picture)) as image:
        return image.tobytes()
