"""One person at one phone, and how their deed reaches the bot."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.error import ActError
from sandbox.model.account import Account
from sandbox.model.chat import Chat, Message
from sandbox.model.person import Person
from sandbox.model.world import World
from sandbox.schema import JSON


@dataclass(slots=True)
class Act:
    world: World
    account: Account
    person: Person
    #: The private chat with the bot, or the group.
    chat: Chat

    @classmethod
    def private(cls, world: World, person: Person) -> Act:
        account = world.account
        return cls(world, account, person, world.private(account, person))

    @classmethod
    def in_group(cls, world: World, person: Person) -> Act:
        account = world.account
        return cls(world, account, person, world.group(account))

    def post(self, content: JSON, *, reply_to: int | None = None) -> JSON:
        """Say something: a message in the chat, and an update."""
        self.refuse_when_shut()
        seq = self.world.feed.seq
        message = self.world.post(self.chat, self.person.as_user(), content, ours=False)
        if reply_to is not None:
            message.reply_to = self.message(reply_to)
        self.world.tell("message", message, by_bot=False)
        return self.update("message", message.as_api(), seq=seq, message_id=message.message_id)

    def update(self, kind: str, body: JSON, *, seq: int, **more: object) -> JSON:
        """Queue an update; return what the phone's owner may want to know of it."""
        update = self.account.updates.put(kind, body)
        return {"update_id": update["update_id"], "seq": seq, **more}

    def message(self, message_id: int) -> Message:
        found = self.chat.messages.get(message_id)
        if found is None or found.deleted is not None:
            raise ActError(f"this phone shows no message {message_id}")
        return found

    def refuse_when_shut(self) -> None:
        if self.chat.shut:
            raise ActError("the bot is blocked here, or has left")
