"""A trace: where a message of ours stands in a chat, for editing and erasing, 47 hours at most."""

from dataclasses import dataclass

from domain.letter import Mark

#: Telegram deletes nothing older than 48 hours; everything goes one hour before.
LIFETIME_HOURS = 47


@dataclass(frozen=True, slots=True)
class Trace:
    """One message in a chat."""

    chat_id: int
    message_id: int
    mark: Mark
    about: str = ""
    #: What to send again when it goes (an answer nobody has shown yet); empty means nothing.
    again: str = ""
