"""The unit of work: one update's changes, buffered, inside the one transaction of its batch."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from nacl.utils import random
from sqlalchemy import Executable, Table, and_, bindparam, delete
from sqlalchemy.engine import CursorResult, RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

from domain.card import Where
from storage.base import APART, insert_into, upsert_into
from storage.vault import Vault

Row = Mapping[str, Any]


class Unit:
    """What one update reads and changes.

    Lane-private rows (drafts, letters, traces) and new rows that nobody else can know yet go into a
    buffer, flushed in bulk with the batch. Shared rows (cases, staff) go through `change`, which
    opens a savepoint at the first touch: most updates never pay for one.
    """

    def __init__(self, transaction: "Transaction") -> None:
        self.transaction = transaction
        self.vault = transaction.vault
        self.now = transaction.now
        #: The time of this unit in whole seconds, UTC.
        self.seconds = transaction.seconds
        self.where = transaction.where
        self.buffer = Buffer()
        self.afterwards: list[Callable[[], None]] = []
        self._savepoint: AsyncTransaction | None = None

    def new_id(self) -> bytes:
        """Draw a random 128-bit id."""
        return random(16)

    async def rows(self, statement: Executable, values: Row | None = None) -> Sequence[RowMapping]:
        """Read rows."""
        result = await self.transaction.connection.execute(statement, values)
        return result.mappings().all()

    async def row(self, statement: Executable, values: Row | None = None) -> RowMapping | None:
        """Read one row or none."""
        result = await self.transaction.connection.execute(statement, values)
        return result.mappings().one_or_none()

    async def change(
        self, statement: Executable, values: Row | Sequence[Row] | None = None
    ) -> CursorResult[Any]:
        """Change shared rows, inside this unit's own savepoint; it sees what the unit put first."""
        if self._savepoint is None:
            self._savepoint = await self.transaction.connection.begin_nested()
        if self.buffer:
            await self.transaction.write(self.buffer)
            self.buffer = Buffer()
        result = await self.transaction.connection.execute(statement, values)
        assert isinstance(result, CursorResult)  # noqa: S101 - narrows the type for mypy
        return result

    def insert(self, table: Table, **row: Any) -> None:
        """Buffer one new row."""
        self.buffer.inserts[table].append(row)

    def put(self, table: Table, **row: Any) -> None:
        """Buffer one lane-private row that replaces the one with its primary key."""
        self.buffer.puts[table].append(row)

    def remove(self, table: Table, **key: Any) -> None:
        """Buffer the deletion of lane-private rows with this key, and of what this unit wrote."""
        for rows in (self.buffer.inserts, self.buffer.puts):
            if table in rows:
                rows[table] = [row for row in rows[table] if not _has(row, key)]
        self.buffer.removals[table, tuple(sorted(key))].append(
            {f"key_{name}": value for name, value in key.items()}
        )

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run this once everything is durable; it is dropped with the unit."""
        self.afterwards.append(call)

    async def keep(self) -> None:
        """End the unit well: its savepoint is released, its buffer joins the batch."""
        if self._savepoint is not None:
            await self._savepoint.commit()
        self.transaction.buffer.join(self.buffer)
        self.transaction.afterwards.extend(self.afterwards)

    async def drop(self) -> None:
        """Undo the unit: nothing of it stays, and it may begin anew (to say why not)."""
        if self._savepoint is not None:
            await self._savepoint.rollback()
            self._savepoint = None
        self.buffer = Buffer()
        self.afterwards = []


class Buffer:
    """Rows to be written in bulk."""

    def __init__(self) -> None:
        self.inserts: dict[Table, list[Row]] = defaultdict(list)
        self.puts: dict[Table, list[Row]] = defaultdict(list)
        self.removals: dict[tuple[Table, tuple[str, ...]], list[Row]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self.inserts or self.puts or self.removals)

    def join(self, other: "Buffer") -> None:
        """Take over everything that another buffer holds."""
        for table, rows in other.inserts.items():
            self.inserts[table].extend(rows)
        for table, rows in other.puts.items():
            self.puts[table].extend(rows)
        for key, rows in other.removals.items():
            self.removals[key].extend(rows)


class Transaction:
    """One write transaction that carries many units of work."""

    def __init__(
        self, connection: AsyncConnection, vault: Vault, now: datetime, where: Where
    ) -> None:
        self.connection = connection
        self.vault = vault
        self.now, self.seconds = now, int(now.timestamp())
        self.where = where
        self.buffer = Buffer()
        self.afterwards: list[Callable[[], None]] = []

    def unit(self) -> Unit:
        """Begin the unit of work of one update."""
        return Unit(self)

    async def flush(self) -> None:
        """Write the buffers of all kept units."""
        await self.write(self.buffer)
        self.buffer = Buffer()

    async def write(self, buffer: Buffer) -> None:
        """Write one buffer: removals, replacements, new rows."""
        dialect = self.connection.dialect
        for (table, names), rows in buffer.removals.items():
            await self._many(_removal(table, names), rows)
        for table, rows in buffer.puts.items():
            await self._many(upsert_into(table, dialect), rows)
        await self._insert({t: r for t, r in buffer.inserts.items() if APART not in t.info})
        if of_cases := {t: r for t, r in buffer.inserts.items() if r and APART in t.info}:
            async with self.connection.begin_nested():
                await self._insert(of_cases)

    async def _insert(self, inserts: Mapping[Table, Sequence[Row]]) -> None:
        dialect = self.connection.dialect
        for table, rows in inserts.items():
            await self._many(insert_into(table, dialect), rows)

    async def _many(self, statement: Executable, rows: Sequence[Row]) -> None:
        if rows:
            await self.connection.execute(statement, rows)


def _has(row: Row, key: Row) -> bool:
    return all(row[name] == value for name, value in key.items())


@cache
def _removal(table: Table, names: tuple[str, ...]) -> Executable:
    return delete(table).where(and_(*(table.c[name] == bindparam(f"key_{name}") for name in names)))
