"""A trace: where a message stands in a chat, for editing and erasing, 47 hours at most."""

from dataclasses import dataclass

from domain.letter import Mark

#: Telegram deletes nothing older than 48 hours; everything goes one hour before.
LIFETIME_HOURS = 47
LIFETIME = LIFETIME_HOURS * 3600
DELETABLE = 48 * 3600

#: Of a longer stretch only so many ids at each end are looked at: a call deletes a hundred.
_END = 2000


@dataclass(frozen=True, slots=True)
class Trace:
    """One message in a chat, or a stretch of ids where copies may stand that nobody knows."""

    chat_id: int
    message_id: int
    mark: Mark
    about: str = ""
    #: What to send again when it goes (an answer nobody has shown yet); empty means nothing.
    again: str = ""
    #: When it was noted (seconds, UTC): the message is older than that.
    at: int = 0
    #: The stretch begins here and ends with `message_id`; 0 means that it is one known message.
    first: int = 0

    @property
    def message_ids(self) -> tuple[int, ...]:
        """The messages that go with this trace."""
        if not self.first:
            return (self.message_id,)
        ids = range(self.first, self.message_id + 1)
        return (*ids[:_END], *ids[_END:][-_END:])
