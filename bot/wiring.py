"""The wiring: where keys and store are opened, and the vault meets the loops."""

import asyncio
from collections.abc import Awaitable, Callable

from bot import clock
from bot.settings import Settings
from domain.card import Where
from services.receipt import Derived, Ready
from storage import draft, meta, migrate, throttle
from storage.inbox import Waiting
from storage.store import Store
from storage.vault import ReceiptPool, Vault, derive

#: A chat may try so many wrong receipts in an hour.
MOST_TRIES = 10

#: Under this name the database keeps which key file it was made with; it tells nothing of the keys.
KEY_MARK = "key_mark"

#: How many receipts are made at once when there are none.
_FEW = 4


async def open_store(settings: Settings, *, prompt: bool = False) -> Store:
    """Open vault and store, making or migrating the database where needed."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    vault = Vault.open(settings.key_file, now=clock.now())
    where = Where(settings.desk_chat_id or 0, prompt=prompt)
    store = Store(settings.database_url.reveal(), vault, clock.now, where)
    if not await migrate.ready(store.writer):
        await migrate.bring(store.writer)
        async with store.work() as unit:
            await meta.put_first(unit, KEY_MARK, vault.mark)
    return store


async def has_other_keys(store: Store) -> bool:
    """Tell whether the database was made with another key file: then nothing in it opens."""
    async with store.reading() as unit:
        return await meta.get(unit, KEY_MARK) not in {None, store.vault.mark}


class Receipts:
    """Receipts made ahead, and typed ones derived: both outside any transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pool = ReceiptPool(store.vault)
        self.run: Callable[[asyncio.Event], Awaitable[None]] = self._pool.fill_forever

    def take(self) -> Ready:
        """Take a ready receipt; raises PoolEmpty when there is none."""
        return self._pool.take()

    async def some(self) -> None:
        """Make a few at once: somebody waits."""
        await self._pool.more(_FEW)

    async def derive(self, waiting: Waiting, digits: str) -> Derived | None:
        """Derive a typed receipt, for a chat that was asked for one and did not try too often."""
        async with self._store.reading() as unit:
            found = (await draft.of_lanes(unit, [waiting.lane])).get(waiting.lane)
            if found is None or found.flow != "receipt":
                return None
            if await throttle.tries(unit, "receipt", waiting.lane) >= MOST_TRIES:
                return None
        return await asyncio.to_thread(derive, digits, vault=self._store.vault)
