"""A visit: everything a handler holds while it answers one update."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from domain.draft import Draft
from domain.incoming import Incoming, IncomingKind
from domain.language import Language
from domain.letter import Act, Letter, Mark
from domain.preference import Preference
from handlers.buttons import Press, read
from handlers.screen import Screen
from locales.voice import Voice
from services import draft as drafts
from services import letter, preference
from services.receipt import Derived, Ready
from services.work import Unit


@dataclass(frozen=True, slots=True)
class House:
    """What is the same for every visit of this process: settings, and the ready receipts."""

    #: The server is a member of the general desk: content may be read and answered in Telegram.
    full: bool
    show_unreviewed: bool
    #: Takes a ready receipt, or raises PoolEmpty: then the update runs again a moment later.
    take_receipt: Callable[[], Ready]
    #: Draws a screen token.
    new_token: Callable[[], str]
    #: Whether there is room on the disk to take anything in.
    has_room: Callable[[], bool] = lambda: True


class WrongLane(Exception):
    """An update stands under another chat's lane: somebody moved its row in the database."""


@dataclass(slots=True)
class Visit:
    """One update being answered. Every change goes through the unit of work."""

    unit: Unit
    house: House
    lane: bytes
    incoming: Incoming
    preference: Preference
    draft: Draft | None = None
    #: A receipt that was typed, already derived outside the transaction.
    typed: Derived | None = None
    press: Press | None = None
    #: Whether what came in is deleted from the chat already.
    erased: bool = False
    voice: Voice = field(init=False)

    def __post_init__(self) -> None:
        """Take up the language, and decode the button once. Raises WrongLane."""
        if not drafts.is_of(self.unit, self.lane, self.chat_id):
            raise WrongLane
        self.voice = Voice(self.preference.language or Language.EN)
        if self.incoming.kind is IncomingKind.PRESS:
            self.press = read(self.incoming.data)

    @property
    def chat_id(self) -> int:
        """The chat that is answered."""
        return self.incoming.chat_id

    @property
    def is_press(self) -> bool:
        """Tell whether a button was pressed."""
        return self.incoming.kind is IncomingKind.PRESS

    def show(self, screen: Screen) -> None:
        """Make this the current screen: a press edits its message, words get a new one."""
        if self.is_press and self.incoming.message_id:
            self._post(Act.EDIT, screen.content(), message_ids=(self.incoming.message_id,))
            return
        self._post(Act.BARE, {})
        self._post(Act.SEND, screen.content())

    def refresh(self, screen: Screen) -> None:
        """Change the current screen in place, although no button of it was pressed."""
        self._post(Act.EDIT, screen.content())

    def say(
        self, screen: Screen, mark: Mark = Mark.OTHER, about: str = "", lifetime: int = 0
    ) -> None:
        """Send a message beside the current screen."""
        self._post(Act.SEND, screen.content(), mark=mark, about=about, lifetime=lifetime)

    def enclose(
        self, file: dict[str, Any], under: Screen, mark: Mark, about: str, lifetime: int
    ) -> None:
        """Send a file of a case, with what stands under it; see `services.content.enclosed`."""
        content = under.content() | {"file": file}
        content["caption"] = content.pop("text")
        self._post(Act.UPLOAD, content, mark=mark, about=about, lifetime=lifetime)

    def erase_incoming(self) -> None:
        """Delete from the chat what came in."""
        if self.incoming.message_id and not self.is_press:
            letter.erase(self.unit, self.chat_id, self.incoming.message_id)
            self.erased = True

    def remember_incoming(self, *, anyhow: bool = False) -> None:
        """See to it that what came in is gone from the chat by hour 47.

        A file that is on its way is deleted when it is safe; `anyhow` is for one that is not taken.
        """
        taken = self.erased or self.incoming.file is not None
        if self.incoming.message_id and not self.is_press and (anyhow or not taken):
            letter.erase_later(self.unit, self.chat_id, self.incoming.message_id)
            self.erased = True

    def erase_marked(self, mark: Mark, about: str = "") -> None:
        """Delete the message that a trace remembers."""
        letter.erase_marked(self.unit, self.chat_id, mark, about)

    def keep(self, draft: Draft) -> None:
        """Keep the state of the conversation."""
        self.draft = draft
        drafts.keep(self.unit, self.lane, draft)

    async def drop(self) -> None:
        """Erase the conversation with all that it gathered."""
        if self.draft is not None:
            await drafts.erase(self.unit, self.lane)
            self.draft = None

    def speak(self, language: Language) -> None:
        """Go on in another language; no draft is touched by it."""
        self.preference = preference.choose_language(
            self.unit, self.lane, self.preference, language
        )
        self.voice = Voice(language)

    def _post(
        self,
        act: Act,
        content: dict[str, Any],
        *,
        mark: Mark = Mark.SCREEN,
        **more: Any,  # noqa: ANN401 - other fields of a letter, each with its own type
    ) -> None:
        after = self.incoming.message_id
        letter.post(self.unit, Letter(self.chat_id, act, content, mark=mark, after=after, **more))
