"""The intake: what a receiver got is rebuilt, sealed and committed, and only then confirmed."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.allow import pack, rebuild
from bot.vitals import Vitals
from storage import inbox
from storage.disk import has_room
from storage.store import Store
from storage.unit import Unit

#: Bytes that must stay free in the data folder. Telegram keeps updates for a day meanwhile.
FLOOR = 64 * 1024 * 1024

Raw = Mapping[str, Any]

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Intake:
    """Keeps raw updates. `committed` is called after each commit: it wakes the dispatcher."""

    store: Store
    bot_id: int
    data_dir: Path
    vitals: Vitals
    committed: Callable[[], None]
    #: The bot's own username, empty until it is known.
    username: Callable[[], str] = lambda: ""
    _waiting: list[tuple[Raw, asyncio.Future[bool]]] = field(default_factory=list)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def has_room(self) -> bool:
        """Tell whether the disk has room for more; the health page says so if not."""
        full = not has_room(self.data_dir, FLOOR)
        if full and not self.vitals.disk_full:
            _log.error("The data folder is full: Telegram keeps the updates until there is room")
        self.vitals.disk_full = full
        return not full

    async def keep(self, updates: Sequence[Raw]) -> None:
        """Keep a batch in one durable commit, or raise and keep nothing."""
        async with self.store.work() as unit:
            arrivals = list(self._arrivals(unit, updates))
            if arrivals:
                await inbox.receive(unit, self.bot_id, arrivals)
        self.vitals.batches += 1
        self.vitals.batched += len(updates)
        self.committed()

    async def join(self, update: Raw) -> None:
        """Keep one update together with all others that wait for the disk just now."""
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((update, kept))
        async with self._lock:
            # Whoever comes first commits for all who queued up behind; most find it done.
            if not kept.done():
                await self._keep_waiting()
        if not await kept:
            raise NotKept

    async def _keep_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        well = False
        try:
            await self.keep([update for update, _ in waiting])
            well = True
        finally:
            for _, kept in waiting:
                if not kept.done():
                    kept.set_result(well)

    def _arrivals(self, unit: Unit, updates: Sequence[Raw]) -> Iterator[tuple[int, bytes, bytes]]:
        for update in updates:
            incoming = rebuild(update, self.username())
            self.vitals.updates[incoming.kind if incoming else "ignored"] += 1
            if incoming:
                yield update["update_id"], unit.vault.lane(incoming.chat_id), pack(incoming)


class NotKept(Exception):
    """The batch that an update was in could not be committed."""
