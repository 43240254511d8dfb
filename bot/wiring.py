"""The wiring: the one place where settings, keys, store and loops are put together."""

from bot import clock
from bot.settings import Settings
from storage import migrate
from storage.store import Store
from storage.vault import Vault


async def open_store(settings: Settings) -> Store:
    """Open vault and store, making or migrating the database where needed."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    vault = Vault.open(settings.key_file, now=clock.now())
    store = Store(settings.database_url.reveal(), vault, clock.now)
    if not await migrate.ready(store.writer):
        await migrate.bring(store.writer)
    return store
