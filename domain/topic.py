"""Kinds of violation, on two levels, with their severity and the bodies that serve them."""

from dataclasses import dataclass
from typing import Literal, TypedDict

from domain.data import read

#: 1 life and safety, or a child now; 2 coercion and violence; 3 money and conditions; 4 questions.
Severity = Literal[1, 2, 3, 4]


@dataclass(frozen=True, slots=True)
class SubTopic:
    """The second level: "Paid late" of "Not paid"."""

    code: str
    label: str
    severity: Severity
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """The first level; `label` is its button, `name` what the desk and the figures call it."""

    code: str
    label: str
    icon: str
    name: str
    severity: Severity
    bodies: tuple[str, ...]
    subtopics: tuple[SubTopic, ...]


def topic(code: str) -> Topic:
    """Find a topic by its two letters; KeyError when there is none."""
    return _BY_CODE[code]


def subtopics(code: str) -> tuple[SubTopic, ...]:
    """List the sub-topics of a topic, in the order of the screen; some topics have none."""
    return _BY_CODE[code].subtopics


def subtopic(code: str) -> SubTopic:
    """Find a sub-topic by its code ("WG1"); KeyError when there is none."""
    return _SUB_BY_CODE[code]


def severity(topic_code: str, subtopic_code: str | None, *, urgent: bool) -> Severity:
    """Rate a report from 1, the most severe, to 4.

    `urgent` means "Happening now" or "I am in danger": it raises by one where lives or freedom
    may be at stake (design: forced work, children, danger and injury, violence, retaliation).
    """
    rated = subtopic(subtopic_code) if subtopic_code else topic(topic_code)
    if urgent and topic_code in _RAISED:
        return _RAISE[rated.severity]
    return rated.severity


def preselects_receipt(code: str) -> bool:
    """Tell whether "Only with my receipt" stands first: the worker is at risk if found out."""
    return code in {"VH", "FL", "RT"}


def is_protection(code: str) -> bool:
    """Tell whether the protection desk takes it: violence, children, retaliation."""
    return code in {"VH", "CL", "RT"}


class _Row(TypedDict):
    code: str
    label: str
    severity: Severity
    bodies: list[str]


class _TopicRow(_Row):
    icon: str
    name: str
    subtopics: list[_Row]


def _subtopic(row: _Row) -> SubTopic:
    return SubTopic(row["code"], row["label"], row["severity"], tuple(row["bodies"]))


def _topic(row: _TopicRow) -> Topic:
    return Topic(
        code=row["code"],
        label=row["label"],
        icon=row["icon"],
        name=row["name"],
        severity=row["severity"],
        bodies=tuple(row["bodies"]),
        subtopics=tuple(map(_subtopic, row["subtopics"])),
    )


_RAISED = frozenset({"FL", "CL", "OS", "VH", "RT"})
_RAISE: dict[Severity, Severity] = {1: 1, 2: 1, 3: 2, 4: 3}

_ROWS: list[_TopicRow] = read("topics.json")
TOPICS = tuple(map(_topic, _ROWS))
_BY_CODE = {found.code: found for found in TOPICS}
_SUB_BY_CODE = {found.code: found for kind in TOPICS for found in kind.subtopics}

#: The six buttons of the first screen, and the list behind "Something else".
MAIN, ELSE = TOPICS[:6], TOPICS[6:]
