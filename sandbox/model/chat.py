"""A chat of one bot, and the messages in it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from sandbox.model.person import Person
from sandbox.schema import JSON


@dataclass(slots=True)
class Message:
    message_id: int
    chat: Chat
    #: The sender as the API names them; nobody for a channel's post.
    sender: JSON | None
    #: Whether the bot wrote it.
    ours: bool
    date: float
    #: Text or media with caption and entities, as the API names them.
    content: JSON
    markup: JSON | None = None
    reply_to: Message | None = None
    protected: bool = False
    silent: bool = False
    edited: float | None = None
    #: Deleted by the bot: the phone saw it go.
    deleted: float | None = None
    #: Number of the last event about this message.
    changed: int = 0

    def as_api(self, *, nested: bool = False) -> JSON:
        body: JSON = {"message_id": self.message_id, "date": int(self.date)}
        body["chat"] = self.chat.as_api()
        if self.sender is not None:
            body["from"] = self.sender
        else:
            body["sender_chat"] = self.chat.as_api()
        if self.edited is not None:
            body["edit_date"] = int(self.edited)
        if self.protected:
            body["has_protected_content"] = True
        if self.reply_to is not None and not nested:
            body["reply_to_message"] = self.reply_to.as_api(nested=True)
        body.update(self.content)
        if self.markup is not None:
            body["reply_markup"] = self.markup
        return body

    def buttons(self) -> list[JSON]:
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


@dataclass(slots=True)
class Callback:
    """A press whose spinner turns until the bot answers."""

    id: str
    chat: str
    person: str
    message_id: int
    data: str
    time: float
    answer: JSON | None = None


@dataclass(slots=True)
class Chat:
    id: int
    type: str
    title: str = ""
    person: Person | None = None
    #: The person has blocked the bot, or the bot was removed from or left the group.
    shut: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    #: The last presses here.
    presses: deque[Callback] = field(default_factory=lambda: deque(maxlen=20))

    @property
    def key(self) -> str:
        """Name the chat as its watchers do: by its person, or as "group" or "channel"."""
        return self.person.key if self.person else self.type.removeprefix("super")

    def as_api(self) -> JSON:
        if self.person:
            return self.person.as_chat()
        return {"id": self.id, "type": self.type, "title": self.title}

    def live(self) -> list[Message]:
        return [message for message in self.messages.values() if message.deleted is None]
