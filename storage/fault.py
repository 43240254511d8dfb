"""Faults of the store as the upper floors know them, so that they need not know the libraries."""

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


def is_away(error: BaseException | None) -> bool:
    """Tell whether the database is to blame for a fault, rather than what was asked of it."""
    if isinstance(error, AWAY):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.statement is None:  # nobody was let in, or nothing was committed
        return True
    state = getattr(error.orig, "sqlstate", None) or ""
    return bool(error.connection_invalidated or state.startswith(_SERVER))
