"""The updates that wait for one bot, and the long poll that fetches them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from sandbox.error import conflict
from sandbox.schema import JSON

#: Bot API, "getUpdates": these come only to a bot that names them.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_PAST_KEPT = 10_000
_TAKEN_OVER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(slots=True, eq=False)
class Waiting:
    body: JSON
    #: A repeat or a late one: delivered once, whatever the offset says.
    forced: bool = False

    @property
    def update_id(self) -> int:
        return int(self.body["update_id"])


@dataclass(slots=True)
class Updates:
    #: The last id given. It starts from the clock, so that a restarted sandbox repeats none.
    last_id: int
    allowed: list[str] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    past: dict[int, JSON] = field(default_factory=dict)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False
    #: How many polls there were; only the last one may wait.
    polls: int = 0
    _held: list[Waiting] = field(default_factory=list)
    _hold: int = 0
    _offset: int = 0

    def put(self, kind: str, body: JSON) -> JSON:
        """Give the update its number and queue it, unless the bot does not want this kind."""
        self.last_id += 1
        update = {"update_id": self.last_id, kind: body}
        self._remember(update)
        if self._wanted(kind):
            self._queue(Waiting(update))
        return update

    def put_raw(self, update: JSON) -> None:
        self._remember(update)
        self._queue(Waiting(update, forced=True))

    def repeat(self, update_id: int) -> bool:
        update = self.past.get(update_id)
        if update is not None:
            self._queue(Waiting(update, forced=True))
        return update is not None

    def reorder(self, count: int) -> None:
        """Hold the next `count` updates and let them go in reverse; 0 reverses those that wait."""
        self._hold = count
        if not count:
            self.waiting.reverse()
            self._release()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[JSON]:
        """Answer getUpdates: forget what is older than the offset, wait, return a batch."""
        self.polls += 1
        mine = self.polls
        self.ring()
        self._forget(offset)
        try:
            async with asyncio.timeout(seconds):
                while not self.waiting and not self.closed:
                    await self.bell.wait()
                    if mine != self.polls:
                        raise conflict(_TAKEN_OVER)
        except TimeoutError:
            return []
        return self._batch(limit)

    def take_over(self) -> None:
        """End a waiting poll, as a webhook does."""
        self.polls += 1
        self.ring()

    def close(self) -> None:
        """Let a waiting poll go with an empty answer: the sandbox ends."""
        self.closed = True
        self.ring()

    def ring(self) -> None:
        self.bell.set()
        self.bell = asyncio.Event()

    def _remember(self, update: JSON) -> None:
        self.past[int(update["update_id"])] = update
        if len(self.past) > _PAST_KEPT:
            del self.past[next(iter(self.past))]

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _ON_REQUEST

    def _queue(self, waiting: Waiting) -> None:
        if self._hold:
            self._held.append(waiting)
            if len(self._held) >= self._hold:
                self._release()
            return
        self.waiting.append(waiting)
        self.ring()

    def _release(self) -> None:
        for late in reversed(self._held):
            late.forced = True
            self.waiting.append(late)
        self._held, self._hold = [], 0
        self.ring()

    def _forget(self, offset: int) -> None:
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset:
            kept = [each for each in self.waiting if each.forced or each.update_id >= offset]
            self.waiting = kept

    def _batch(self, limit: int) -> list[JSON]:
        batch = self.waiting[:limit]
        late = [each for each in batch if each.forced]
        self.waiting = [each for each in self.waiting if each not in late] if late else self.waiting
        return [each.body for each in batch]
