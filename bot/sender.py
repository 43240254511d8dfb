"""The sender: claims letters from the outbox, lets them go, and commits in groups what became."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from bot.clock import monotonic
from bot.delivery import needs_trail
from bot.flight import Flight
from bot.log import fault
from bot.nursery import pause
from bot.settlement import OnForbidden, Settlement
from bot.trail import Trail
from storage import lease, outbox, trace
from storage.outbox import Outgoing
from storage.store import Store
from storage.unit import Unit

#: Seconds that the right to send holds, and how often it is renewed.
LEASE, RENEW = 15, 5.0

#: Seconds between looks into the outbox when nobody wakes us.
IDLE: Final = 1.0

#: Seconds that results may wait for others, to be committed together.
GATHER: Final = 0.2

#: Seconds for which letters of one text to many are claimed ahead of their slots.
AHEAD: Final = 0.5

#: Seconds that calls under way get when we stop.
LANDING: Final = 8.0

#: Seconds to the next try when the database is away.
AWAY_WAIT: Final = 2.0


class Superseded(Exception):
    """Another process took over the right to send."""


@dataclass(slots=True)
class Sender:
    """Sends the outbox, while it holds the right to. `holder` is this process's random id."""

    store: Store
    flight: Callable[[], Flight]
    holder: bytes
    on_forbidden: OnForbidden
    beat: Callable[[float], None] = lambda _within: None
    #: Seconds between looks when nobody wakes us: shorter where other processes post letters.
    idle: float = IDLE
    #: Set it when letters were committed.
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _held_until: float = 0.0
    _look: float = 0.0
    _bulk_look: float = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; stand by while another process has the right to."""
        while not stop.is_set():
            self.beat(RENEW)
            async with self.store.work() as unit:
                # There is one process on SQLite: a right that stands there is a dead one's.
                leads = await self._take(unit, alone=self.store.is_sqlite)
                if leads:
                    await outbox.recover(unit)
            if leads:
                await self._serve(stop)
            else:
                await pause(RENEW, stop)

    async def _serve(self, stop: asyncio.Event) -> None:
        flight = self.flight()
        flight.begin()
        more = True
        try:
            while not stop.is_set() and monotonic() < self._held_until:
                self.beat(self.idle)
                try:
                    more = await self._turn(flight)
                except Superseded:
                    break
                except Exception as error:
                    fault("sender", error)
                    await pause(AWAY_WAIT, stop)
                    continue
                while not await self._rest(flight, stop, more=more):
                    self.beat(self.idle)
        finally:
            await flight.land(LANDING)
            await self._hand_over(flight)

    async def _turn(self, flight: Flight) -> bool:
        """Commit what ended and claim what waits, in one transaction; True if more may wait."""
        self.wake.clear()
        flight.full.clear()
        settlement, flight.settlement = flight.settlement, Settlement()
        try:
            answers, bulk, trails, more = await self._commit(flight, settlement)
        except BaseException:
            flight.settlement.join(settlement)
            raise
        flight.take_off(self._worthy(flight, answers), trails)
        flight.line_up(self._worthy(flight, bulk), trails)
        return more

    async def _commit(
        self, flight: Flight, settlement: Settlement
    ) -> tuple[list[Outgoing], list[Outgoing], dict[bytes, Trail], bool]:
        async with self.store.transaction() as transaction:
            unit = transaction.unit()
            if monotonic() > self._held_until - LEASE + RENEW and not await self._take(unit):
                raise Superseded
            await settlement.write(unit, self.on_forbidden)
            await unit.keep()
            # Written before we read on, so that a lane's next letter knows the message before it.
            await transaction.flush()
            unit = transaction.unit()
            room, ahead = flight.room, self._ahead(flight)
            answers = await outbox.claim(unit, self.holder, room, bulk=False) if room else []
            bulk = await outbox.claim(unit, self.holder, ahead, bulk=True) if ahead else []
            trails = await self._trails(unit, [*answers, *bulk])
        for call in transaction.afterwards:
            call()
        if ahead and not bulk:
            self._bulk_look = monotonic() + self.idle
        return answers, bulk, trails, len(answers) >= room > 0 or bool(bulk)

    async def _take(self, unit: Unit, *, alone: bool = False) -> bool:
        now = monotonic()
        leads = await lease.take(unit, "send", self.holder, seconds=LEASE, alone=alone)
        self._held_until = now + LEASE if leads else 0.0
        return leads

    async def _trails(self, unit: Unit, letters: Iterable[Outgoing]) -> dict[bytes, Trail]:
        lanes = {out.lane for out in letters if _needs_trail(out)}
        if not lanes:
            return {}
        found = await trace.of_lanes(unit, list(lanes))
        return {lane: Trail(stored) for lane, stored in found.items()}

    def _ahead(self, flight: Flight) -> int:
        """Say how many letters of one text to many to claim now: none until it is worth a look."""
        if monotonic() < max(self._bulk_look, flight.pacer.paused_until):
            return 0
        rate = flight.pacer.rate(monotonic())
        wanted = 1 if flight.is_away else max(4, round(rate * AHEAD))
        return wanted if flight.lined_up <= wanted // 2 else 0

    def _worthy(self, flight: Flight, letters: Iterable[Outgoing]) -> dict[bytes, list[Outgoing]]:
        """Sort letters by lane; old news, and what nobody can read any more, is let go."""
        lanes: dict[bytes, list[Outgoing]] = defaultdict(list)
        for out in letters:
            if out.letter is None or _is_stale(out, flight.seconds()):
                flight.settlement.over.append(out.id)
                flight.vitals.letters["dropped"] += 1
            else:
                lanes[out.lane].append(out)
        return lanes

    async def _rest(self, flight: Flight, stop: asyncio.Event, *, more: bool) -> bool:
        """Wait until a turn is worth its commit; False if it is not yet."""
        busy = more or bool(flight.settlement) or flight.under_way
        called = await pause(GATHER if busy else self.idle, stop, self.wake, flight.full)
        if called or flight.settlement or more:
            return True
        now = monotonic()
        if now > self._held_until - LEASE + RENEW:
            return True
        if now < self._look:
            return False
        self._look = now + self.idle
        return await self._is_due(flight)

    async def _is_due(self, flight: Flight) -> bool:
        """Look without disturbing anybody who writes."""
        try:
            async with self.store.reading() as unit:
                due = await outbox.next_due(unit)
        except Exception as error:
            fault("sender", error)
            return False
        return due is not None and due <= flight.seconds()

    async def _hand_over(self, flight: Flight) -> None:
        """Commit the last results and give the right to send back."""
        try:
            async with self.store.work() as unit:
                if not await self._take(unit):
                    # Another one claimed anew what we would give back; only what is over counts.
                    flight.settlement.later.clear()
                    flight.settlement.parked.clear()
                await flight.settlement.write(unit, self.on_forbidden)
                await lease.give_up(unit, "send", self.holder)
        except Exception as error:
            # The claims stand until the next sender begins and takes them back.
            fault("sender", error)


def _needs_trail(out: Outgoing) -> bool:
    return out.letter is not None and needs_trail(out.letter, out.attempts)


def _is_stale(out: Outgoing, now: float) -> bool:
    late = out.letter.stale_after if out.letter else 0
    return bool(late and out.since and now - out.since > late)
