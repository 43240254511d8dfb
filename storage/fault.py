"""Faults of the store as the upper floors know them, so that they need not know the libraries."""

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from storage.vault import VaultError

#: The database is away, locked, or its disk is: what was under way is tried again when it is back.
AWAY = (OperationalError, InterfaceError, OSError)

#: The database cannot be opened at all.
BROKEN = (SQLAlchemyError, OSError)

#: The key file cannot be used.
KEYS = VaultError
