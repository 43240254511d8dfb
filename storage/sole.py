"""One machine at a time works on a SQLite database; the lock is the system's and dies with it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from storage.store import Store


class Occupied(Exception):
    """Another process runs on this database already; with SQLite there is only one.

    Stop that one first. Several need PostgreSQL (TERIMCHI_DATABASE_URL).
    """


@contextmanager
def held(store: Store) -> Iterator[None]:
    """Hold the database for this machine. Raises Occupied; on PostgreSQL leases do this.

    What is claimed when a machine starts counts as left by a dead one: two would each undo the
    other's claims, and send letters twice.
    """
    path = store.writer.url.database
    if not store.is_sqlite or not path:
        yield
        return
    # A lock of POSIX: a child that is still there when this process dies does not keep it.
    lock = os.open(f"{path}.run", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(lock)
        yield
    finally:
        os.close(lock)


def _take(lock: int) -> None:
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise Occupied from None
