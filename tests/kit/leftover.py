"""The words that tests/kit/media.py plants, and a search for them in any dress."""

import base64
import io
import re
import zlib
from collections.abc import Iterator
from typing import Final

import av
from PIL import Image

MODEL: Final = "Planted-Model"
AUTHOR: Final = "Planted-Author"
COMMENT: Final = "Planted-Comment"
XMP: Final = "Planted-Xmp"
PLACE: Final = "+41.2995+069.2401/"
WORDS: Final = (MODEL, AUTHOR, COMMENT, XMP, PLACE, "Planted")

#: What the libraries report of any file, and what names nobody.
_OWN: Final = frozenset(
    {
        "progressive",
        "progression",
        "adobe",
        "adobe_transform",
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "dpi",
        "loop",
        "background",
        "timestamp",
        "major_brand",
        "minor_version",
        "compatible_brands",
        "language",
        "encoder",
        "handler_name",
        "duration",
    }
)


def leftovers(content: bytes) -> list[str]:
    """Name every planted word that is still there, in any dress that we know, and any tag."""
    found = {
        f"{word} in {dress}"
        for layer in (content, *_inflated(content))
        for word in WORDS
        for dress, pattern in _dresses(word)
        if pattern in layer
    }
    return sorted(found) + list(_tagged(content))


def _inflated(content: bytes) -> Iterator[bytes]:
    """Open every zlib stream, be it of PNG, of PDF or of something inside."""
    for start in re.finditer(rb"x[\x01\x5e\x9c\xda]", content):
        try:
            yield zlib.decompressobj().decompress(content[start.start() :], 1 << 20)
        except zlib.error:
            continue


def _dresses(word: str) -> Iterator[tuple[str, bytes]]:
    plain = word.encode()
    yield "plain", plain
    yield "UTF-16, little end first", word.encode("utf-16-le")
    yield "UTF-16, big end first", word.encode("utf-16-be")
    yield "hexadecimal", plain.hex().encode()
    yield "hexadecimal capitals", plain.hex().upper().encode()
    for shift in range(3):
        code = base64.b64encode(b"\0" * shift + plain)
        yield "base64", code[4 if shift else 0 : -4]


def _tagged(content: bytes) -> Iterator[str]:
    """Ask the libraries what the file says of itself."""
    if content.startswith(b"%PDF"):
        return
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            yield from (f"Exif {tag}" for tag in image.getexif())
            yield from (f"said: {key}" for key in set(image.info) - _OWN)
            return
    except OSError:
        pass
    with av.open(io.BytesIO(content), "r") as film:
        for said in (film.metadata, *(stream.metadata for stream in film.streams)):
            yield from (f"tag {key}" for key in said if key.lower() not in _OWN)
        kinds = (stream.type for stream in film.streams)
        yield from (f"stream {kind}" for kind in kinds if kind not in {"video", "audio"})
        yield from (f"chapter {chapter['id']}" for chapter in film.chapters())
