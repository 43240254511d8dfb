"""Faults of the store as the upper floors know them, so that they need not know the libraries."""

import sqlite3
from pathlib import PurePath

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from storage.vault import VaultError

#: The database is away, locked, or its disk is: what was under way is tried again when it is back.
AWAY = (OperationalError, NoConnectionFree, OSError)

#: The database cannot be opened at all.
BROKEN = (SQLAlchemyError, OSError)

#: The key file cannot be used.
KEYS = VaultError

#: What PostgreSQL says of itself, and not of a statement, by the first letters of its SQLSTATE: no
#: connection, no room or memory, an operator stops it, its disk fails, it only reads just now.
_SERVER = ("08", "53", "57P", "58", "25006")

#: The same of SQLite: its file is locked, cannot be read or written, or has no room.
_FILE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)


def kind(error: BaseException) -> str:
    """Name a fault as the database itself does: InvalidPasswordError, SQLITE_FULL."""
    orig = getattr(error, "orig", None) or error
    return str(getattr(orig, "sqlite_errorname", "") or type(orig.__cause__ or orig).__name__)


def of_database(error: BaseException) -> str:
    """Give the name of a fault for which the database is to blame; empty for any other."""
    if not is_away(error) or (isinstance(error, OSError) and not _came_through_us(error)):
        return ""
    return kind(error)


def is_away(error: BaseException | None) -> bool:
    """Tell whether the database is to blame for a fault, rather than what was asked of it."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, AWAY)
    if error.statement is None or error.connection_invalidated:
        return True  # nobody was let in, nothing was committed, or the connection is lost
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _FILE
    return str(getattr(error.orig, "sqlstate", None) or "").startswith(_SERVER)


def _came_through_us(error: BaseException) -> bool:
    """Tell whether a fault of a file or the network is one that the database met."""
    trace = error.__traceback__
    while trace is not None:
        if PurePath(trace.tb_frame.f_code.co_filename).parent.name == "storage":
            return True
        trace = trace.tb_next
    return False
