"""JPEG data without its notes and without a second compression: for pictures inside documents."""

import re
from typing import Final

_START: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_SCAN: Final = 0xDA
#: Comments and application segments; Adobe's says which colours these are, and stays.
_NOTES: Final = frozenset({0xFE, *range(0xE0, 0xF0)})
_ADOBE: Final = 0xEE
#: The next marker after a scan: FF00 is data, FFD0 to FFD7 are restarts.
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def stripped(picture: bytes) -> bytes:
    """Drop Exif, XMP, profiles, thumbnails, comments and whatever follows the picture.

    Raises ValueError or IndexError where the data are not what they should be.
    """
    if not picture.startswith(_START):
        raise ValueError("not a JPEG")
    kept, at = [_START], len(_START)
    while True:
        marker, segment, at = _segment(picture, at)
        if marker == _END[1]:
            return b"".join([*kept, _END])
        if _is_picture(marker, segment):
            kept.append(segment)
        if marker == _SCAN:
            end = _MARKER.search(picture, at)
            kept.append(picture[at : end.start() if end else len(picture)])
            if end is None:  # cut off; a reader shows what is there
                return b"".join([*kept, _END])
            at = end.start()


def _segment(picture: bytes, at: int) -> tuple[int, bytes, int]:
    if picture[at] != _START[0]:
        raise ValueError("no marker where one must be")
    while picture[at + 1] == _START[0]:  # padding
        at += 1
    marker = picture[at + 1]
    if marker == _END[1]:
        return marker, b"", at
    end = at + 2 + int.from_bytes(picture[at + 2 : at + 4])
    if end < at + 4 or end > len(picture):
        raise ValueError("a segment of no possible length")
    return marker, picture[at:end], end


def _is_picture(marker: int, segment: bytes) -> bool:
    return marker not in _NOTES or (marker == _ADOBE and segment[4:9] == b"Adobe")
