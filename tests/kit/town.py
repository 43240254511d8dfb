"""A town: one machine that the tests of a file share, fictitious people, and what no log may hold.

At its end it has to stop by itself, hold as many cases as receipts were shown, and have named
nobody in its log.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.nursery import pause
from domain.language import Language
from sandbox.bubble import Bubble
from sandbox.client import Phone, Sandbox
from sandbox.model.chat import Message
from sandbox.model.person import Person
from storage import inbox
from storage.fetch import fetches
from storage.outbox import outbox
from storage.store import Store
from tests.kit import ledger
from tests.kit.agreement import disagreements
from tests.kit.leak import traces_of
from tests.kit.ledger import Found
from tests.kit.machine import Machine
from tests.kit.walk import RECEIPT, Walker

#: Stands in every fictitious story, name and username; the log has to be free of it.
WORD, NAME, USERNAME = "Xirmonboshi", "Oypopuk Fictitious", "kuzak_teruvchi"

#: Seconds that a phone waits: the machine that tests run on may be busy with much else.
PATIENCE = 40.0

#: Seconds: a letter that is due later is no answer that somebody waits for.
SOON = 60
#: Seconds: looking without end would take the processor from the machine that is waited for.
BETWEEN_LOOKS = 0.02


@dataclass(slots=True)
class Town:
    """A sandbox, the machine against it, and everybody who lives there."""

    sandbox: Sandbox
    machine: Machine
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def stranger(self) -> Phone:
        """Let somebody move in who has not heard of the bot yet."""
        key = f"{USERNAME}_{next(self._numbers)}"
        await self.sandbox.post("/person", {"key": key, "first_name": NAME})
        return self.sandbox.phone(key)

    async def worker(self, language: Language = Language.EN) -> Walker:
        """Let somebody move in, press Start and choose a language."""
        return await Walker(await self.stranger(), language).start()

    def story(self) -> str:
        """Make up a story that nobody else tells."""
        return f"{WORD} {next(self._numbers)}: fictitious, three weeks without pay."

    async def case(self, story: str) -> Found:
        """Open the only case in which this was told."""
        found = [case for case in await ledger.read(self.machine) if story in _told(case)]
        assert len(found) == 1, f"{len(found)} cases for one report"
        return found[0]

    async def lawyer(self, key: str = "lawyer") -> Walker:
        """Let somebody become a lawyer of the desk."""
        await self.machine.invite(key)
        lawyer = Walker(self.sandbox.phone(key))
        await lawyer.phone.wait_for("Welcome to the legal desk")
        return lawyer

    async def card(self, lawyer: Phone, story: str, label: str = "Take") -> Bubble:
        """Wait for the card, or the screen, of the case in which this was told."""
        code = (await self.case(story)).code
        return await lawyer.wait_for(
            lambda bubble: code in bubble.text and bubble.button(label) is not None, fresh=False
        )

    async def answer(self, story: str, text: str) -> None:
        """Let the lawyer take a case and answer it."""
        lawyer = Walker(self.sandbox.phone("lawyer"))
        await lawyer.phone.press("Take", on=await self.card(lawyer.phone, story))
        await lawyer.phone.press("Reply", on=await self.card(lawyer.phone, story, "Reply"))
        await lawyer.phone.text(text)
        await lawyer.phone.wait_for(lambda bubble: text in bubble.text)
        await lawyer.press("Send to the worker")

    async def status(self) -> dict[str, Any]:
        """Ask the command line what is there."""
        counted: dict[str, Any] = json.loads(await self.machine.cli("status", "--json"))
        return counted

    async def settled(self) -> None:
        """Wait until everything that came in is answered, and everything due is sent."""
        async with asyncio.timeout(PATIENCE):
            while self._unread():
                await pause(BETWEEN_LOOKS, asyncio.Event())
        await self.at_rest()

    async def at_rest(self) -> None:
        """Wait until what was taken in is answered, whatever Telegram still holds."""
        async with ledger.opened(self.machine) as store, asyncio.timeout(PATIENCE):
            while await _left(store):
                await pause(BETWEEN_LOOKS, asyncio.Event())

    async def fetched(self) -> None:
        """Wait until no file is on its way any more."""
        async with ledger.opened(self.machine) as store, asyncio.timeout(PATIENCE):
            while await _coming(store):
                await pause(BETWEEN_LOOKS, asyncio.Event())

    def person(self, phone: Phone) -> Person:
        """Tell who holds a phone."""
        return self.sandbox.world.people[phone.key]

    async def left_for_ever(self) -> list[Bubble]:
        """List what stands in chats and is in no trace: nobody would delete it by hour 47."""
        people = [person for person in self.sandbox.world.people.values() if NAME in str(person)]
        return await ledger.untraced(self.machine, people)

    def receipts(self) -> set[str]:
        """List every receipt that ever stood in a chat."""
        said = (str(message.content.get("text", "")) for message in self._messages(ours=True))
        return {text for text in said if RECEIPT.fullmatch(text)}

    def named(self) -> list[str]:
        """Say where the log names somebody, or repeats what somebody wrote."""
        log = self.machine.log.read_bytes()
        places = {"the log": log}
        found = traces_of({"a word": WORD, "a name": NAME, "a username": USERNAME}, places)
        people = [person for person in self.sandbox.world.people.values() if NAME in str(person)]
        said = [str(person.id) for person in people]
        said += [receipt.replace(" ", "") for receipt in self.receipts()]
        said += [str(m.content.get("text", "")) for m in self._messages(ours=False)]
        return found + [text for text in said if len(text) >= len(str(10**9)) and _in(text, log)]

    def _unread(self) -> bool:
        """Tell whether Telegram still holds an update that the machine has not confirmed."""
        return any(account.updates.waiting for account in self.sandbox.world.accounts.values())

    def _messages(self, *, ours: bool) -> list[Message]:
        chats = self.sandbox.world.chats.values()
        return [m for chat in chats for m in chat.messages.values() if m.ours is ours]


@asynccontextmanager
async def town(
    folder: Path, *, strict: bool = True, desk: bool = True, started: bool = True, **about: Any
) -> AsyncIterator[Town]:
    """Found a town. `strict`: nothing that was called is refused, but by a script."""
    extra = {"TERIMCHI_LOG_LEVEL": "DEBUG", **about.pop("extra", {})}
    folder.mkdir(parents=True)
    async with Sandbox(patience=PATIENCE) as sandbox:
        machine = Machine(sandbox, folder, extra=extra, **about)
        if desk:
            await machine.prepare()
        async with _running(machine, started=started):
            yield Town(sandbox, machine)
        await check(Town(sandbox, machine), cases=desk)
        strange = await disagreements(sandbox)
        assert not strange, strange
        if strict:
            refused, left = await sandbox.refused(), await Town(sandbox, machine).left_for_ever()
            assert not refused, refused
            assert not left, left


@asynccontextmanager
async def _running(machine: Machine, *, started: bool) -> AsyncIterator[None]:
    try:
        if started:
            await machine.start()
        yield
        assert await machine.stop() == 0
    finally:
        if machine.process is not None:
            await machine.kill()


async def check(lived_in: Town, *, cases: bool) -> None:
    """Check what holds of every town at its end."""
    named = lived_in.named()
    assert not named, named
    assert "DEBUG" in lived_in.machine.log.read_text()
    if cases:
        held, shown = await ledger.read(lived_in.machine), lived_in.receipts()
        assert len(held) == len(shown), f"{len(held)} cases, {len(shown)} receipts"


async def _left(store: Store) -> int:
    soon = int(store.clock().timestamp()) + SOON
    going = outbox.c.claim.is_not(None) | (outbox.c.due_at <= soon)
    due = select(outbox.c.id).where(outbox.c.parked.is_(False), going)
    async with store.reading() as unit:
        return await inbox.waiting(unit) + len(await unit.rows(due))


async def _coming(store: Store) -> int:
    async with store.reading() as unit:
        return len(await unit.rows(select(fetches.c.id)))


def _told(case: Found) -> list[str]:
    """List what a worker wrote in a case: messages, and the words under files."""
    files: list[dict[str, Any]] = [f for e in case.entries for f in e.body.get("files", [])]
    return [*case.texts, *(str(file["text"]) for file in files)]


def _in(text: str, log: bytes) -> bool:
    return text.encode() in log or ascii(text)[1:-1].encode() in log
