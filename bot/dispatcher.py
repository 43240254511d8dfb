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
from storage.fault import AWAY
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
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    #: Beats for the health page, and counts for the metrics.
    beat: Callable[[int], None] = lambda _n: None
    #: Seconds between looks when nobody wakes us.
    idle: float = IDLE

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until told to stop."""
        async with self.store.work() as unit:
            await inbox.recover(unit, alone=self.alone)
        while not stop.is_set():
            self.wake.clear()
            answered = await self.round()
            self.beat(answered)
            if not answered:
                await pause(self.idle, stop, self.wake)

    async def round(self) -> int:
        """Claim and answer what waits; return how many updates there were."""
        async with self.store.work() as unit:
            token = unit.new_id()
            claimed = await inbox.claim(unit, token, MOST)
        if not claimed:
            await self._recover()
            return 0
        readable = [await self._open(waiting) for waiting in claimed if waiting.content]
        lost = [waiting for waiting in claimed if not waiting.content]
        await self._discard(token, lost)
        # What failed before, or was under way when a process died, runs alone.
        alone = [work for work in readable if work.waiting.attempts > 1]
        fresh = [work for work in readable if work.waiting.attempts == 1]
        for part in ([fresh] if fresh else []) + [[work] for work in alone]:
            await self._answer(token, part)
        return len(claimed)

    async def _recover(self) -> None:
        if not self.alone:
            async with self.store.work() as unit:
                await inbox.recover(unit, alone=False)

    async def _open(self, waiting: Waiting) -> Work:
        incoming, update = unpack(waiting.content or b"")
        work = Work(waiting, incoming, update)
        if len(incoming.text) < receipt.LENGTH:
            return work
        digits = receipt.read(incoming.text).digits
        derived = await self.derive(waiting, digits) if digits else None
        return work.with_receipt(derived) if derived else work

    async def _answer(self, token: bytes, works: Sequence[Work]) -> None:
        try:
            result = await self.batch.run(token, works)
        except ClaimLost:
            return
        except AWAY:
            # The database is away: the claim stands, and runs again when it is back.
            raise
        except Exception as error:
            await self._halve(token, works, error)
            return
        self.committed(result.callbacks)
        await self._again(token, result)

    async def _halve(self, token: bytes, works: Sequence[Work], error: Exception) -> None:
        if len(works) == 1:
            await self._again(token, Result(failed=[(works[0], error)]))
            return
        middle = len(works) // 2
        await self._answer(token, works[:middle])
        await self._answer(token, works[middle:])

    async def _again(self, token: bytes, result: Result) -> None:
        for work, error in result.failed:
            fault("dispatcher", error)
            async with self.store.work() as unit:
                if work.waiting.attempts >= MOST_ATTEMPTS:
                    await parking.park(unit, token, work)
                else:
                    due_at = unit.seconds + 2**work.waiting.attempts
                    await inbox.release(unit, token, [work.waiting], due_at=due_at)
        if result.failed:
            self.committed([work.incoming.callback_id for work, _ in result.failed])
        if result.early:
            async with self.store.work() as unit:
                early = [work.waiting for work in result.early]
                await inbox.release(unit, token, early, due_at=0, uncount=True)
            await self.refill()

    async def _discard(self, token: bytes, lost: Sequence[Waiting]) -> None:
        """Let go of updates whose day key is gone: nobody can ever read them."""
        if lost:
            async with self.store.transaction() as transaction:
                await inbox.finish(transaction, token, lost)
