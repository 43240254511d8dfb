"""A batch: many updates answered in one transaction, each in a unit of work of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from domain.incoming import Incoming
from domain.preference import Preference
from handlers import routes
from handlers.visit import House, Visit
from services import preference as choices
from services.receipt import Derived, PoolEmpty
from storage import draft, inbox, preference
from storage.fault import is_away
from storage.inbox import Waiting
from storage.store import Store
from storage.unit import Transaction

#: A chat's 30 idle days begin anew at most so often: a row is not rewritten at every press.
TOUCH = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Work:
    """One claimed update, opened. `typed` is a receipt that it holds, derived beforehand."""

    waiting: Waiting
    incoming: Incoming
    typed: Derived | None = None

    def with_receipt(self, typed: Derived) -> "Work":
        """Return the same with its receipt derived."""
        return replace(self, typed=typed)


@dataclass(slots=True)
class Result:
    """How a batch went."""

    done: list[Work] = field(default_factory=list)
    failed: list[tuple[Work, Exception]] = field(default_factory=list)
    #: Could not run for want of a ready receipt: again in a moment, not counted.
    early: list[Work] = field(default_factory=list)
    #: Spinners to stop once everything is durable.
    callbacks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Batch:
    """Answers many updates in one transaction; either all that went well is kept, or nothing."""

    store: Store
    house: House

    async def run(self, token: bytes, works: Sequence[Work]) -> Result:
        """Answer these updates, one of each lane, and commit."""
        result = Result()
        async with self.store.transaction() as transaction:
            for visit, work in await self._visits(transaction, works):
                await self._one(visit, work, result)
            await inbox.finish(transaction, token, [work.waiting for work in result.done])
            await transaction.flush()
        for call in transaction.afterwards:
            call()
        return result

    async def _visits(
        self, transaction: Transaction, works: Sequence[Work]
    ) -> list[tuple[Visit, Work]]:
        reading = transaction.unit()
        lanes = [work.waiting.lane for work in works]
        chosen = await preference.of_lanes(reading, lanes)
        drafts = await draft.of_lanes(reading, lanes)
        visits = []
        for work in works:
            lane = work.waiting.lane
            unit = transaction.unit()
            known, day = chosen.get(lane, (Preference(), None))
            if day is not None and unit.now.date() - day > TOUCH:
                choices.touch(unit, lane, known)
            visit = Visit(
                unit, self.house, lane, work.incoming, known, drafts.get(lane), work.typed
            )
            visits.append((visit, work))
        return visits

    async def _one(self, visit: Visit, work: Work, result: Result) -> None:
        try:
            await routes.answer(visit)
        except Exception as error:
            if is_away(error):
                raise
            await visit.unit.drop()
            if isinstance(error, PoolEmpty):
                result.early.append(work)
            else:
                result.failed.append((work, error))
            return
        visit.remember_incoming()
        await visit.unit.keep()
        result.done.append(work)
        if work.incoming.callback_id:
            result.callbacks.append(work.incoming.callback_id)
