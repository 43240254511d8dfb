"""Warnings before a report is sent: a number or a name that could tell who the worker is."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.draft import Draft, Part
from domain.warning import Clue, Found, hide, look
from services.work import Unit
from storage import draft as drafts

__all__ = ["Clue", "find_all", "hide_in", "keep_as_told", "open_warnings"]

#: Signs of one report that are looked at: a book would keep everybody else waiting.
LOOKED_AT = 100_000
#: phonenumbers knows the numbers of the world and is slow: texts of so many signs, so many of them.
_LONGEST, _MOST = 500, 20
#: A telephone number has at least so many digits.
_FEWEST = 7
#: The answer that lists what the worker wants to keep as told.
_KEPT = "kept"


def find_all(texts: Iterable[str]) -> list[tuple[Found, ...]]:
    """Find in every text of a report what could tell who its worker is, each sign only once.

    Within bounds: a text beyond them is not looked at.
    """
    left, thorough, found = LOOKED_AT, _MOST, []
    for text in texts:
        left -= len(text)
        asks = left >= 0 and thorough > 0 and _may_be_foreign(text)
        thorough -= asks
        known = look(text) if left >= 0 else ()
        found.append(_distinct((*known, *_foreign(text))) if asks else _distinct(known))
    return found


def open_warnings(draft: Draft, parts: Sequence[Part]) -> list[Clue]:
    """List what the worker has not answered yet, gravest first."""
    kept = draft.answers.get(_KEPT, "").split(",")
    kinds = {one.kind for found in find_all(part.text for part in parts) for one in found}
    return [kind for kind in Clue if kind in kinds and kind.value not in kept]


def keep_as_told(draft: Draft, kind: Clue) -> Draft:
    """Leave it as the worker told it, and warn of it no more."""
    kept = [*filter(None, draft.answers.get(_KEPT, "").split(",")), kind.value]
    return draft.answered(kept=",".join(kept))


async def hide_in(unit: Unit, lane: bytes, kind: Clue) -> list[Part]:
    """Hide every finding of this kind in a draft; returns its parts as they are now."""
    kept = await drafts.parts_of(unit, lane)
    parts = []
    spans = find_all(part.text for _key, part in kept)
    for (key, part), found in zip(kept, spans, strict=True):
        hidden = _hidden(part, found, kind)
        # Read again just before: a file may have become safe since, and must not be forgotten.
        if hidden != part and (current := await drafts.part(unit, lane, key)):
            hidden = replace(current, text=hidden.text)
            await drafts.replace_part(unit, lane, key, hidden)
        parts.append(hidden)
    return parts


def _hidden(part: Part, found: Iterable[Found], kind: Clue) -> Part:
    spans = [one for one in found if one.kind is kind]
    return replace(part, text=hide(part.text, spans)) if spans else part


def _may_be_foreign(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text[: _LONGEST + 1])
    return len(text) <= _LONGEST and digits >= _FEWEST


def _foreign(text: str) -> list[Found]:
    # Its tables are wanted by few messages: they are read when the first one comes.
    from phonenumbers import PhoneNumberMatcher  # noqa: PLC0415

    return [Found(Clue.PHONE, m.start, m.end) for m in PhoneNumberMatcher(text, "UZ")]


def _distinct(found: Iterable[Found]) -> tuple[Found, ...]:
    distinct: list[Found] = []
    for one in found:
        if one.kind is Clue.NARROW or not any(_overlap(one, other) for other in distinct):
            distinct.append(one)
    return tuple(distinct)


def _overlap(one: Found, other: Found) -> bool:
    return other.kind is not Clue.NARROW and one.start < other.end and other.start < one.end
