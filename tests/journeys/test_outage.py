"""Telegram away, the database gone, the disk full, the machine told to stop: nothing is lost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from bot.intake import FLOOR
from bot.part.dispatch import ROOM
from tests.kit import media
from tests.kit.gate import gated
from tests.kit.luck import FREE
from tests.kit.town import Town, town

FULL = "Our server has no room left to keep a report safely. Please call a hotline, or come back"

#: Seconds that the database is gone, and within which a machine has to end.
GONE, DRAIN = 20.0, 10.0


@pytest.mark.parametrize("kind", ["close", "hang"])
async def test_a_machine_starts_while_telegram_is_down(tmp_path: Path, kind: str) -> None:
    async with town(tmp_path / "m", started=False) as here:
        seconds = {"seconds": 5} if kind == "hang" else {}
        number = await here.sandbox.fault(kind, method="*", **seconds)
        await here.machine.start()
        phone, story = await here.stranger(), here.story()
        await phone.start()
        await _struck(here, 2)
        await here.sandbox.heal(number)
        await phone.wait_for_button("English")
        worker = await here.worker()
        await worker.file(story)
        assert (await here.case(story)).texts == [story]


async def test_an_sqlite_that_another_process_holds_for_20_s_loses_nothing(tmp_path: Path) -> None:
    async with town(tmp_path / "m", strict=False) as here:
        await _through_an_outage(here, lambda: _held(here))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", ["stopped", "silent"])
async def test_a_postgresql_that_is_gone_for_20_s_loses_nothing(
    tmp_path: Path, postgresql_url: str, kind: str
) -> None:
    async with gated(postgresql_url) as gate:
        gone = {"stopped": gate.stopped, "silent": gate.silent}[kind]
        async with town(tmp_path / "m", strict=False, database_url=gate.url) as here:
            await _through_an_outage(here, gone)


async def test_a_disk_that_fills_stops_intake_kindly_and_the_told_is_still_sent(
    tmp_path: Path,
) -> None:
    free = tmp_path / "free"
    async with town(tmp_path / "m", extra={FREE: str(free)}) as here:
        worker, other, story = await here.worker(), await here.worker(), here.story()
        await worker.reach_story()
        await worker.tell(story)
        free.write_text(str(ROOM - 1))
        await worker.phone.text(here.story())
        await worker.phone.wait_for(FULL)
        await other.press("Report a violation")
        await other.phone.wait_for(FULL, fresh=False)
        await worker.finish()
        assert (await here.case(story)).texts == [story]


async def test_a_full_disk_leaves_the_updates_with_telegram_until_there_is_room(
    tmp_path: Path,
) -> None:
    free = tmp_path / "free"
    async with town(tmp_path / "m", extra={FREE: str(free)}) as here:
        worker, story = await here.worker(), here.story()
        await worker.reach_story()
        free.write_text(str(FLOOR - 1))
        # The poll that is under way still brings something; after it there is none.
        await worker.phone.text(here.story())
        await worker.phone.wait_for(FULL)
        polls = len(await here.sandbox.calls("getUpdates"))
        await worker.phone.text(story)
        await here.at_rest()
        assert len(await here.sandbox.calls("getUpdates")) == polls
        free.unlink()
        await worker.phone.wait_for("Kept safe: 1 message")
        await worker.finish()
        assert (await here.case(story)).texts == [story]


async def test_a_machine_that_is_told_to_stop_drains_in_time_and_loses_nothing(
    tmp_path: Path,
) -> None:
    async with town(tmp_path / "m", strict=False) as here:
        worker, stories = await here.worker(), [here.story() for _ in range(30)]
        await worker.reach_story()
        for story in stories:
            await worker.phone.text(story)
        async with asyncio.timeout(DRAIN):
            assert await here.machine.stop() == 0
        await here.machine.start()
        await worker.phone.wait_for("Kept safe: 30 messages", fresh=False)
        await worker.gone(len(stories))
        await worker.finish()
        assert (await here.case(stories[0])).texts == stories


async def test_a_machine_stops_in_time_although_telegram_does_not_answer(tmp_path: Path) -> None:
    async with town(tmp_path / "m", strict=False) as here:
        worker, story = await here.worker(), here.story()
        await worker.reach_story()
        number = await here.sandbox.fault("hang", method="send*,edit*,delete*", seconds=60)
        await worker.phone.text(story)
        await _struck(here, 1)
        async with asyncio.timeout(DRAIN):
            assert await here.machine.stop() == 0
        await here.sandbox.heal(number)
        await here.machine.start()
        await worker.phone.wait_for("Kept safe: 1 message", fresh=False)
        await worker.gone(1)
        await worker.finish()
        assert (await here.case(story)).texts == [story]


async def _through_an_outage(here: Town, gone: Callable[[], Any]) -> None:
    """Let somebody tell a story while the database is gone, and a file arrive; then report it."""
    worker, before, meanwhile = await here.worker(), here.story(), here.story()
    await worker.reach_story()
    await worker.tell(before)
    slow = await here.sandbox.fault("delay", method="file", seconds=2)
    await worker.phone.photo(media.jpeg())
    await worker.phone.wait_for("Kept safe: 1 message, 1 photo")
    async with gone():
        await worker.phone.text(meanwhile)
        with pytest.raises(TimeoutError):
            await here.machine.ended(within=GONE)
    await here.sandbox.heal(slow)
    await worker.phone.wait_for("Kept safe: 2 messages, 1 photo")
    await worker.gone(3)
    await worker.finish()
    case = await here.case(before)
    assert (case.texts, len(case.files)) == ([before, meanwhile], 1)


@asynccontextmanager
async def _held(here: Town) -> AsyncIterator[None]:
    """Hold the one write lock, as a process beside the machine can."""
    file = here.machine.folder / "data" / "terimchi.db"
    with closing(sqlite3.connect(file, isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def _struck(here: Town, times: int) -> None:
    """Wait until scripted faults have struck so often."""
    watcher = here.sandbox.phone("worker_one")
    async with asyncio.timeout(here.sandbox.patience):
        while sum(each["struck"] for each in await _faults(here)) < times:
            await watcher.events(watcher.seen.seq, 0.1)


async def _faults(here: Town) -> list[dict[str, Any]]:
    found: Any = await here.sandbox.get("/fault")
    return list(found)
