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
from sandbox.client import Sandbox
from services import reply
from storage import case as cases
from storage import receipt as receipts
from storage import reply as replies
from storage.vault import derive
from tests.kit import ledger, media
from tests.kit.machine import Machine
from tests.kit.walk import Walker

WORKERS, REPORTS, DEATHS = 40, 5, 30

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
    chance: random.Random
    told: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    deaths: int = 0

    async def work(self, number: int) -> None:
        """One worker files their reports, one after the other."""
        phone = await self.sandbox.add(f"picker_{number}", language="uz")
        worker = await Walker(phone).start()
        for n in range(REPORTS):
            text = f"Report {n} of picker {number}: fictitious, three weeks without pay."
            await worker.reach_story()
            await worker.tell(text)
            if n == 0:
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
        for fault in itertools.islice(itertools.cycle(FAULTS), DEATHS):
            with suppress(TimeoutError):
                # It dies by itself, or we kill it in the middle of whatever it does then.
                await self.machine.ended(within=self.chance.uniform(0.8, 2.5))
            await self.machine.kill()
            self.deaths += 1
            await self.sandbox.fault(**fault)


@pytest.mark.crash
@pytest.mark.timeout(600)
async def test_two_hundred_reports_survive_thirty_deaths(tmp_path: Path) -> None:
    async with Sandbox(patience=120.0) as sandbox:
        machine = Machine(sandbox, tmp_path / "machine")
        await machine.prepare()
        await machine.start()
        storm = Storm(sandbox, machine, random.Random(20261123))
        reviving = asyncio.create_task(machine.revive())
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(storm.strike())
                for number in range(WORKERS):
                    group.create_task(storm.work(number))
        finally:
            await machine.let_die()
        await machine.stop()
        await reviving
        assert storm.deaths >= DEATHS
        await _check(storm)


async def _check(storm: Storm) -> None:
    found = await ledger.read(storm.machine)
    assert Counter(tuple(case.texts) for case in found) == Counter(
        (text,) for text in storm.told.values()
    )
    assert len(found) == len(storm.told) == WORKERS * REPORTS
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
