"""The wiring: where keys and store are opened, and the vault meets the loops."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from bot import clock, folder
from bot.folder import CannotOpen
from bot.settings import Settings
from domain.card import Where
from services import desk, receipt
from services.receipt import Derived, Ready
from storage import draft, earlier, meta, migrate
from storage.fault import BROKEN, KEYS, kind
from storage.inbox import Waiting
from storage.store import Store
from storage.unit import Unit
from storage.vault import ReceiptPool, Vault, derive

#: How many receipts are made at once when there are none.
_FEW = 4
#: Receipts that are kept ready: a second of Argon2.
STOCK = 64

OTHER_KEYS = (
    "The database was made with another key file: put that one back (TERIMCHI_KEY_FILE). "
    "With the one at {path} nothing in it opens."
)

OTHER_DATABASE = (
    "The key file {path} belongs to desks in another database, and this one has none: look at "
    "{where}, or bring a backup back with `restore`. Until then no update is taken from Telegram."
)

OLDER_TABLES = (
    "The database has older tables than this key file worked with before, so its rows bear no "
    "proof that we wrote them. If you put an older copy of it there yourself, run `python -m bot "
    "migrate --believe`: then all that stands in it is taken for true. If you did not, somebody "
    "changed it: restore a backup."
)


async def open_store(settings: Settings, *, prompt: bool = False, believe: bool = False) -> Store:
    """Open vault and store, making or migrating the database where needed.

    `believe` takes rows for true that came with older tables than the key file has seen. Raises
    CannotOpen. A database of other keys is refused before anything is written to it: what
    these keys seal, the right ones would not open, and whom they look up, they would not find.
    """
    folder.make(settings.data_dir)
    where = Where(settings.desk_chat_id or 0, prompt=prompt)
    store = Store(settings.database_url.reveal(), _vault(settings.key_file), clock.now, where)
    async with AsyncExitStack() as undo:
        undo.push_async_callback(store.close)
        try:
            await _bring(store, believe=believe)
            # One that can only be read would go on to fail at the first update.
            await store.try_writing()
        except BROKEN as error:
            raise CannotOpen(_why_closed(settings, error)) from None
        except migrate.NewerTables as newer:
            raise CannotOpen(" ".join((newer.__doc__ or "").split())) from None
        if await _has_other_keys(store):
            raise CannotOpen(OTHER_KEYS.format(path=settings.key_file))
        store.vault.key_file.serve(migrate.HEAD)
        undo.pop_all()
    return store


def _vault(key_file: Path) -> Vault:
    try:
        vault = Vault.open(key_file, now=clock.now())
    except KEYS as error:
        raise CannotOpen(f"The key file cannot be used: {error}") from None
    except OSError as error:
        raise CannotOpen(
            f"The key file {key_file} cannot be read or made ({error.strerror}): "
            "look at TERIMCHI_KEY_FILE."
        ) from None
    if not os.access(key_file.parent, os.W_OK):
        # Else nothing would be wrong until midnight, and then everything.
        raise CannotOpen(
            f"The folder of the key file, {key_file.parent}, cannot be written to: each day makes "
            "a key in it. Look at its rights, or at ReadWritePaths of the service."
        )
    return vault


def _why_closed(settings: Settings, error: Exception) -> str:
    file = settings.database_file
    says = "cannot be opened" if file else "does not answer"
    where = f"{file}, and its -wal and -shm" if file else "TERIMCHI_DATABASE_URL"
    return f"The database {says} ({kind(error)}): look at {where}."


async def check_desks(store: Store, settings: Settings) -> None:
    """Raise CannotOpen when the desks of the key file are in another database.

    A machine on an empty one would refuse every report, and call each receipt unknown.
    """
    async with store.reading() as unit:
        if not await desk.are_elsewhere(unit):
            return
    folder_of = f"TERIMCHI_DATA_DIR, which is {settings.data_dir}"
    where = folder_of if settings.database_file else "TERIMCHI_DATABASE_URL"
    raise CannotOpen(OTHER_DATABASE.format(path=settings.key_file, where=where))


async def _bring(store: Store, *, believe: bool) -> None:
    if not await _ready(store):
        settle = partial(_settle, believe=believe)
        await migrate.bring(store.writer, then=store.within(settle))


async def _ready(store: Store) -> bool:
    try:
        return await migrate.ready(store.writer)
    except (KeyError, TypeError, ValueError) as error:
        # What the library says of an address that it does not take, or that names no user.
        raise ConnectionError(type(error).__name__) from error


async def _settle(unit: Unit, before: str, *, believe: bool) -> None:
    # Who may change tables could take the proofs away, and have us make them for forged rows.
    if before and before < unit.vault.key_file.keys.tables and not believe:
        raise CannotOpen(OLDER_TABLES)
    await meta.put_first(unit, meta.KEY_MARK, unit.vault.mark)
    await earlier.settle(unit, before)


async def _has_other_keys(store: Store) -> bool:
    async with store.reading() as unit:
        return await meta.get(unit, meta.KEY_MARK) not in {None, store.vault.mark}


class Receipts:
    """Receipts made ahead, and typed ones derived: both outside any transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pool = ReceiptPool(store.vault, size=STOCK)
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
            if not await receipt.may_try(unit, waiting.lane):
                return None
        return await asyncio.to_thread(derive, digits, vault=self._store.vault)
