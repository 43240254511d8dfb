"""What came in: one update rebuilt from an allow-list, without who sent it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category

from domain.draft import PartKind

#: A command of the Bot API at the beginning of a text; the group is the bot that it names.
COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(?:@([A-Za-z0-9_]{1,64}))?(?=\s|$)")

#: Spaces and controls, by Unicode's categories; and letters and signs that nobody sees.
_EMPTY = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")


class ChatKind(StrEnum):
    """Where it came from."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class IncomingKind(StrEnum):
    """What it is."""

    TEXT = "text"
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    PRESS = "press"
    CONTACT = "contact"
    LOCATION = "location"
    #: A sticker, a poll, a dice, a game, a story: kindly not taken.
    OTHER = "other"
    #: The person stopped the bot, or deleted the chat.
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"

    @property
    def part(self) -> PartKind | None:
        """What kind of part of a story it makes, if any."""
        return _PARTS.get(self)


_PARTS = {IncomingKind(kind.value): kind for kind in PartKind}


@dataclass(frozen=True, slots=True)
class File:
    """A file as Telegram announces it. Size in bytes."""

    file_id: str
    size: int = 0
    mime: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update. Times in seconds, UTC."""

    kind: IncomingKind
    chat_id: int
    chat_kind: ChatKind = ChatKind.PRIVATE
    message_id: int = 0
    at: int = 0
    #: What was typed: text or caption.
    text: str = ""
    edited: bool = False
    file: File | None = None
    #: Of a press: the button's data and the id that stops its spinner.
    data: str = ""
    callback_id: str = ""
    #: Who pressed a button in a group; 0 anywhere else, where the chat says it.
    person_id: int = 0
    #: Belongs to an album, so that it is answered once.
    album: str = ""

    @property
    def is_command(self) -> bool:
        """Tell whether a private chat gives a command; one that was changed afterwards is none."""
        said = self.kind is IncomingKind.TEXT and self.chat_kind is ChatKind.PRIVATE
        return said and not self.edited and COMMAND.match(self.text) is not None

    @property
    def command(self) -> str:
        """The first word without its slash and the bot's name, in small letters."""
        first = "".join(self.text.split(maxsplit=1)[:1])
        return first.removeprefix("/").partition("@")[0].lower()

    @property
    def argument(self) -> str:
        """What stands behind the first word, in the same line or in the next."""
        return "".join(self.text.split(maxsplit=1)[1:]).strip()

    @property
    def is_blank(self) -> bool:
        """Tell whether there is nothing to read."""
        return all(sign in _UNSEEN or category(sign) in _EMPTY for sign in self.text)
