"""The writing connection to SQLite: statements run where they are called, waits run in a thread.

aiosqlite gives every statement to its thread and takes the answer back: four such exchanges for
one statement, a quarter of what filing a report cost (decision 19). What may wait for the disk or
for another process still goes there, and what moves the bodies of files: the loop stands only for
statements that touch a few rows.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

#: Begin waits for another process's lock, commit for the disk, a checkpoint and VACUUM for both.
_WAITS = ("BEGIN", "PRAGMA", "VACUUM")
_WAITING = frozenset({"commit", "close"})

#: The one table whose rows are large: a file of 20 MB is written, and erased, at once.
_LARGE = "evidence_chunk"


def near(database: str, **options: Any) -> "Near":
    """Make a connection, to be awaited; the options are those of `sqlite3.connect`."""
    options["check_same_thread"] = False
    connection = Near(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    # It must not keep a process alive that was told to end.
    connection._thread.daemon = True  # noqa: SLF001 - aiosqlite has no public way
    return connection


class Near(aiosqlite.Connection):
    """One connection, used by one task at a time: the store's lock sees to it."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if _may_wait(fn, args) or self._connection is None:
            return await super()._execute(fn, *args, **options)  # type: ignore[no-untyped-call]
        return fn(*args, **options)


def _may_wait(fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    if args and isinstance(args[0], str):
        return args[0].startswith(_WAITS) or _LARGE in args[0]
    return fn.__name__ in _WAITING
