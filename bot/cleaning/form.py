"""Sorts of file: how each is recognised by its bytes, and what a clean one is called."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final


class Family(StrEnum):
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    PDF = "application/pdf"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class _Shape:
    family: Family
    mime: str
    suffix: str


class Form(Enum):
    """A sort of file, as it comes in; see CLEAN for those that go out."""

    JPEG = _Shape(Family.IMAGE, "image/jpeg", ".jpg")
    PNG = _Shape(Family.IMAGE, "image/png", ".png")
    WEBP = _Shape(Family.IMAGE, "image/webp", ".webp")
    GIF = _Shape(Family.IMAGE, "image/gif", ".gif")
    AVIF = _Shape(Family.IMAGE, "image/avif", ".avif")
    OGG = _Shape(Family.AUDIO, "audio/ogg", ".ogg")
    SOUND = _Shape(Family.AUDIO, "audio/*", "")
    MP4 = _Shape(Family.VIDEO, "video/mp4", ".mp4")
    WEBM = _Shape(Family.VIDEO, "video/webm", ".webm")
    AVI = _Shape(Family.VIDEO, "video/x-msvideo", ".avi")
    PDF = _Shape(Family.PDF, "application/pdf", ".pdf")
    TEXT = _Shape(Family.TEXT, "text/plain", ".txt")

    @property
    def family(self) -> Family:
        return self.value.family

    @property
    def mime(self) -> str:
        return self.value.mime

    @property
    def suffix(self) -> str:
        return self.value.suffix

    @property
    def beginning(self) -> "Form | None":
        """What `sniff` says of such a file: plain text has no beginning of its own."""
        return None if self is Form.TEXT else self


#: What a clean file can be; the others are given out as one of these.
CLEAN: Final = frozenset(Form) - {Form.GIF, Form.AVIF, Form.SOUND, Form.AVI}

#: Python's own list misses voices and WebP where the system has no list of its own, as in an image.
ENDINGS: Final = {form.mime: form.suffix for form in CLEAN}

#: What Telegram calls a message's file, and the families that it may hold.
KINDS: Final[dict[str, frozenset[Family]]] = {
    "photo": frozenset({Family.IMAGE}),
    "voice": frozenset({Family.AUDIO, Family.VIDEO}),  # .m4a and .mp4 begin alike
    "audio": frozenset({Family.AUDIO, Family.VIDEO}),
    "video": frozenset({Family.VIDEO}),
    "video_note": frozenset({Family.VIDEO}),
    "animation": frozenset({Family.VIDEO, Family.IMAGE}),
    "document": frozenset(Family),
}

_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"mif1", b"msf1"})
_SOUND_BRANDS: Final = frozenset({b"M4A ", b"M4B "})

#: A bare frame of MPEG or AAC sound: eleven bits set, then version and layer.
_MPEG_FRAMES: Final = frozenset(bytes((0xFF, second)) for second in range(0xE2, 0xFE))

_STARTS: Final[tuple[tuple[bytes, Form], ...]] = (
    (b"\xff\xd8\xff", Form.JPEG),
    (b"\x89PNG\r\n\x1a\n", Form.PNG),
    (b"GIF87a", Form.GIF),
    (b"GIF89a", Form.GIF),
    (b"OggS", Form.OGG),
    (b"\x1aE\xdf\xa3", Form.WEBM),
    (b"ID3", Form.SOUND),
    (b"fLaC", Form.SOUND),
    (b"#!AMR", Form.SOUND),
    (b"moov", Form.MP4),
)


def sniff(content: bytes) -> Form | None:
    """Tell what the bytes begin as; `None` is no sort that we know by its beginning."""
    for start, form in _STARTS:
        if content.startswith(start):
            return form
    if content[:4] == b"RIFF":
        return {b"WEBP": Form.WEBP, b"WAVE": Form.SOUND, b"AVI ": Form.AVI}.get(content[8:12])
    if content[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}:
        return _boxed(content)
    if b"%PDF-" in content[:1024]:  # readers allow a little before it
        return Form.PDF
    return Form.SOUND if content[:2] in _MPEG_FRAMES else None


def _boxed(content: bytes) -> Form | None:
    """Tell apart what is built of ISO boxes, by the main brand."""
    if content[4:8] != b"ftyp":
        return Form.MP4
    brand = content[8:12]
    if brand in _AVIF_BRANDS:
        return Form.AVIF
    if brand in _HEIF_BRANDS:
        return None
    return Form.SOUND if brand in _SOUND_BRANDS else Form.MP4
