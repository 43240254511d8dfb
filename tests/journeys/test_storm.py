"""The storm: many workers at once, sudden deaths, and a Telegram that fails in between."""

import asyncio
import itertools
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.cleaner import Cleaner
from bot.nursery import pause
from sandbox.client import Sandbox
from services import reply
from storage import case as cases
from storage import receipt as receipts
from storage import reply as replies
from storage.vault import derive
from tests.kit import ledger, media
from tests.kit.agreement import disagreements
from tests.kit.entry import PATIENCE
from tests.kit.machine import Machine
from tests.kit.walk import Walker


@dataclass(frozen=True, slots=True)
class Size:
    """How hard it blows: so many workers at once, and at the least so many reports and deaths."""

    workers: int
    reports: int
    deaths: int


#: The full storm on SQLite, a smaller one on PostgreSQL.
SIZES = {"sqlite": Size(40, 200, 30), "postgresql": Size(12, 24, 8)}

#: Faults that Telegram shows between the deaths, each for a few calls.
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "429", "method": "send*,edit*", "retry_after": 1, "count": 3},
    {"kind": "500", "method": "send*,edit*,delete*", "count": 4},
    {"kind": "502", "method": "*", "html": True, "count": 3},
    {"kind": "lost", "method": "sendMessage", "count": 2},
    {"kind": "close", "method": "getUpdates,editMessageText", "count": 3},
    {"kind": "hang", "method": "answerCallbackQuery", "seconds": 1, "count": 2},
)


@dataclass(slots=True)
class Storm:
    """One run: who told what, and which receipt came of it."""

    sandbox: Sandbox
    machine: Machine
    size: Size
    chance: random.Random
    told: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    deaths: int = 0

    async def work(self, number: int) -> None:
        """One worker files their reports, one after the other, until it blows no more."""
        phone = await self.sandbox.add(f"picker_{number}", language="uz")
        worker = await Walker(phone).start()
        share = self.size.reports // self.size.workers
        for n in itertools.count():
            if n >= share and self.deaths >= self.size.deaths:
                return
            text = f"Report {n} of picker {number}: fictitious, three weeks without pay."
            await worker.reach_story()
            await worker.tell(text)
            if n == number % share:
                await self.show_picture(worker, number, text)
            self.told[await worker.finish()] = text
            written = await worker.receipt()
            await worker.press("I have written it down")
            await worker.phone.wait_gone(written)
            await worker.phone.start()
            await worker.phone.wait_for_button("Report a violation")

    async def show_picture(self, worker: Walker, number: int, text: str) -> None:
        """Send a picture that no other worker sends."""
        self.pictures[text] = media.jpeg(width=100 + number, height=60)
        gone = len((await worker.phone.look()).deleted)
        await worker.phone.photo(self.pictures[text], "IMG.jpg")
        await worker.gone(gone + 1)

    async def strike(self) -> None:
        """Kill the machine again and again; between two deaths Telegram fails."""
        updates = self.sandbox.world.account.updates
        for fault in itertools.islice(itertools.cycle(FAULTS), self.size.deaths):
            polls = updates.polls
            await self.sandbox.fault(**fault)
            async with asyncio.timeout(self.sandbox.patience):
                while updates.polls == polls:  # a busy computer takes long to start it
                    await pause(0.05, asyncio.Event())
            with suppress(TimeoutError):
                # Whatever it does then: it is in the middle of the work of many.
                await self.machine.ended(within=self.chance.uniform(0.2, 2.0))
            await self.machine.kill()
            self.deaths += 1


@pytest.mark.crash
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", SIZES)
async def test_every_report_of_a_storm_survives_all_the_deaths(
    tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    url = str(request.getfixturevalue("postgresql_url")) if kind == "postgresql" else ""
    async with Sandbox(patience=120.0) as sandbox:
        machine = Machine(sandbox, tmp_path / "machine", url, extra={PATIENCE: "2"})
        await machine.prepare()
        await machine.start()
        storm = Storm(sandbox, machine, SIZES[kind], random.Random(20261123))
        async with machine.reviving(), asyncio.TaskGroup() as group:
            group.create_task(storm.strike())
            for number in range(storm.size.workers):
                group.create_task(storm.work(number))
        assert storm.deaths >= storm.size.deaths
        assert await disagreements(sandbox) == []
        await _check(storm)


async def _check(storm: Storm) -> None:
    found = await ledger.read(storm.machine)
    assert Counter(tuple(case.texts) for case in found) == Counter(
        (text,) for text in storm.told.values()
    )
    assert len(found) == len(storm.told) >= storm.size.reports
    assert len(storm.pictures) == storm.size.workers
    for case in found:
        (text,) = case.texts
        picture = storm.pictures.get(text)
        cleaned = ((await Cleaner().clean("photo", picture)).content,) if picture else ()
        assert case.files == cleaned
    await _check_receipts(storm)


async def _check_receipts(storm: Storm) -> None:
    """Every receipt leads to the case of its own report, and opens what is answered there."""
    async with ledger.opened(storm.machine) as store:
        for digits, text in storm.told.items():
            derived = derive(digits, vault=store.vault)
            async with store.work() as unit:
                known = await receipts.find(unit, derived.lookup_hash)
                assert known is not None
                await reply.from_desk(unit, await cases.by_id(unit, known.case_id), text)
            async with store.reading() as unit:
                opened = await replies.opened(unit, known.case_id, derived.pair.private)
            assert [one.text for one in opened] == [text]
