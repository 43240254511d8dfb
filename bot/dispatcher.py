"""The dispatcher: claims what waits, answers it in one transaction, and halves what will not go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot import parking
from bot.allow import unpack
from bot.batch import Batch, Result, Work
from bot.log import fault
from bot.nursery import pause
from domain import receipt
from services.receipt import Derived
from storage import inbox
from storage.fault import is_away
from storage.inbox import ClaimLost, Waiting
from storage.store import Store

#: How many updates one transaction may answer.
MOST = 128
#: An update that failed so often is parked.
MOST_ATTEMPTS = 5
#: Seconds between looks into the inbox when nobody wakes us.
IDLE = 1.0


@dataclass(slots=True)
class Dispatcher:
    """Answers the inbox. Wakes the sender and the fetcher after each commit."""

    store: Store
    batch: Batch
    #: Derives a typed receipt, outside any transaction; None when this chat tried too often.
    derive: Callable[[Waiting, str], Awaitable[Derived | None]]
    #: Called after each commit with the spinners to stop.
    committed: Callable[[Sequence[str]], None]
    #: Makes more receipts ready.
    refill: Callable[[], Awaitable[None]]
    #: No other process dispatches: what is claimed at our start was claimed by nobody who lives.
    alone: bool
    #: Names this process among those that claim.
    holder: bytes
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    #: Beats for the health page, and counts for the metrics.
    beat: Callable[[int], None] = lambda _n: None
    #: Seconds between looks when nobody wakes us.
    idle: float = IDLE

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until told to stop."""
        async with self.store.work() as unit:
            await inbox.recover(unit, alone=self.alone, mine=self.holder)
        while not stop.is_set():
            self.wake.clear()
            answered = await self.round()
            self.beat(answered)
            if not answered:
                await pause(self.idle, stop, self.wake)

    async def round(self) -> int:
        """Claim and answer what waits; return how many updates there were."""
        async with self.store.work() as unit:
            if not self.alone:
                await inbox.recover(unit, alone=False)
            claimed = await inbox.claim(unit, self.holder, MOST)
        if not claimed:
            return 0
        readable = [await self._open(waiting) for waiting in claimed if waiting.content]
        lost = [waiting for waiting in claimed if not waiting.content]
        await self._discard(lost)
        # What failed before, or was under way when a process died, runs alone.
        alone = [work for work in readable if work.waiting.attempts > 1]
        fresh = [work for work in readable if work.waiting.attempts == 1]
        for part in ([fresh] if fresh else []) + [[work] for work in alone]:
            await self._answer(part)
        return len(claimed)

    async def _open(self, waiting: Waiting) -> Work:
        incoming = unpack(waiting.content or b"")
        work = Work(waiting, incoming)
        if len(incoming.text) < receipt.LENGTH:
            return work
        digits = receipt.read(incoming.text).digits
        derived = await self.derive(waiting, digits) if digits else None
        return work.with_receipt(derived) if derived else work

    async def _answer(self, works: Sequence[Work]) -> None:
        try:
            result = await self.batch.run(self.holder, works)
        except Exception as error:
            if is_away(error):
                # The claim stands, and runs again when the database is back.
                raise
            await self._halve(works, error)
            return
        self.committed(result.callbacks)
        await self._again(result)

    async def _halve(self, works: Sequence[Work], error: Exception) -> None:
        if len(works) == 1:
            if not isinstance(error, ClaimLost):
                await self._again(Result(failed=[(works[0], error)]))
            return
        middle = len(works) // 2
        await self._answer(works[:middle])
        await self._answer(works[middle:])

    async def _again(self, result: Result) -> None:
        for work, error in result.failed:
            fault("dispatcher", error)
            async with self.store.work() as unit:
                if work.waiting.attempts >= MOST_ATTEMPTS:
                    await parking.park(unit, self.holder, work)
                else:
                    due_at = unit.seconds + 2**work.waiting.attempts
                    await inbox.release(unit, self.holder, [work.waiting], due_at=due_at)
        if result.failed:
            self.committed([work.incoming.callback_id for work, _ in result.failed])
        if result.early:
            async with self.store.work() as unit:
                early = [work.waiting for work in result.early]
                await inbox.release(unit, self.holder, early, due_at=0, uncount=True)
            await self.refill()

    async def _discard(self, lost: Sequence[Waiting]) -> None:
        """Let go of updates whose day key is gone: nobody can ever read them."""
        if lost:
            async with self.store.transaction() as transaction:
                await inbox.finish(transaction, self.holder, lost)
