"""Promises of the nursery."""

import asyncio
import os
import signal

import pytest

from bot import nursery
from bot.nursery import Nursery, Tasks, pause, until


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nursery, "FIRST_PAUSE", 0.001)


async def test_a_loop_that_fails_is_counted_and_begins_again() -> None:
    house, runs = Nursery(), 0

    async def loop(stop: asyncio.Event) -> None:
        nonlocal runs
        runs += 1
        if runs < 4:
            raise ValueError("planted")
        stop.set()

    house.add("unlucky", loop)
    await house.run()
    assert house.restarts == {"unlucky": 3}


async def test_one_loop_that_fails_disturbs_no_other() -> None:
    house, steady = Nursery(), 0

    async def unlucky(_stop: asyncio.Event) -> None:
        raise ValueError

    async def good(stop: asyncio.Event) -> None:
        nonlocal steady
        steady += 1
        while house.restarts["unlucky"] < 2:
            await pause(0.001, stop)
        stop.set()

    house.add("unlucky", unlucky)
    house.add("good", good)
    await house.run()
    assert steady == 1


async def test_a_loop_that_returns_is_done() -> None:
    house, runs = Nursery(), 0

    async def once(_stop: asyncio.Event) -> None:
        nonlocal runs
        runs += 1

    async def ender(stop: asyncio.Event) -> None:
        await pause(0.02, stop)
        stop.set()

    house.add("once", once)
    house.add("ender", ender)
    await house.run()
    assert runs == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_everything_well(number: signal.Signals) -> None:
    house, ended = Nursery(), []

    async def loop(stop: asyncio.Event) -> None:
        os.kill(os.getpid(), number)
        await stop.wait()
        ended.append("well")

    house.add("loop", loop)
    await house.run()
    assert ended == ["well"]


async def test_a_loop_that_does_not_end_is_cancelled_in_time() -> None:
    house, told = Nursery(), []

    async def deaf(stop: asyncio.Event) -> None:
        stop.set()
        try:
            await asyncio.Event().wait()
        finally:
            told.append("cancelled")

    house.add("deaf", deaf)
    async with asyncio.timeout(5):
        await house.run(drain=0.01)
    assert told == ["cancelled"]


async def test_a_loop_that_is_silent_longer_than_it_said_is_named() -> None:
    house = Nursery()
    beat = house.pulse("quick")
    beat(0)
    house.pulse("patient")(100)
    assert house.silent(60) == []
    assert house.silent(-1) == ["quick"]


async def test_a_pause_ends_with_the_first_event() -> None:
    stop, wake = asyncio.Event(), asyncio.Event()
    asyncio.get_running_loop().call_soon(wake.set)
    async with asyncio.timeout(5):
        assert await pause(60, stop, wake)
    assert not await pause(0.001, stop)
    assert not await pause(0.001, stop, asyncio.Event())


async def test_work_is_dropped_on_stop_and_its_result_kept_otherwise() -> None:
    stop, dropped = asyncio.Event(), []

    async def forever() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            dropped.append("dropped")
        return "never"

    async def quick() -> str:
        return "done"

    assert await until(stop, quick()) == "done"
    asyncio.get_running_loop().call_soon(stop.set)
    async with asyncio.timeout(5):
        assert await until(stop, forever()) is None
    assert dropped == ["dropped"]


async def test_what_the_work_raises_is_raised() -> None:
    async def bad() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        await until(asyncio.Event(), bad())


async def test_short_tasks_end_or_are_cancelled() -> None:
    tasks, done = Tasks(), []

    async def quick() -> None:
        done.append("quick")

    async def slow() -> None:
        await asyncio.Event().wait()

    tasks.start(quick())
    tasks.start(slow())
    async with asyncio.timeout(5):
        await tasks.join(0.05)
    assert done == ["quick"]
    assert len(tasks) == 0
