"""The machine in several processes on one PostgreSQL: nothing twice, the dead are stood in for."""

import asyncio
import signal
from collections import Counter
from pathlib import Path

import pytest

from bot.nursery import pause
from sandbox.client import Phone, Sandbox
from services import tally
from tests.kit import ledger
from tests.kit.fleet import Fleet, fleet
from tests.kit.machine import Machine
from tests.kit.walk import Walker

WORKERS, REPORTS, A_FEW = 20, 2, 5

#: The lines of one report.
Told = tuple[str, ...]

#: The leader of those that stand by for one another is started first.
#: The leaders of those that stand by for one another are started first.
PARTS = ("send", "chores", "dispatch", "receive", "receive", "web")

#: Where the second dispatcher dies: with updates claimed, in the middle of answering them.
DEATH = "storage.unit:Transaction.flush:after:60"

#: Seconds for which the dead are waited for in a test that does not measure it.
SOON = 4


@pytest.mark.crash
@pytest.mark.timeout(150)
async def test_forty_reports_are_forty_cases_though_a_sender_and_a_dispatcher_die(
    tmp_path: Path, postgresql_url: str
) -> None:
    async with Sandbox(patience=90.0) as sandbox:
        machine = Machine(sandbox, tmp_path / "machine", postgresql_url)
        async with fleet(machine, PARTS, SOON) as running:
            leader = await running.leader("send")
            await running.start("send")
            await running.start("chores")
            doomed = await running.start("dispatch", crash=DEATH)
            told = await _file_all(sandbox, running)
            assert await running.leader("send") != leader
            assert doomed.returncode == -signal.SIGKILL
            assert all(running.balancer.carried.get(port) for port in running.balancer.ports)
            await _drained(machine)
        found = await ledger.read(machine)
    # Every story in the order in which it was typed, though two processes took it in.
    assert Counter(tuple(case.texts) for case in found) == Counter(told)


@pytest.mark.crash
@pytest.mark.timeout(100)
async def test_a_standby_sends_within_twenty_seconds_of_a_sender_s_death(
    tmp_path: Path, postgresql_url: str
) -> None:
    async with Sandbox(patience=40.0) as sandbox:
        machine = Machine(sandbox, tmp_path / "machine", postgresql_url)
        async with fleet(machine, ("send", "receive", "dispatch")) as running:
            leader = await running.leader("send")
            await running.start("send")
            worker = await Walker(sandbox.phone("worker_one")).start()
            await running.kill(running.processes["send"][0])
            async with asyncio.timeout(22):
                await worker.press("Report a violation")
                await worker.phone.wait_for_button("Not paid")
            assert await running.leader("send") != leader


async def _file_all(sandbox: Sandbox, running: Fleet) -> list[Told]:
    """Let everybody file their reports; the leading sender dies when a few are filed."""
    phones = [await sandbox.add(f"picker_{n}", language="uz") for n in range(WORKERS)]
    told: list[Told] = []
    a_few = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for number, phone in enumerate(phones):
            group.create_task(_file(phone, number, told, a_few))
        await a_few.wait()
        assert len(told) < WORKERS * REPORTS, "not in the middle"
        await running.kill(running.processes["send"][0])
    return told


async def _file(phone: Phone, number: int, told: list[Told], a_few: asyncio.Event) -> None:
    """File reports one after the other; each story is typed faster than it is answered."""
    worker = await Walker(phone).start()
    for n in range(REPORTS):
        texts = tuple(f"Fictitious {number}/{n}, line {line}" for line in range(3))
        await worker.reach_story()
        gone = len((await phone.look()).deleted)
        for text in texts:
            await phone.text(text)
        await worker.gone(gone + len(texts))
        await worker.finish()
        told.append(texts)
        if len(told) >= A_FEW:
            a_few.set()
        await worker.press("I have written it down")
        await phone.start()
        await phone.wait_for_button("Report a violation")


async def _drained(machine: Machine) -> None:
    """Wait until nothing waits, in or out."""
    async with ledger.opened(machine) as store, asyncio.timeout(30):
        while True:
            async with store.reading() as unit:
                now = await tally.read(unit)
            if not now.inbox and not now.outbox:
                break
            await pause(0.2, asyncio.Event())
    assert now.parked == 0
