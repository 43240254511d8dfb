"""A scene for the loops: a sandbox, a database, and a sender or receiver between them."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.client import Client
from bot.enclosure import filled
from bot.flight import Flight
from bot.intake import Intake
from bot.pacer import Pacer
from bot.receiver import LongPoll
from bot.sender import Sender
from bot.vitals import Vitals
from domain.letter import Letter
from domain.trace import Trace
from sandbox.client import Sandbox
from storage import inbox, outbox, trace
from storage.inbox import Waiting
from storage.store import Store
from storage.unit import Unit
from storage.vault import Vault


@dataclass
class Clock:
    """A clock that a test moves. It begins now, because the sandbox's world does."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Scene:
    """What a loop needs, and ways to look at what it did."""

    sandbox: Sandbox
    store: Store
    clock: Clock
    client: Client
    folder: Path
    pacer: Pacer = field(default_factory=lambda: Pacer(send_rate=1000, chat_rate=30))
    vitals: Vitals = field(default_factory=Vitals)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    beaten: asyncio.Event = field(default_factory=asyncio.Event)
    closed: list[int] = field(default_factory=list)

    def url(self, method: str) -> str:
        return f"{self.sandbox.url}/bot{self.sandbox.token}/{method}"

    def sender(self, holder: bytes = b"h" * 16) -> Sender:
        return Sender(
            store=self.store,
            flight=self.flight,
            holder=holder,
            on_forbidden=self.forbidden,
            beat=lambda _within: self.beaten.set(),
            idle=0.05,
        )

    def flight(self) -> Flight:
        return Flight(
            client=self.client,
            url=self.url,
            pacer=self.pacer,
            vitals=self.vitals,
            seconds=lambda: self.clock().timestamp(),
            chance=lambda: 0.5,
            filled=partial(filled, self.store),
        )

    async def forbidden(self, _unit: Unit, chat_id: int) -> None:
        self.closed.append(chat_id)

    def intake(self) -> Intake:
        return Intake(self.store, 1000000, self.folder, self.vitals, self.woken.set)

    def poll(self) -> LongPoll:
        opened: asyncio.Future[Intake] = asyncio.Future()
        opened.set_result(self.intake())
        return LongPoll(self.client, self.url, opened, self.vitals)

    async def post(self, *letters: Letter, bulk: bool = False, due_in: int = 0) -> None:
        async with self.store.work() as unit:
            for letter in letters:
                due_at = unit.seconds + due_in if due_in else 0
                outbox.post(unit, letter, bulk=bulk, due_at=due_at)

    async def counts(self) -> dict[str, int]:
        async with self.store.reading() as unit:
            return await outbox.counts(unit)

    async def traced(self, chat_id: int) -> list[Trace]:
        async with self.store.reading() as unit:
            lane = unit.vault.lane(chat_id)
            found = (await trace.of_lanes(unit, [lane]))[lane]
        return sorted((one for _, one in found), key=lambda one: one.message_id)

    async def received(self) -> list[Waiting]:
        async with self.store.work() as unit:
            return await inbox.claim(unit, b"t" * 16, 1000)

    @asynccontextmanager
    async def running(
        self, loop: Callable[[asyncio.Event], Awaitable[None]]
    ) -> AsyncIterator[asyncio.Event]:
        """Run a loop meanwhile, then stop it and see that it ended well."""
        stop = asyncio.Event()
        task = asyncio.ensure_future(loop(stop))
        try:
            yield stop
        finally:
            stop.set()
            await asyncio.wait_for(task, 15)

    async def when(self, holds: Callable[[], Awaitable[bool]], within: float = 20) -> None:
        """Wait until something holds; it is looked at after every beat."""
        async with asyncio.timeout(within):
            while not await holds():
                self.beaten.clear()
                await self.beaten.wait()

    async def send_all(self, *letters: Letter, bulk: bool = False) -> None:
        """Post letters and let a sender run until none waits."""
        await self.post(*letters, bulk=bulk)
        async with self.running(self.sender().run):
            await self.when(self.is_empty)

    async def is_empty(self) -> bool:
        return (await self.counts())["waiting"] == 0


@asynccontextmanager
async def scene(
    url: str, key_file: Path, people: Iterable[str] = ("worker_one", "worker_two")
) -> AsyncIterator[Scene]:
    """Set a scene in which these people have started the bot."""
    clock = Clock()
    store = Store(url, Vault.open(key_file, now=clock.now), clock)
    # A token of its own: another test's bot, left alone, may still call at a port that was free.
    made = Sandbox(token=f"1000000:SANDBOX-{secrets.token_hex(12)}")
    async with made as sandbox, Client() as client:
        for person in people:
            await sandbox.phone(person).start()
        yield Scene(sandbox, store, clock, client, key_file.parent)
        await store.close()
