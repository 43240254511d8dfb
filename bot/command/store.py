"""What commands share that work on the store: it is ready, and its faults come in plain words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from bot.command.plain import Plain
from bot.folder import CannotOpen
from bot.settings import Settings
from bot.wiring import open_store
from domain.errors import NoDesk, Refusal
from domain.staff import DeskUnsafe
from locales.mark import sentence
from storage.fault import BROKEN, KEYS, is_away, kind
from storage.store import Store

T = TypeVar("T")

OTHER_DESK = (
    "The key of a desk in the database does not belong to this key file, so nothing was changed: "
    "put the right one back. If it is lost: docs/how-to/rotate-keys.md"
)


def in_words(fault: Exception) -> str | None:
    """Say in a sentence what an operator can mend: a file, the database, the key file.

    None is what nobody foresaw.
    """
    if isinstance(fault, KEYS):
        return str(fault)
    if isinstance(fault, OSError) and fault.filename:
        return f"{fault.strerror}: {fault.filename}"
    if isinstance(fault, BROKEN) and is_away(fault):
        return f"The database does not answer ({kind(fault)})."
    return None


@asynccontextmanager
async def ready(known: Settings, *, believe: bool = False) -> AsyncIterator[Store]:
    """Open the store, making or migrating the database where needed."""
    store = await open_store(known, believe=believe)
    try:
        yield store
    finally:
        await store.close()


def work(call: Callable[[], Awaitable[T]]) -> T:
    """Run a command's work; a refusal becomes its sentence."""

    async def run() -> T:
        return await call()

    try:
        return asyncio.run(run())
    except DeskUnsafe:
        raise Plain(OTHER_DESK) from None
    except NoDesk:
        raise Plain("There is no desk yet: python -m bot desk init") from None
    except Refusal as refusal:
        raise Plain(sentence(type(refusal))) from None
    except CannotOpen as fault:
        raise Plain(str(fault)) from None
