"""An entry: one thing said or done in a case, sealed to the case's own key."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    """What an entry is."""

    #: What the worker told when filing, with the exact time and all answers.
    REPORT = "report"
    #: Answered after filing: how many, district, employer, what they want.
    MORE = "more"
    #: The worker wrote back.
    STORY = "story"
    #: The desk answered.
    REPLY = "reply"
    #: Said among staff.
    NOTE = "note"
    #: A file arrived, or could not be kept.
    EVIDENCE = "evidence"
    #: The worker said solved, not solved, withdrawn.
    WORD = "word"


class Author(StrEnum):
    """Who made an entry."""

    WORKER = "worker"
    DESK = "desk"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Entry:
    """One opened entry. `at` in seconds, UTC, exact; it is known only inside the seal."""

    sequence: int
    kind: EntryKind
    author: Author
    at: int
    #: Texts in order, and whatever else the kind has: answers, evidence, outcome.
    body: dict[str, Any] = field(default_factory=dict)
