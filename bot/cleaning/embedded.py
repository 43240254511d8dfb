"""Pictures inside a PDF: the data stay as they are pressed, their notes go."""

import zlib
from typing import Final

from pikepdf import Dictionary, Name, Stream, StreamDecodeLevel

from bot.cleaning import jpeg
from bot.cleaning.reason import Reason, Uncleanable

_LIMIT: Final = 64 * 1024 * 1024  # bytes of one picture, unpacked

#: Boxes of JPEG 2000 in which programs leave words.
_NOTES: Final = frozenset({b"xml ", b"uuid", b"uinf", b"jp2i"})
_JP2_START: Final = b"\x00\x00\x00\x0cjP  "
_LONG: Final = 1
_TO_THE_END: Final = 0


def redraw(stream: Stream) -> None:
    """Take the notes off a picture that brings a file format of its own; leave others alone."""
    filters = _filters(stream)
    if filters[-1:] == ["/DCTDecode"]:
        _redraw_jpeg(stream, filters)
    elif filters == ["/JPXDecode"]:
        stream.write(_unboxed(stream.read_raw_bytes()), filter=Name.JPXDecode)
    elif "/JPXDecode" in filters:
        raise Uncleanable(Reason.BROKEN)


def _filters(stream: Stream) -> list[str]:
    given = stream.get("/Filter")
    if given is None:
        return []
    return [str(given)] if isinstance(given, Name) else [str(name) for name in given]


def _redraw_jpeg(stream: Stream, filters: list[str]) -> None:
    parameters = stream.get("/DecodeParms") if len(filters) == 1 else None
    try:
        picture = jpeg.stripped(_unpacked(stream, filters[:-1]))
    except (ValueError, IndexError):  # a rare wrapping: keep the dots and not the data
        stream.write(stream.read_bytes(StreamDecodeLevel.all))
        return
    kept = parameters if isinstance(parameters, Dictionary) else None  # which colours these are
    stream.write(picture, filter=Name.DCTDecode, decode_parms=kept)


def _unpacked(stream: Stream, wrapping: list[str]) -> bytes:
    raw = stream.read_raw_bytes()
    if not wrapping:
        return raw
    if wrapping != ["/FlateDecode"]:
        raise ValueError("not a wrapping that we undo")
    try:
        inflating = zlib.decompressobj()
        picture = inflating.decompress(raw, _LIMIT)
    except zlib.error as error:
        raise ValueError("damaged wrapping") from error
    if inflating.unconsumed_tail:
        raise Uncleanable(Reason.TOO_LARGE)
    return picture


def _unboxed(picture: bytes) -> bytes:
    """Drop the boxes of words; a bare codestream has none."""
    if not picture.startswith(_JP2_START):
        return picture
    kept, at = [], 0
    while at + 8 <= len(picture):
        size = int.from_bytes(picture[at : at + 4])
        if size == _LONG:
            size = int.from_bytes(picture[at + 8 : at + 16])
        elif size == _TO_THE_END:
            size = len(picture) - at
        if size < 8:  # noqa: PLR2004 - a box's own head
            raise Uncleanable(Reason.BROKEN)
        if picture[at + 4 : at + 8] not in _NOTES:
            kept.append(picture[at : at + size])
        at += size
    return b"".join(kept)
