"""The nursery: the one place where tasks are born; loops start, stop and restart together here."""

import asyncio
import contextlib
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from bot.clock import monotonic
from bot.log import fault

T = TypeVar("T")

#: A loop runs until the event it is given is set.
Loop = Callable[[asyncio.Event], Awaitable[None]]

#: Seconds between a fault and the next try: doubled each time, and forgotten after a good minute.
FIRST_PAUSE, LONGEST_PAUSE, GOOD_RUN = 0.5, 30.0, 60.0

#: Seconds that loops get to end by themselves; the tenth is for closing what they shared.
DRAIN = 9.0


class Nursery:
    """Named loops that start together, are restarted one by one, and end on the same event."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.restarts: Counter[str] = Counter()
        self._loops: dict[str, Loop] = {}
        self._tasks: list[asyncio.Task[None]] | None = None
        self._beats: dict[str, float] = {}

    def add(self, name: str, loop: Loop) -> None:
        """Take a loop in; it starts with the others, or at once when they run already."""
        self._loops[name] = loop
        if self._tasks is not None:
            self._tasks.append(asyncio.create_task(self._keep(name, loop), name=name))

    def beat(self, name: str, within: float = 0) -> None:
        """Say that a loop is alive, and will say so again within so many seconds."""
        self._beats[name] = monotonic() + within

    def pulse(self, name: str) -> Callable[[float], None]:
        """Give a loop its own way to say so: `beat(within)`."""
        return partial(self.beat, name)

    def silent(self, seconds: float) -> list[str]:
        """Name the loops whose last beat is longer ago than they said, by so many seconds."""
        limit = monotonic() - seconds
        return sorted(name for name, due in self._beats.items() if due < limit)

    async def run(self, *, drain: float = DRAIN) -> None:
        """Run all loops until `stop` is set, by anybody or by SIGTERM or SIGINT; then drain."""
        self._hear_signals()
        tasks = [asyncio.create_task(self._keep(n, x), name=n) for n, x in self._loops.items()]
        self._tasks = tasks
        try:
            await self.stop.wait()
            if tasks:
                await asyncio.wait(tasks, timeout=drain)
        finally:
            self._tasks = None
            await _end(tasks)

    async def _keep(self, name: str, loop: Loop) -> None:
        delay = FIRST_PAUSE
        while not self.stop.is_set():
            began = monotonic()
            try:
                await loop(self.stop)
                return
            except Exception as error:
                fault(name, error)
            self.restarts[name] += 1
            if monotonic() - began > GOOD_RUN:
                delay = FIRST_PAUSE
            await pause(delay, self.stop)
            delay = min(delay * 2, LONGEST_PAUSE)

    def _hear_signals(self) -> None:
        running = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            # Not every system, and no thread but the main one, can; stop is then set by hand.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                running.add_signal_handler(number, self.stop.set)


class Tasks:
    """Short tasks of one loop. They swallow nothing: each has to catch what it expects."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def join(self, timeout: float) -> None:  # noqa: ASYNC109 - what is late is cancelled, not raised
        """Wait for all; what is not done in time is cancelled."""
        tasks = list(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=timeout)
        await _end(tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error:
            fault("task", error)


async def pause(seconds: float, *events: asyncio.Event) -> bool:
    """Wait so long, or until one of the events is set; tell whether one is."""
    if any(event.is_set() for event in events):
        return True
    if len(events) == 1:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await events[0].wait()
        return events[0].is_set()
    tasks = [asyncio.create_task(_heard(event)) for event in events]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _end(tasks)
    return any(event.is_set() for event in events)


async def until(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Do some work, but drop it as soon as `stop` is set; None means it was dropped."""
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(work), asyncio.create_task(_heard(stop))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        done: T | None = tasks[0].result() if tasks[0].done() else None
        return done
    finally:
        await _end(tasks)


async def _heard(event: asyncio.Event) -> None:
    await event.wait()


async def _end(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
