"""The store: engines for SQLite and PostgreSQL, one writer at a time where there is one file."""

import shutil
from asyncio import Lock
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from domain.card import Where
from storage.mixing import FILES, ROOMS
from storage.near import near
from storage.unit import Transaction, Unit
from storage.vault import Vault

#: No group of the desk.
NOWHERE = Where()

#: Seconds that another process (a command line beside `run`) may hold SQLite's one write lock.
BUSY = 10

#: Seconds that PostgreSQL may take for one statement, and we between two of a transaction.
PATIENCE = 60

#: Bytes of a SQLite file that is written anew at night: it takes as much memory, and nobody writes
#: meanwhile (measured: 4 s).
MOST_PACKED = 256 * 1024 * 1024

_NOTHING = text("DELETE FROM alembic_version WHERE version_num = ''")


class Store:
    """Where everything is remembered. `clock` gives the aware UTC time of each unit of work."""

    def __init__(
        self,
        url: str,
        vault: Vault,
        clock: Callable[[], datetime],
        where: Where = NOWHERE,
    ) -> None:
        self.url = make_url(url)
        self.vault = vault
        self.clock = clock
        self.where = where
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.writer, self.reader = engines(url)
        self._lock: AbstractAsyncContextManager[Any] = Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open one write transaction; it commits at the end, or nothing of it stays."""
        async with self._lock, self.writer.begin() as connection:
            yield Transaction(connection, self.vault, self._now(), self.where)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Unit]:
        """Open one unit of work that is a whole transaction by itself."""
        async with self.transaction() as transaction:
            unit = transaction.unit()
            yield unit
            await unit.keep()
            await transaction.flush()
        for call in transaction.afterwards:
            call()

    def within(
        self, call: Callable[[Unit, str], Awaitable[None]]
    ) -> Callable[[AsyncConnection, str], Awaitable[None]]:
        """Make of a call one in a transaction that somebody else began, and will commit."""

        async def run(connection: AsyncConnection, before: str) -> None:
            transaction = Transaction(connection, self.vault, self._now(), self.where)
            unit = transaction.unit()
            await call(unit, before)
            await unit.keep()
            await transaction.flush()

        return run

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        """Open a unit of work that only reads."""
        async with self.reader.connect() as connection:
            yield Transaction(connection, self.vault, self._now(), self.where).unit()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """Lend a bare writing connection, for migrations and for a checkpoint."""
        async with self._lock, self.writer.connect() as connection:
            yield connection

    async def try_writing(self) -> None:
        """Raise what keeps the database from being written to. Nothing is changed."""
        async with self.transaction() as transaction:
            # To begin is not enough: SQLite lets a file that is read-only begin to be read.
            await transaction.connection.execute(_NOTHING)

    async def checkpoint(self) -> None:
        """Let the files tell no more of what was than the rows do.

        SQLite's log is brought into the file and cut. PostgreSQL takes out what mixed rows were
        before: each keeps its old number, and a quiet table is not vacuumed for weeks.
        """
        await (self._cut_log() if self.is_sqlite else self._vacuum())

    async def pack(self) -> None:
        """Write SQLite's file anew, in the order of its keys, unless it is too large for that.

        Until then its pages keep scraps of deleted rows, and show which row came before which.
        """
        if self.is_sqlite and self._may_pack():
            await self._raw("VACUUM")
            await self._cut_log()

    def _may_pack(self) -> bool:
        file = Path(self.url.database or "")
        size = file.stat().st_size
        # Its log grows by as much, and the file may before it shrinks.
        return size <= MOST_PACKED and shutil.disk_usage(file.parent).free > 3 * size

    async def _cut_log(self) -> None:
        await self._raw("PRAGMA wal_checkpoint(TRUNCATE)")

    async def _raw(self, statement: str) -> None:
        """Run one statement of SQLite that stands in no transaction."""
        async with self.connection() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None  # noqa: S101 - just taken
            cursor = await raw.execute(statement)
            await cursor.close()

    async def _vacuum(self) -> None:
        async with self.writer.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            # One at a time, so that each has its time, the bodies of files last; giving room back
            # to the system would lock. Queues are not for us: vacuumed just when they are empty,
            # they are planned as empty ones when they are full.
            for table, _column, _value in (*ROOMS, FILES):
                await connection.exec_driver_sql(
                    f'VACUUM (TRUNCATE FALSE, INDEX_CLEANUP TRUE) "{table.name}"'
                )

    async def close(self) -> None:
        """Close both engines."""
        await self.writer.dispose()
        if self.reader is not self.writer:
            await self.reader.dispose()

    def _now(self) -> datetime:
        """Read the clock; on a new day turn to its key, in every process and before any seal."""
        now = self.clock()
        if now.date() != self.vault.today:
            self.vault.turn(now)
        return now


def engines(url: str) -> tuple[AsyncEngine, AsyncEngine]:
    """Make the writing and the reading engine for an address; on PostgreSQL they are one."""
    parsed = make_url(url)
    return (_sqlite if parsed.get_backend_name() == "sqlite" else _postgresql)(parsed)


def _sqlite(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    writer = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"async_creator_fn": near},
    )
    reader = create_async_engine(url, pool_size=4, max_overflow=0, hide_parameters=True)
    _prepare(writer.sync_engine, "BEGIN IMMEDIATE", query_only=False)
    _prepare(reader.sync_engine, "BEGIN", query_only=True)
    return writer, reader


def _prepare(engine: Engine, begin: str, *, query_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        # pysqlite's own transactions let a savepoint's row survive a rollback: begin by hand.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "foreign_keys=ON",
            f"query_only={'ON' if query_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _postgresql(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    engine = create_async_engine(
        url,
        pool_size=8,
        max_overflow=4,
        pool_pre_ping=True,
        hide_parameters=True,
        # Claims count on it: a statement sees what was committed before it began.
        isolation_level="READ COMMITTED",
        connect_args={
            "timeout": BUSY,
            "command_timeout": PATIENCE,
            # A process that stands still must not hold the others up with what it has locked.
            "server_settings": {
                "idle_in_transaction_session_timeout": f"{PATIENCE}s",
                # A plan that was made while a queue was empty, and kept, compares each letter with
                # each when there are many: claims then took 0.7 s until the next ANALYZE.
                "plan_cache_mode": "force_custom_plan",
            },
        },
    )
    return engine, engine
