"""The ledger: what the database holds after a journey, opened as a member of the desk would."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.settings import Settings
from bot.wiring import open_store
from domain.case import Desk
from domain.entry import Entry
from sandbox.bubble import Bubble
from sandbox.model.person import Person
from services import content, member
from storage import case as cases
from storage import receipt as receipts
from storage import reply as replies
from storage import trace
from storage.store import Store
from storage.vault import derive
from tests.kit.machine import Machine


@dataclass(frozen=True, slots=True)
class Found:
    """One case as the desk reads it."""

    code: str
    entries: tuple[Entry, ...]
    files: tuple[bytes, ...]

    @property
    def texts(self) -> list[str]:
        """Every text that was written, by worker or desk, in order."""
        said: list[dict[str, Any]] = [t for e in self.entries for t in e.body.get("texts", [])]
        return [text["text"] for text in said]


@asynccontextmanager
async def opened(machine: Machine) -> AsyncIterator[Store]:
    """Open the machine's own store beside it."""
    store = await open_store(Settings.load(machine.environ))
    try:
        yield store
    finally:
        await store.close()


async def read(machine: Machine) -> list[Found]:
    """Open every case of the general desk that is not closed."""
    found = []
    async with opened(machine) as store, store.reading() as unit:
        keys = await member.server_keys(unit)
        for case in await cases.open_cases(unit, [Desk.GENERAL]):
            inside = await content.open_case(unit, case, keys)
            files = [await content.open_file(unit, ref) for ref in inside.files]
            found.append(Found(case.code, inside.entries, tuple(files)))
    return found


async def untraced(machine: Machine, people: Iterable[Person]) -> list[Bubble]:
    """List what stands in their chats and is in no trace: nobody would delete it by hour 47."""
    left = []
    async with opened(machine) as store, store.reading() as unit:
        for person in people:
            lane = unit.vault.lane(person.id)
            traces = (await trace.of_lanes(unit, [lane]))[lane]
            traced = {each for _key, one in traces for each in one.message_ids}
            standing = (await machine.sandbox.phone(person.key).look()).messages
            left += [bubble for bubble in standing if bubble.message_id not in traced]
    return left


async def replies_of(machine: Machine, digits: str) -> list[str]:
    """Open the replies that a receipt opens."""
    async with opened(machine) as store, store.reading() as unit:
        derived = derive(digits, vault=store.vault)
        known = await receipts.find(unit, derived.lookup_hash)
        assert known is not None, "no report has this receipt"
        opened_ = await replies.opened(unit, known.case_id, derived.pair.private)
        return [one.text for one in opened_]
