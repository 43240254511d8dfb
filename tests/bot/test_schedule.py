"""Promises of the schedule: what is due runs, in one process at a time, whatever fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, select

from bot import schedule
from bot.schedule import LEASE, LEASE_SECONDS, Chore, Schedule
from domain.trace import LIFETIME
from services import letter, upkeep
from storage import lease, meta, outbox, trace
from storage.store import Store
from storage.unit import Unit
from tests.kit.loops import Scene, scene

OURS, THEIRS = b"h" * 16, b"o" * 16


@pytest.fixture
async def stage(
    ready_url: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    monkeypatch.setattr(schedule, "LOOK", 0.01)
    async with scene(ready_url, key_file) as made:
        yield made


async def mark(unit: Unit) -> None:
    await meta.put(unit, "ran", b"yes")


async def fail(unit: Unit) -> None:
    await meta.put(unit, "failed", b"half")
    raise ValueError


@asynccontextmanager
async def running(
    stage: Scene, *chores: Callable[[Unit], Awaitable[bool | None]]
) -> AsyncIterator[list[bool]]:
    """Run these chores' schedule meanwhile; gives what it commits."""
    committed: list[bool] = []
    timetable = tuple(Chore(f"chore {n}", run, 60) for n, run in enumerate(chores))
    loop = Schedule(
        stage.store,
        timetable,
        lambda: committed.append(True),
        OURS,
        lambda _within: stage.beaten.set(),
    )
    async with stage.running(loop.run):
        yield committed


async def has(stage: Scene, name: str) -> bool:
    async with stage.store.reading() as unit:
        return await meta.get(unit, name) is not None


async def beats(stage: Scene, count: int = 5) -> None:
    for _ in range(count):
        stage.beaten.clear()
        await asyncio.wait_for(stage.beaten.wait(), 20)


async def test_every_chore_runs_at_the_start_and_then_waits_for_its_time(stage: Scene) -> None:
    async with running(stage, mark, mark) as committed:
        await stage.when(lambda: has(stage, "ran"))
        await beats(stage)
    assert len(committed) == 2


async def test_a_chore_that_fails_leaves_nothing_and_stops_no_other(stage: Scene) -> None:
    async with running(stage, fail, mark):
        await stage.when(lambda: has(stage, "ran"))
    assert not await has(stage, "failed")


async def test_a_checkpoint_that_fails_stops_no_chore(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_store: Store) -> None:
        raise OSError

    monkeypatch.setattr(Store, "checkpoint", refuse)
    loop = Schedule(stage.store, (Chore("chore", mark, 60),), lambda: None, OURS)
    loop._mark(schedule.CHECKPOINT)
    await loop._round()
    loop._mark("chore")
    await loop._round()
    assert await has(stage, "ran")


async def test_the_file_is_packed_once_at_night(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = []

    async def pack(store: Store) -> None:
        packed.append(store.clock())

    monkeypatch.setattr(Store, "pack", pack)
    loop = Schedule(stage.store, (), lambda: None, OURS)
    evening = stage.clock.now.replace(hour=21, minute=50)
    for minutes in (0, 10, 20, 70, 24 * 60 + 10):  # in Tashkent from 2:50 on
        stage.clock.now = evening + timedelta(minutes=minutes)
        loop._mark(schedule.CHECKPOINT)
        await loop._round()
    assert packed == [evening + timedelta(minutes=10), evening + timedelta(minutes=24 * 60 + 10)]


async def test_a_chore_that_has_more_runs_on_until_nothing_is_left_and_others_between(
    stage: Scene,
) -> None:
    due = list(range(7))

    async def part(unit: Unit) -> bool:
        await meta.put(unit, "left", b"%d" % len(due))
        due.pop()
        return bool(due)

    async with running(stage, part, mark) as committed:
        await stage.when(lambda: has(stage, "ran"))
        await beats(stage, 20)
    assert due == []
    assert len(committed) == 7 + 1


async def test_every_message_whose_time_is_over_goes_at_once_however_many(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "MOST", 10)
    async with stage.store.work() as unit:
        for number in range(101):
            letter.erase_later(unit, 7_000_000_001 + number % 3, number + 1)
    stage.clock.advance(LIFETIME)
    async with running(stage, upkeep.erase_chats):
        await stage.when(lambda: _is_empty(stage, trace.traces))
    deleted: list[int] = []
    while some := await _posted(stage):
        deleted += some
    assert sorted(deleted) == list(range(1, 102))


async def _posted(stage: Scene) -> list[int]:
    async with stage.store.work() as unit:
        claimed = await outbox.claim(unit, OURS, 100, bulk=False)
        await outbox.settle(unit, [one.id for one in claimed])
    return [number for one in claimed if one.letter for number in one.letter.message_ids]


async def _is_empty(stage: Scene, table: Table) -> bool:
    async with stage.store.reading() as unit:
        return not await unit.rows(select(table).limit(1))


async def test_a_standby_does_nothing_until_the_other_is_gone(
    ready_postgresql_url: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "LOOK", 0.01)
    async with scene(ready_postgresql_url, key_file) as stage:
        async with stage.store.work() as unit:
            assert await lease.take(unit, LEASE, THEIRS, seconds=LEASE_SECONDS)
        async with running(stage, mark):
            await beats(stage)
            assert not await has(stage, "ran")
            stage.clock.advance(LEASE_SECONDS + 1)
            await stage.when(lambda: has(stage, "ran"))


async def test_who_stops_gives_the_right_back(stage: Scene) -> None:
    async with running(stage, mark):
        await stage.when(lambda: has(stage, "ran"))
    async with stage.store.work() as unit:
        assert await lease.take(unit, LEASE, THEIRS, seconds=1)


async def test_a_standby_turns_its_own_keys(
    ready_postgresql_url: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "LOOK", 0.01)
    async with scene(ready_postgresql_url, key_file) as stage:
        async with stage.store.work() as unit:
            await lease.take(unit, LEASE, THEIRS, seconds=10 * LEASE_SECONDS * 24 * 3600)
        stage.clock.advance(24 * 3600)
        async with running(stage, mark):
            await beats(stage)
        assert stage.store.vault.today == stage.clock().date()
        assert not await has(stage, "ran")
