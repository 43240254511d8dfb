"""Backups: which rows go into one, and how they are read while others go on writing."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import migrate, mixing, snapshot
from storage.address import addresses
from storage.capability import capabilities
from storage.case import cases
from storage.deletion import deletions, tombstones
from storage.desk import desks, grants
from storage.draft import drafts, parts
from storage.entry import entries
from storage.evidence import chunks, evidence
from storage.fetch import fetches
from storage.inbox import inbox
from storage.invite import invites
from storage.journal import journals
from storage.lease import leases
from storage.member import members
from storage.meta import KEY_MARK, metas
from storage.outbox import outbox
from storage.parked import parked
from storage.preference import preferences
from storage.receipt import receipts
from storage.reply import answers, replies
from storage.staff import staff, staff_desks
from storage.statistic import statistics
from storage.store import Store
from storage.throttle import throttles
from storage.trace import traces
from storage.vault import Vault


class NoDatabase(Exception):
    """There is no database at this address yet, so there is nothing to back up."""


class NoKeyFile(Exception):
    """There is no key file here. Without it a backup opens nothing, wherever it is restored."""


class OtherTables(Exception):
    """The database is not at the newest tables. Back it up with the version that runs it."""


@dataclass(frozen=True, slots=True)
class Room:
    """One table of a backup."""

    table: Table
    #: Which of its rows, if not all.
    where: ColumnElement[bool] | None = None
    #: Which of its columns, if not all; the others get what is `given`.
    only: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the columns that are written."""
        return self.only or tuple(column.name for column in self.table.columns)

    def rows(self) -> Select[Any]:
        """Read the rows in the order of their key, which is random where order would tell."""
        statement = select(*(self.table.c[name] for name in self.columns))
        statement = statement.order_by(*self.table.primary_key)
        return statement if self.where is None else statement.where(self.where)


#: A file of a draft is left out with its draft.
_OF_CASES = select(evidence.c.id).where(evidence.c.case_id.is_not(None))

#: Of a letter that waits only its number is kept: its chat and its words have no business in a
#: backup, its key is gone in three days, and a restored machine must never send it late.
_LETTERS = Room(
    outbox,
    only=("bulk", "attempts"),
    given={"lane": bytes(16), "sealed": b"", "due_at": 0, "claim": None, "parked": True},
)

#: What a backup holds, in its order. Tombstones come first: they are looked for in newer backups.
ROOMS = (
    Room(tombstones),
    Room(statistics),
    Room(metas, ~metas.c.name.startswith(mixing.MARK)),
    Room(desks),
    Room(grants),
    Room(staff),
    Room(staff_desks),
    Room(members),
    Room(journals),
    Room(preferences),
    Room(parked),
    Room(cases),
    Room(receipts),
    Room(addresses),
    Room(deletions),
    Room(entries),
    Room(replies),
    Room(answers),
    Room(evidence, evidence.c.case_id.is_not(None)),
    Room(chunks, chunks.c.evidence_id.in_(_OF_CASES)),
    _LETTERS,
)

#: What a backup leaves out, because the keys die within days (updates, drafts, files on their way)
#: or the row itself should (traces and tries tell when a chat was here; invitations and
#: buttons are good for a day or two; leases are of processes that will be gone).
LEFT_OUT = (inbox, drafts, parts, fetches, traces, throttles, invites, capabilities, leases)

_MARK = select(metas.c.value).where(metas.c.name == KEY_MARK)

#: Rows read at once; a file's chunk is a quarter of a megabyte.
_MANY, _FEW = 500, 8


@asynccontextmanager
async def opened(url: str, key_file: Path, clock: Callable[[], datetime]) -> AsyncIterator[Store]:
    """Open a database as it is: nothing is made or migrated.

    Raises NoDatabase, NoKeyFile or OtherTables.
    """
    check_database(url)
    _check_key_file(key_file)
    store = Store(url, Vault.open(key_file, now=clock()), clock)
    try:
        if not await migrate.ready(store.writer):
            raise OtherTables
        yield store
    finally:
        await store.close()


def check_database(url: str) -> None:
    """Raise NoDatabase where opening one would make it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        raise NoDatabase


async def dump(store: Store, written: dict[str, int]) -> AsyncIterator[bytes]:
    """Write the whole database as it is at this moment; counts rows by table into `written`.

    Memory stays bounded, however much there is, and writers are not kept waiting.
    """
    writer = snapshot.Writer()
    made_at = int(store.clock().timestamp()) // 3600 * 3600
    async with _frozen(store) as connection:
        # The key file that the database goes with, whichever lies here just now.
        mark = (await connection.execute(_MARK)).scalar() or store.vault.mark
        yield writer.start({"tables": migrate.HEAD, "mark": mark.hex(), "made_at": made_at})
        for room in ROOMS:
            written[room.table.name] = 0
            async for frame in _table(connection, room, writer, written):
                yield frame
    yield writer.end()


def _check_key_file(key_file: Path) -> None:
    if not key_file.exists():
        raise NoKeyFile


@asynccontextmanager
async def _frozen(store: Store) -> AsyncIterator[AsyncConnection]:
    # One transaction that reads: on SQLite the write-ahead log keeps what it began with, on
    # PostgreSQL the snapshot of REPEATABLE READ does.
    async with store.reader.connect() as connection:
        if not store.is_sqlite:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            await connection.execution_options(**options)
        yield connection


async def _table(
    connection: AsyncConnection, room: Room, writer: snapshot.Writer, written: dict[str, int]
) -> AsyncIterator[bytes]:
    name = room.table.name
    yield writer.told(snapshot.TABLE, {"name": name, "columns": room.columns})
    size = _FEW if room.table is chunks else _MANY
    packed = bytearray()
    async with connection.stream(room.rows(), execution_options={"yield_per": size}) as rows:
        async for row in rows:
            packed += snapshot.pack(row)
            written[name] += 1
            if len(packed) >= snapshot.FULL:
                yield writer.rows(bytes(packed))
                packed.clear()
    if packed:
        yield writer.rows(bytes(packed))
    yield writer.told(snapshot.COUNT, {"rows": written[name]})
