"""Warnings: what in a worker's own words could tell who they are, and how to hide it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Clue(StrEnum):
    """What could tell who the worker is."""

    PHONE = "phone"
    PASSPORT = "passport"
    #: The personal number (PINFL), 14 digits.
    PERSONAL = "personal"
    CARD = "card"
    NAME = "name"
    #: A place and a date so narrow that few people fit.
    NARROW = "narrow"

    @property
    def can_hide(self) -> bool:
        """Tell whether one press can hide it."""
        return self is not Clue.NARROW


@dataclass(frozen=True, slots=True)
class Found:
    """Where something stands in a text."""

    kind: Clue
    start: int
    end: int


#: What a hidden sign becomes.
DOT = "•"

#: Nine digits as they are grouped in the country, with or without its code.
_PHONE = re.compile(
    r"(?<!\d)(?:\+?998[ \-]?)?\(?(?:20|33|50|55|6\d|7\d|88|9\d)\)?"
    r"[ \-]?\d{3}[ \-.]?\d\d[ \-.]?\d\d(?!\d)"
)
#: The old way to dial within the country; phonenumbers no longer knows it.
_OLD_PHONE = re.compile(r"(?<!\d)8[ \-(]*\d\d[ \-)]*\d{3}[ \-]?\d\d[ \-]?\d\d(?!\d)")
_DIGIT = re.compile(r"\d")
_PASSPORT = re.compile(r"(?<![A-ZА-Я])[A-ZА-Я]{2}[ \-№]*\d{7}(?!\d)", re.IGNORECASE)
_PERSONAL = re.compile(r"(?<!\d)[3-6]\d{13}(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:\d{4}[ \-]?){4}(?!\d)")
_LETTERS = r"[\w'ʻʼ‘’`-]*"
_NAME = re.compile(
    r"\b(?:my name is|i am called|"
    r"(?:mening\s+)?(?:ismim|ism-sharifim|ismi sharifim)|"
    r"(?:менинг\s+)?(?:исмим|исм-шарифим)|"
    r"меня зовут|мо[её] имя|моя фамилия|(?:mening\s+)?familiyam|(?:менинг\s+)?фамилиям)"
    rf"\s*[:—–-]?\s*(?P<name>[^\W\d_]{_LETTERS}(?:\s+(?-i:[A-ZА-ЯЁЎҚҒҲ]){_LETTERS}){{0,2}})",
    re.IGNORECASE,
)
_SMALL_PLACE = re.compile(
    r"\b(?:qishlo[gq]\w*|mahalla\w*|mfy|brigada\w*|fermer xo\w*|кишло\w*|қишло\w*|"
    r"маҳалла\w*|махалл\w*|мфй|село|селе|сел[ау]|посёл\w*|посел\w*|бригад\w*|"
    r"фермер\w* х\w*|village|brigade|farm of)\b",
    re.IGNORECASE,
)
_MONTHS = (
    r"(?:yanvar|fevral|mart|aprel|may|iyun|iyul|avgust|sentabr|sentyabr|oktabr|oktyabr|noyabr|dekabr|"
    r"январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр|"
    r"january|february|march|april|june|july|august|september|october|november|december)\w*"
)
_DATE = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?(?!\d)|\d{{1,2}}[ \-]*{_MONTHS})|"
    rf"\b{_MONTHS}\s+\d{{1,2}}\b",
    re.IGNORECASE,
)


def look(text: str) -> tuple[Found, ...]:
    """Find what the eye of a stranger would catch; each pattern runs once along the text."""
    names = [Found(Clue.NAME, *match.span("name")) for match in _NAME.finditer(text)]
    if not _DIGIT.search(text):
        return tuple(names)
    numbers = [
        *_spans(Clue.CARD, (m for m in _CARD.finditer(text) if _is_card(m[0]))),
        *_spans(Clue.PERSONAL, _PERSONAL.finditer(text)),
        *_spans(Clue.PASSPORT, _PASSPORT.finditer(text)),
        *_spans(Clue.PHONE, _OLD_PHONE.finditer(text)),
        *_spans(Clue.PHONE, _PHONE.finditer(text)),
    ]
    return (*numbers, *names, *_narrow(text))


def hide(text: str, spans: Iterable[Found]) -> str:
    """Put a dot in the place of every letter and digit that was found."""
    signs = list(text)
    for found in spans:
        for at in range(found.start, found.end):
            if signs[at].isalnum():
                signs[at] = DOT
    return "".join(signs)


def _spans(kind: Clue, matches: Iterable[re.Match[str]]) -> list[Found]:
    return [Found(kind, match.start(), match.end()) for match in matches]


def _narrow(text: str) -> list[Found]:
    day = _DATE.search(text)
    place = _SMALL_PLACE.search(text) if day else None
    if not place or not day:
        return []
    return [Found(Clue.NARROW, min(place.start(), day.start()), max(place.end(), day.end()))]


def _is_card(text: str) -> bool:
    digits = [int(sign) for sign in text if sign.isdigit()]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
