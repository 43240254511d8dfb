"""Letters: everything that is to be said goes through here into the outbox."""

from domain.letter import Act, Letter, Mark
from domain.trace import LIFETIME_HOURS, Trace
from services.work import Unit
from storage import outbox, trace


def post(unit: Unit, letter: Letter, *, due_at: int = 0) -> None:
    """Send a letter once this unit is committed, not before `due_at` (seconds, UTC)."""
    outbox.post(unit, letter, due_at=due_at)


def erase(unit: Unit, chat_id: int, *message_ids: int) -> None:
    """Delete messages from a chat."""
    post(unit, Letter(chat_id, Act.DELETE, message_ids=message_ids))


def erase_later(unit: Unit, chat_id: int, message_id: int) -> None:
    """Delete a message from a chat by hour 47."""
    trace.keep(unit, Trace(chat_id, message_id, Mark.OTHER), seconds=LIFETIME_HOURS * 3600)


async def screen_of(unit: Unit, chat_id: int) -> int:
    """Tell which message of a chat is its current screen; 0 when none is known."""
    lane = unit.vault.lane(chat_id)
    known = [one for _key, one in (await trace.of_lanes(unit, [lane]))[lane] if not one.first]
    return max((one.message_id for one in known if one.mark is Mark.SCREEN), default=0)


def erase_marked(unit: Unit, chat_id: int, mark: Mark, about: str = "") -> None:
    """Delete the message that a trace remembers, if it is still there."""
    post(unit, Letter(chat_id, Act.DELETE, mark=mark, about=about))
