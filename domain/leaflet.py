"""Leaflets (guides to one right each) and their editions (dated, reviewed texts)."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from domain.data import read
from domain.language import Language


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A guide: its slug, its button, and the topic that "Report this" begins with."""

    slug: str
    label: str
    icon: str
    topic: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The text of a leaflet in one language, as of one date."""

    slug: str
    language: Language
    title: str
    #: Plain text with a small Markdown subset: **bold** and "- " lists.
    body: str
    #: Articles of law that the text stands on ("Labour Code, article 253"), in its language.
    articles: tuple[str, ...]
    #: The date of the text of the law that was read.
    text_date: date
    #: The lawyer's desk that reviewed it; empty while nobody has.
    reviewed_by: str
    reviewed_on: date | None
    expires_on: date | None


def is_reviewed(edition: Edition) -> bool:
    """Tell whether a lawyer has put name and date to the text."""
    return bool(edition.reviewed_by) and edition.reviewed_on is not None


def is_expired(edition: Edition, today: date) -> bool:
    """Tell whether the text is past its date; the last day itself is still good."""
    return edition.expires_on is not None and today > edition.expires_on


def needs_banner(edition: Edition, today: date) -> bool:
    """Tell whether the reader must be warned: not reviewed, or past its date."""
    return not is_reviewed(edition) or is_expired(edition, today)


class _Row(TypedDict):
    slug: str
    label: str
    icon: str
    topic: str


_ROWS: list[_Row] = read("leaflets.json")

#: All leaflets, in the order of the screen.
LEAFLETS = tuple(Leaflet(**row) for row in _ROWS)
