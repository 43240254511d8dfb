"""A trace: where a message stands in a chat, for editing and erasing, 47 hours at most."""

from dataclasses import dataclass

from domain.letter import Mark

#: Telegram deletes nothing older than 48 hours; everything goes one hour before.
LIFETIME_HOURS = 47
LIFETIME = LIFETIME_HOURS * 3600
DELETABLE = 48 * 3600


@dataclass(frozen=True, slots=True)
class Trace:
    """One message in a chat."""

    chat_id: int
    message_id: int
    mark: Mark
    about: str = ""
    #: What to send again when it goes (an answer nobody has shown yet); empty means nothing.
    again: str = ""
    #: When it was noted (seconds, UTC): the message is older than that.
    at: int = 0
