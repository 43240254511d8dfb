"""The ground of the store: one metadata, the column types, and the two dialects' upsert."""

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData, Table
from sqlalchemy.engine import Dialect

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

    Insert = sqlite.Insert | postgresql.Insert

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: A random 128-bit id. Ids are never counted up: a count tells order, and order tells a person.
Id = LargeBinary(16)

#: Unix time in whole seconds, UTC.
Seconds = BigInteger

#: A number that counts up, for tables where order is the point (outbox, journal).
Counter = BigInteger().with_variant(Integer, "sqlite")

#: On SQLite a table kept in the order of its random key: no rowid tells what came after what.
UNORDERED: dict[str, Any] = {"sqlite_with_rowid": False}

#: A table of cases: what is buffered for it is written at a distance from rows of chats, in a
#: transaction within the transaction, so that PostgreSQL gives it another number (xmin).
APART = "apart"
OF_CASES: dict[str, Any] = {**UNORDERED, "info": {APART: True}}


def insert_into(table: Table, dialect: Dialect) -> "Insert":
    """Begin an INSERT that knows ON CONFLICT in this dialect."""
    return _insert(table, dialect.name)


def upsert_into(table: Table, dialect: Dialect) -> "Insert":
    """Begin an INSERT that overwrites the row with the same primary key."""
    return _upsert(table, dialect.name)


# Made once: SQLAlchemy finds the compiled text of a statement that it has met before at once.
@cache
def _insert(table: Table, dialect: str) -> "Insert":
    # Only the one that is needed: the other's takes a sixteenth of a start.
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)


@cache
def _upsert(table: Table, dialect: str) -> "Insert":
    statement = _insert(table, dialect)
    keys = [column.name for column in table.primary_key]
    rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)
