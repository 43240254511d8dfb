"""A draft: the answers that one chat has given so far in one conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

Answers = Mapping[str, str]

#: The answer to a question that was skipped.
SKIPPED = "-"

#: What one report may hold (journeys J3).
MOST_MESSAGES = 300
MOST_FILES = 60
MOST_BYTES = 200 * 1024 * 1024
FILE_BYTES = 20 * 1024 * 1024

#: A draft nobody has touched for so many hours is erased with its files.
LIFETIME_HOURS = 24


class PartKind(StrEnum):
    """What one part of a story is."""

    TEXT = "text"
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"

    @property
    def is_file(self) -> bool:
        """Tell whether the part is a file that has to be fetched."""
        return self is not PartKind.TEXT


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a story. Kept sealed; for a file `evidence` and `key` come with the fetch."""

    kind: PartKind
    text: str = ""
    #: When it was written, seconds, UTC.
    at: int = 0
    #: Whether this is a message changed afterwards: it is added, and replaces nothing.
    edited: bool = False
    #: Of a file that is safe: its id among the evidence and its own key, both hex.
    evidence: str = ""
    key: str = ""
    mime: str = ""
    name: str = ""
    size: int = 0
    #: Why a file could not be kept; empty while it is on its way or when it is safe.
    failed: str = ""
    removed: tuple[str, ...] = ()

    @property
    def is_coming(self) -> bool:
        """Tell whether this is a file that is still on its way."""
        return self.kind.is_file and not (self.evidence or self.failed)


@dataclass(frozen=True, slots=True)
class Draft:
    """The state of one conversation. `step` names the question on the screen now."""

    flow: str
    version: int
    step: str
    #: Names the current screen; every button carries it, so that an old press is recognised.
    token: str
    answers: dict[str, str] = field(default_factory=dict)
    #: How many messages, by kind.
    counts: dict[str, int] = field(default_factory=dict)
    #: How many of them are files that could not be kept, by kind.
    failed: dict[str, int] = field(default_factory=dict)
    #: Bytes of files announced so far.
    size: int = 0
    #: Seconds, UTC, of the first step.
    made_at: int = 0

    def answered(self, **answers: str) -> "Draft":
        """Return the draft with these answers added; an empty one takes the answer away."""
        merged = {**self.answers, **answers}
        return replace(self, answers={key: value for key, value in merged.items() if value})

    def counted(self, kind: PartKind, size: int = 0) -> "Draft":
        """Return the draft with one more message of this kind."""
        counts = {**self.counts, kind.value: self.counts.get(kind.value, 0) + 1}
        return replace(self, counts=counts, size=self.size + size)

    def lacking(self, kind: PartKind) -> "Draft":
        """Return the draft with one file of this kind that could not be kept."""
        return replace(self, failed={**self.failed, kind.value: self.failed.get(kind.value, 0) + 1})

    @property
    def kept(self) -> dict[PartKind, int]:
        """How many messages are kept or still on their way, by kind; none that is nought."""
        left = {kind: n - self.failed.get(kind, 0) for kind, n in self.counts.items()}
        return {PartKind(kind): n for kind, n in left.items() if n > 0}

    @property
    def messages(self) -> int:
        """How many messages the story has."""
        return sum(self.counts.values())

    @property
    def files(self) -> int:
        """How many of them are files."""
        return sum(n for kind, n in self.counts.items() if PartKind(kind).is_file)
