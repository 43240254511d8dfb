"""What a cleaner hands back: the clean bytes, and the names of what it took away."""

from dataclasses import dataclass
from enum import StrEnum

from bot.cleaning.form import Form


class Part(StrEnum):
    """A sort of thing that was found and is gone; free words could carry what was removed."""

    ANNOTATIONS = "annotations"
    ATTACHMENTS = "attachments"
    CHAPTERS = "chapters"
    COLOUR_PROFILE = "colour profile"
    COMMENT = "comment"
    EXIF = "exif"
    FRAMES = "further frames"
    INVISIBLE = "invisible characters"
    LOCATION = "location"
    NAVIGATION = "forms, outlines and other structure"
    SCRIPTS = "scripts"
    STREAMS = "further streams"
    TAGS = "tags"
    XMP = "xmp"


@dataclass(frozen=True, slots=True)
class Washed:
    """A clean file."""

    form: Form
    content: bytes
    removed: frozenset[Part] = frozenset()
