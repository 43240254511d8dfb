"""The closure: of a chat that is closed to us only stays what is still to be deleted from it.

Telegram lets a bot delete from the chat of somebody who blocked it, so what had to go is tried at
once. Where even that is refused it is tried again when the chat answers, and at its hour 47.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from domain.letter import Act, Letter, Mark
from domain.trace import DELETABLE, LIFETIME, Trace
from storage import outbox, trace
from storage.outbox import Outgoing
from storage.unit import Unit

Stored = Iterable[tuple[bytes, Trace]]


@dataclass(frozen=True, slots=True)
class Closed:
    """A chat that refused us; `deleting`: even a deletion."""

    lane: bytes
    chat_id: int
    deleting: bool


async def close(unit: Unit, closed: Closed) -> None:
    """Drop what was to be said there; nothing that stays leads from the chat to a case."""
    dropped = await outbox.drop_lane(unit, closed.lane)
    stored = (await trace.of_lanes(unit, [closed.lane]))[closed.lane]
    overdue = _overdue(unit, dropped, stored)
    changed = {}
    for key, one in stored:
        mark = Mark.LEFT if one.message_id in overdue else _lasting(one.mark)
        changed[key] = replace(one, mark=mark, about="", again="")
    await trace.recast(unit, changed)
    known = {each for _key, one in stored for each in one.message_ids}
    for message_id, at in overdue.items():
        left = at + LIFETIME - unit.seconds
        if message_id not in known and left > 0:
            trace.keep(unit, Trace(closed.chat_id, message_id, Mark.LEFT, at=at), seconds=left)
    if not closed.deleting:
        empty(unit, closed.chat_id)


def empty(unit: Unit, chat_id: int) -> None:
    """Delete what should be gone from a chat already."""
    outbox.post(unit, Letter(chat_id, Act.DELETE, mark=Mark.LEFT))


def _overdue(unit: Unit, dropped: Iterable[Outgoing], stored: Stored) -> dict[int, int]:
    """List what was to be deleted, each with a time before which it stood in the chat."""
    found: dict[int, int] = {}
    for out in dropped:
        if out.letter and out.letter.act is Act.DELETE:
            at = out.since + (out.letter.stale_after or DELETABLE) - DELETABLE
            found |= dict.fromkeys(_meant(out.letter, stored), min(at, unit.seconds))
    return found


def _meant(letter: Letter, stored: Stored) -> Iterator[int]:
    yield from letter.message_ids
    if not letter.message_ids or letter.mark is not Mark.OTHER:
        for _key, one in stored:
            if (one.mark, one.about) == (letter.mark, letter.about):
                yield from one.message_ids


def _lasting(mark: Mark) -> Mark:
    return mark if mark is Mark.LEFT else Mark.OTHER
