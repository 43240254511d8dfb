"""Letters: everything that is to be said goes through here into the outbox."""

from domain.letter import Act, Letter, Mark
from services.work import Unit
from storage import outbox


def post(unit: Unit, letter: Letter, *, due_at: int = 0) -> None:
    """Send a letter once this unit is committed, not before `due_at` (seconds, UTC)."""
    outbox.post(unit, letter, due_at=due_at)


def erase(unit: Unit, chat_id: int, *message_ids: int) -> None:
    """Delete messages from a chat."""
    post(unit, Letter(chat_id, Act.DELETE, message_ids=message_ids))


def erase_marked(unit: Unit, chat_id: int, mark: Mark, about: str = "") -> None:
    """Delete the message that a trace remembers, if it is still there."""
    post(unit, Letter(chat_id, Act.DELETE, mark=mark, about=about))
