"""The settlement: what became of letters since the last commit, written in one transaction."""

import math
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace

from bot import closure
from bot.closure import Closed
from bot.trail import Traced, Trail
from domain.letter import Act, Letter
from storage import outbox, trace
from storage.outbox import Outgoing
from storage.unit import Unit

#: Ends the subscription or the address of a chat that is closed to us.
OnForbidden = Callable[[Unit, int], Awaitable[None]]


@dataclass(slots=True)
class Settlement:
    """What ended and is not yet committed."""

    #: Letters that were sent, or are not worth sending any more.
    over: list[int] = field(default_factory=list)
    parked: list[int] = field(default_factory=list)
    #: Letters to try again, by when (seconds, UTC) and whether this attempt is not to count.
    later: dict[tuple[int, bool], list[int]] = field(default_factory=lambda: defaultdict(list))
    closed: list[Closed] = field(default_factory=list)
    #: Chats that answer, and where something stands that should be gone already.
    reopened: set[int] = field(default_factory=set)
    traced: dict[int, Traced] = field(default_factory=dict)

    def __bool__(self) -> bool:
        ended = self.over or self.parked or self.later
        return bool(ended or self.closed or self.reopened or self.traced)

    def __len__(self) -> int:
        return len(self.over) + len(self.parked) + sum(map(len, self.later.values()))

    def postpone(self, letters: Iterable[Outgoing], due_at: float, *, uncount: bool) -> None:
        """Give letters back, to be tried again at a time."""
        ids = [letter.id for letter in letters]
        if ids:
            self.later[math.ceil(due_at), uncount] += ids

    def follow(self, trail: Trail) -> None:
        """Take over what changed on a trail."""
        self.traced |= {id(one): one for one in trail.changes()}

    def close(self, out: Outgoing, letter: Letter) -> None:
        """Give up the lane of a letter that was refused."""
        self.closed.append(Closed(out.lane, letter.chat_id, letter.act is Act.DELETE))

    def join(self, other: "Settlement") -> None:
        """Take over what another one holds."""
        self.over += other.over
        self.parked += other.parked
        self.closed += other.closed
        self.reopened |= other.reopened
        self.traced |= other.traced
        for key, ids in other.later.items():
            self.later[key] += ids

    async def write(self, unit: Unit, on_forbidden: OnForbidden) -> None:
        """Write all of it."""
        await self._write_traces(unit)
        if self.over:
            await outbox.settle(unit, self.over)
        if self.parked:
            await outbox.park(unit, self.parked)
        for (due_at, uncount), ids in self.later.items():
            await outbox.postpone(unit, ids, due_at=due_at, uncount=uncount)
        for chat_id in self.reopened:
            closure.empty(unit, chat_id)
        for closed in self.closed:
            await closure.close(unit, closed)
            await on_forbidden(unit, closed.chat_id)

    async def _write_traces(self, unit: Unit) -> None:
        stored = {one.key: one for one in self.traced.values() if one.key}
        for one in self.traced.values():
            if not one.gone and not one.key:
                self._keep(unit, one)
        await trace.recast(unit, {key: x.trace for key, x in stored.items() if not x.gone})
        if gone := [key for key, x in stored.items() if x.gone]:
            await trace.forget(unit, gone)

    def _keep(self, unit: Unit, one: Traced) -> None:
        one.trace = replace(one.trace, at=one.trace.at or unit.seconds)
        key = trace.keep(unit, one.trace, seconds=one.seconds)

        def stored() -> None:
            one.key = key

        # Not before the commit: if that fails, it is to be kept again and not changed.
        unit.after_commit(stored)
