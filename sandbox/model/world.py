"""The whole state of the small Telegram, in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sandbox.fault import Faults
from sandbox.guard import check_token
from sandbox.ledger import Ledger
from sandbox.model.account import Account
from sandbox.model.chat import Chat, Message
from sandbox.model.feed import Feed
from sandbox.model.file import Shelf
from sandbox.model.person import FIRST_ID, Person, cast
from sandbox.model.updates import Updates
from sandbox.schema import JSON

GROUP_ID = -1_002_100_000_001
CHANNEL_ID = -1_002_200_000_002
#: Ids count from here, four a second, so that a second run starts above the first.
_ID_EPOCH = 1_767_225_600
_CROWD = 1_000_000


@dataclass(slots=True)
class Clock:
    """The time of this world, which a test may move."""

    read: Callable[[], float] = time.time
    ahead: float = 0.0

    def now(self) -> float:
        return self.read() + self.ahead


@dataclass(slots=True)
class World:
    clock: Clock = field(default_factory=Clock)
    accounts: dict[str, Account] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    #: By bot id and chat id.
    chats: dict[tuple[int, int], Chat] = field(default_factory=dict)
    files: Shelf = field(default_factory=Shelf)
    faults: Faults = field(default_factory=Faults)
    ledger: Ledger = field(default_factory=Ledger)
    feed: Feed = field(default_factory=Feed)
    last_message_id: int = 0
    last_callback: int = 0

    @classmethod
    def of(cls, tokens: Iterable[str], clock: Callable[[], float] = time.time) -> World:
        world = cls(clock=Clock(clock))
        world.people = {person.key: person for person in cast()}
        world.last_message_id = world.first_id()
        for token in tokens:
            world.add_account(token)
        return world

    @property
    def account(self) -> Account:
        """The first bot, which the phones speak to."""
        return next(iter(self.accounts.values()))

    def first_id(self) -> int:
        return max(0, int(self.clock.now()) - _ID_EPOCH) * 4

    def add_account(self, token: str) -> Account:
        """Make a bot known by its token; a real one is refused."""
        check_token(token)
        bot_id = int(token.partition(":")[0])
        name = "sandbox_bot" if not self.accounts else f"sandbox_{bot_id}_bot"
        account = Account(token, bot_id, name, Updates(self.first_id()))
        self.accounts[token] = account
        return account

    def add_person(self, key: str, name: str, language: str, *, shown: bool = False) -> Person:
        identity = FIRST_ID + _CROWD + len(self.people) * 1_001
        person = Person(key, identity, name, key, language, shown=shown)
        return self.people.setdefault(key, person)

    def person_of(self, user_id: int) -> Person | None:
        return next((each for each in self.people.values() if each.id == user_id), None)

    def chat(self, account: Account, chat_id: int) -> Chat | None:
        if chat_id == GROUP_ID:
            return self.group(account)
        return self.chats.get((account.id, chat_id))

    def private(self, account: Account, person: Person) -> Chat:
        """Return the person's chat with the bot; it begins with the first thing they send."""
        fresh = Chat(person.id, "private", person=person)
        return self.chats.setdefault((account.id, person.id), fresh)

    def group(self, account: Account) -> Chat:
        fresh = Chat(GROUP_ID, "supergroup", title="Sandbox group")
        return self.chats.setdefault((account.id, GROUP_ID), fresh)

    def channel(self, account: Account) -> Chat:
        fresh = Chat(CHANNEL_ID, "channel", title="Sandbox channel")
        return self.chats.setdefault((account.id, CHANNEL_ID), fresh)

    def post(self, chat: Chat, sender: JSON | None, content: JSON, *, ours: bool) -> Message:
        """Put a message into the chat; the caller tells the feed once it is whole."""
        self.last_message_id += 1
        message = Message(
            self.last_message_id, chat, sender, ours=ours, date=self.clock.now(), content=content
        )
        chat.messages[message.message_id] = message
        return message

    def tell(self, kind: str, message: Message, *, by_bot: bool) -> None:
        message.changed = self.feed.tell(
            kind, message.chat.key, by_bot=by_bot, about={"message_id": message.message_id}
        )

    def reset(self) -> None:
        """Empty chats, queues, faults and logs; bots, people and ids stay."""
        self.chats.clear()
        self.files = Shelf()
        self.faults.clear()
        self.ledger.clear()
        self.clock.ahead = 0.0
        for account in self.accounts.values():
            account.updates.waiting.clear()
            account.callbacks.clear()
        self.feed.tell("reset")

    def close(self) -> None:
        """Let everybody who waits go."""
        self.feed.close()
        for account in self.accounts.values():
            account.updates.close()
