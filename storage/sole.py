"""One machine at a time works on a SQLite database; the lock is the system's and dies with it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Occupied(Exception):
    """Another process runs on this database already; with SQLite there is only one.

    Stop that one first. Several need PostgreSQL (TERIMCHI_DATABASE_URL).
    """


@contextmanager
def held(database: Path | None) -> Iterator[None]:
    """Hold a SQLite file for this machine; None is PostgreSQL, where leases do this.

    What is claimed when a machine starts counts as left by a dead one: two would each undo the
    other's claims, and send letters twice. Raises Occupied, or OSError where no lock can be made.
    """
    if database is None:
        yield
        return
    # A lock of POSIX: a child that is still there when this process dies does not keep it.
    lock = os.open(f"{database}.run", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
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
