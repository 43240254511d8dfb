"""PDF: its pages are moved into a new document, of each only what is drawn, and drawn safely."""

import io
from collections.abc import Iterator
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from bot.cleaning import embedded
from bot.cleaning.form import Form
from bot.cleaning.reason import Reason, Uncleanable
from bot.cleaning.washed import Part, Washed

FAULTS: Final = (
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    pikepdf.ForeignObjectError,
    pikepdf.PasswordError,
    AttributeError,
    IndexError,
    KeyError,
    RuntimeError,
    TypeError,
    ValueError,
)

_PAGES: Final = 1000

#: What a page needs to be drawn. Its annotations are drawn into it first; scripts, links,
#: thumbnails, dates and private notes of programs stay behind.
_PAGE: Final = frozenset(
    {
        "/Type",
        "/MediaBox",
        "/CropBox",
        "/Rotate",
        "/UserUnit",
        "/Resources",
        "/Contents",
        "/Group",
    }
)
#: What nothing that is drawn needs, wherever it hangs.
_NOTES: Final = frozenset(
    {
        "/AF",
        "/Alternates",
        "/EF",
        "/LastModified",
        "/Measure",
        "/Metadata",
        "/OC",
        "/OPI",
        "/PieceInfo",
        "/Private",
        "/Properties",
        "/PtData",
        "/Ref",
        "/StructParent",
        "/StructParents",
        "/Thumb",
    }
)
#: Where the keys are names of fonts, pictures, glyphs and inks, which may be called anything.
_NAMED: Final = frozenset(
    {
        "/CharProcs",
        "/ColorSpace",
        "/Colorants",
        "/ExtGState",
        "/Font",
        "/Pattern",
        "/Shading",
        "/XObject",
    }
)
_COLOURS: Final = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_SAID: Final = {
    "/Metadata": Part.XMP,
    "/AcroForm": Part.NAVIGATION,
    "/Outlines": Part.NAVIGATION,
    "/StructTreeRoot": Part.NAVIGATION,
    "/OpenAction": Part.SCRIPTS,
    "/AA": Part.SCRIPTS,
}


def wash(form: Form, content: bytes) -> Washed:
    """Move what is drawn into a new document."""
    written = io.BytesIO()
    with Pdf.open(io.BytesIO(content)) as old, Pdf.new() as new:
        if not 0 < len(old.pages) <= _PAGES:
            raise Uncleanable(Reason.TOO_LARGE if len(old.pages) else Reason.BROKEN)
        removed = _spoken(old)
        if "/AcroForm" in old.Root:
            old.generate_appearance_streams()  # so that what was filled in is still read
        old.flatten_annotations()
        for page in old.pages:
            _bare(page)
        new.pages.extend(old.pages)
        _scrub(new.Root)
        new.save(written, deterministic_id=True)
    return Washed(form, written.getvalue(), removed)


def _spoken(old: Pdf) -> frozenset[Part]:
    """Tell what sorts of things the document says or carries."""
    found = {part for key, part in _SAID.items() if key in old.Root}
    if "/Info" in old.trailer:
        found.add(Part.TAGS)
    if len(old.attachments):
        found.add(Part.ATTACHMENTS)
    if "/Names" in old.Root and "/JavaScript" in old.Root["/Names"]:
        found.add(Part.SCRIPTS)
    if any("/Annots" in page for page in old.pages):
        found.add(Part.ANNOTATIONS)
    return frozenset(found)


def _bare(page: Page) -> None:
    for key in set(page.obj.keys()) - _PAGE:
        del page[key]


def _scrub(root: Object) -> None:
    """Take the notes off everything that can be reached; `named` holds names that people gave."""
    waiting: list[tuple[Object, bool]] = [(root, False)]
    seen: set[tuple[int, int]] = set()
    while waiting:
        thing, named = waiting.pop()
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, Stream):
            embedded.redraw(thing)
            thing = thing.stream_dict
        waiting += _scrubbed(thing, named=named)


def _scrubbed(thing: Object, *, named: bool) -> Iterator[tuple[Object, bool]]:
    """Scrub one level, and give what hangs below."""
    if isinstance(thing, Dictionary) and not named:
        for key in _NOTES & set(thing.keys()):
            del thing[key]
    places: list[str] | range = (
        list(thing.keys()) if isinstance(thing, Dictionary) else range(len(thing))
    )
    for place in places:
        below = thing[place]
        if _is_profile(below):
            thing[place] = _COLOURS[int(below[1].N)]
        elif isinstance(below, (Array, Dictionary, Stream)):
            yield below, place in _NAMED


def _is_profile(thing: Object) -> bool:
    """Find colours by profile: it often names the screen, and so the machine, it was made for."""
    return isinstance(thing, Array) and len(thing) > 1 and thing[0] == Name.ICCBased
