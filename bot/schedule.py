"""The timetable of the chores, and the loop that runs them: one process at a time, by lease."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module

from bot.log import fault
from bot.nursery import pause
from domain.tashkent import TASHKENT
from services import duty, reminder, retention, upkeep
from storage import lease
from storage.store import Store
from storage.unit import Unit

#: The right to run chores, in seconds; renewed at every look.
LEASE, LEASE_SECONDS = "chores", 90
#: SQLite's log is cut, PostgreSQL vacuums: what was deleted or mixed stays in no file.
CHECKPOINT = "checkpoint"
#: The hour in Tashkent in which SQLite's file is packed, once: nobody writes meanwhile.
PACK_HOUR = 3

#: Seconds between looks when no chore is due.
LOOK = 20.0


@dataclass(frozen=True, slots=True)
class Chore:
    """Scheduled upkeep. Every chore is idempotent in SQL: late, twice or half does no harm."""

    name: str
    #: Tells whether there may be more to do now, if it takes on a part at a time.
    run: Callable[[Unit], Awaitable[bool | None]]
    #: Minutes between two runs.
    minutes: int


TIMETABLE = (
    Chore("erase chats", upkeep.erase_chats, 1),
    Chore("settle duty", duty.settle_all, 1),
    Chore("remind", reminder.run, 1),
    Chore("end drafts", upkeep.end_drafts, 10),
    Chore("close founding", upkeep.close_founding, 1),
    Chore("forget", upkeep.forget, 60),
    Chore("delete what was asked", upkeep.delete_asked, 60),
    Chore("delete what is over", retention.run, 60),
    Chore("reseal", upkeep.reseal, 60),
    Chore("mix", upkeep.mix, 10),
)


@dataclass(slots=True)
class Schedule:
    """Runs what is due. APScheduler keeps the time; the nursery's loop does the work."""

    store: Store
    chores: tuple[Chore, ...]
    #: Called after each chore, so that its letters go out.
    committed: Callable[[], None]
    #: Names this process among those that could run chores.
    holder: bytes
    beat: Callable[[float], None] = lambda _within: None
    _due: set[str] = field(default_factory=set)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _packed: date = date.min

    async def run(self, stop: asyncio.Event) -> None:
        """Run chores until told to stop."""
        # Late, and in a thread: it costs start-up time, and nothing is due in the first seconds.
        room = await asyncio.to_thread(import_module, "apscheduler.schedulers.asyncio")
        given = {"misfire_grace_time": None, "coalesce": True}
        scheduler = room.AsyncIOScheduler(job_defaults=given)
        for chore in self.chores:
            scheduler.add_job(self._mark, "interval", [chore.name], minutes=chore.minutes)
        scheduler.add_job(self._mark, "interval", [CHECKPOINT], minutes=10)
        self._due = {chore.name for chore in self.chores}
        scheduler.start()
        try:
            while not stop.is_set():
                await self._round()
                await pause(LOOK, stop, self._wake)
        finally:
            scheduler.shutdown(wait=False)
            await self._give_up()

    def _mark(self, name: str) -> None:
        self._due.add(name)
        self._wake.set()

    async def _round(self) -> None:
        self._wake.clear()
        self.beat(LOOK * 2)
        async with self.store.work() as unit:
            # Every process turns its own keys; only the holder of the lease runs the rest.
            await upkeep.turn_keys(unit)
            alone = self.store.is_sqlite
            seconds = LEASE_SECONDS
            if not await lease.take(unit, LEASE, self.holder, seconds=seconds, alone=alone):
                return
        for chore in self.chores:
            if chore.name in self._due:
                self._due.discard(chore.name)
                await self._one(chore)
        if CHECKPOINT in self._due:
            self._due.discard(CHECKPOINT)
            await self._checkpoint()

    async def _checkpoint(self) -> None:
        try:
            await self.store.checkpoint()
            local = self.store.clock().astimezone(TASHKENT)
            if local.hour == PACK_HOUR and local.date() != self._packed:
                self._packed = local.date()
                await self.store.pack()
        except Exception as error:
            fault(CHECKPOINT, error)

    async def _one(self, chore: Chore) -> None:
        try:
            async with self.store.work() as unit:
                has_more = await chore.run(unit)
            if has_more:
                # After the others, and after a look whether the right to run is still ours.
                self._mark(chore.name)
        except Exception as error:
            # One chore that fails must not keep the others from running; it runs again in time.
            fault(chore.name, error)
        self.committed()

    async def _give_up(self) -> None:
        async with self.store.work() as unit:
            await lease.give_up(unit, LEASE, self.holder)
