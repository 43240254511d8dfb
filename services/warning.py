"""Warnings before a report is sent: a number or a name that could tell who the worker is."""

from collections.abc import Iterable
from dataclasses import replace

from domain.draft import Draft, Part
from domain.warning import Clue, Found, hide, look
from services.work import Unit
from storage import draft as drafts

__all__ = ["Clue", "find", "hide_in", "keep_as_told", "open_warnings"]

#: A telephone number has at least so many digits: shorter texts are not looked at.
_FEWEST = 7
#: The answer that lists what the worker wants to keep as told.
_KEPT = "kept"


def find(text: str) -> tuple[Found, ...]:
    """Find everything that could tell who a worker is, each sign in one finding only."""
    found: list[Found] = []
    for one in (*look(text), *_phones(text)):
        if one.kind is Clue.NARROW or not any(_overlap(one, other) for other in found):
            found.append(one)
    return tuple(found)


def open_warnings(draft: Draft, parts: Iterable[Part]) -> list[Clue]:
    """List what the worker has not answered yet, gravest first."""
    kept = draft.answers.get(_KEPT, "").split(",")
    kinds = {found.kind for part in parts for found in find(part.text)}
    return [kind for kind in Clue if kind in kinds and kind.value not in kept]


def keep_as_told(draft: Draft, kind: Clue) -> Draft:
    """Leave it as the worker told it, and warn of it no more."""
    kept = [*filter(None, draft.answers.get(_KEPT, "").split(",")), kind.value]
    return draft.answered(kept=",".join(kept))


async def hide_in(unit: Unit, lane: bytes, kind: Clue) -> list[Part]:
    """Hide every finding of this kind in a draft; returns its parts as they are now."""
    parts = []
    for key, part in await drafts.parts_of(unit, lane):
        hidden = _hidden(part, kind)
        # Read again just before: a file may have become safe since, and must not be forgotten.
        if hidden != part and (current := await drafts.part(unit, key)):
            hidden = _hidden(current, kind)
            await drafts.replace_part(unit, key, hidden)
        parts.append(hidden)
    return parts


def _hidden(part: Part, kind: Clue) -> Part:
    spans = [found for found in find(part.text) if found.kind is kind]
    return replace(part, text=hide(part.text, spans)) if spans else part


def _phones(text: str) -> list[Found]:
    if sum(sign.isdigit() for sign in text) < _FEWEST:
        return []
    # Half a megabyte of tables, wanted by few messages: read when the first one comes.
    from phonenumbers import PhoneNumberMatcher  # noqa: PLC0415

    return [Found(Clue.PHONE, m.start, m.end) for m in PhoneNumberMatcher(text, "UZ")]


def _overlap(one: Found, other: Found) -> bool:
    return other.kind is not Clue.NARROW and one.start < other.end and other.start < one.end
