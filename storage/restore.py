"""Restoring: the rows of a backup are put into an empty database, all of them or none."""

from collections.abc import AsyncIterator, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.staff import State
from storage import deletion, erasure, meta, snapshot, statistic
from storage.backup import ROOMS, Room, check_database
from storage.base import insert_into, metadata
from storage.case import cases
from storage.deletion import tombstones
from storage.earlier import FITTING
from storage.lease import leases
from storage.meta import metas
from storage.parcel import Damaged
from storage.snapshot import COUNT, FORMAT, HEAD, ROWS, TABLE, Frame
from storage.staff import staff
from storage.store import engines
from storage.unit import Unit
from storage.vault import Vault

__all__ = [
    "Damaged",
    "Head",
    "OtherVersion",
    "Since",
    "head",
    "is_empty",
    "is_running",
    "known_to",
    "load",
]

_BY_NAME = {room.table.name: room for room in ROOMS}
_FEW = 100

Columns = tuple[str, ...]


class OtherVersion(Exception):
    """This backup was made by a version whose tables this one does not know, so nothing was done.

    Restore it with that version. The first start of a later one then brings the database up to it.
    """


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup tells of itself."""

    #: Names the key file that belongs to it.
    mark: bytes
    #: Seconds, UTC, rounded down to the hour.
    made_at: int
    #: The revision of the tables whose rows it holds.
    tables: str


@dataclass(frozen=True, slots=True)
class Since:
    """What went after a backup was made."""

    #: Cases that were deleted.
    buried: AbstractSet[bytes] = frozenset()
    #: People of the desk who left.
    left: AbstractSet[bytes] = frozenset()


async def head(frames: AsyncIterator[Frame]) -> Head:
    """Read the head of a backup, before anything is touched. Raises Damaged or OtherVersion."""
    async for kind, body in frames:
        if kind != HEAD:
            raise Damaged
        told = orjson.loads(body)
        if told["format"] != FORMAT or told["tables"] not in FITTING:
            raise OtherVersion
        return Head(bytes.fromhex(told["mark"]), told["made_at"], told["tables"])
    raise Damaged


def known_to(key_file: Path, now: datetime) -> tuple[bytes, str] | None:
    """Give the mark of the key file that is there, and the newest tables that it worked with.

    None when there is no key file.
    """
    if not key_file.exists():
        return None
    vault = Vault.open(key_file, now=now)
    return vault.mark, vault.key_file.keys.tables


async def is_empty(unit: Unit) -> bool:
    """Tell whether nothing was ever kept here (small facts and leases do not count)."""
    for table in metadata.tables.values():
        if table not in (metas, leases) and await unit.rows(select(table).limit(1)):
            return False
    return True


async def is_running(unit: Unit) -> bool:
    """Tell whether some process works on this database now."""
    statement = select(leases.c.name).where(leases.c.ends_at > unit.seconds).limit(1)
    return bool(await unit.rows(statement))


async def load(unit: Unit, frames: AsyncIterator[Frame]) -> dict[str, int]:
    """Put all rows in; gives their number by table. Raises Damaged: then nothing may stay."""
    await unit.change(metas.delete())
    await unit.change(leases.delete())
    loaded: dict[str, int] = {}
    room: Room | None = None
    columns: Columns = ()
    async for kind, body in frames:
        if kind == TABLE:
            room, columns = _room(body)
            loaded[room.table.name] = 0
        elif room and kind == ROWS:
            found = snapshot.unpack(body, len(columns))
            rows = [{**dict(zip(columns, row, strict=True)), **room.given} for row in found]
            await _put(unit.transaction.connection, room, rows)
            loaded[room.table.name] += len(rows)
        elif room and kind == COUNT:
            await _check(unit, room, loaded[room.table.name], body)
        else:
            raise Damaged
    if loaded.keys() != _BY_NAME.keys():
        raise Damaged
    # Whoever restores without the backup's keys said so; from here on it goes with these.
    await meta.put(unit, meta.KEY_MARK, unit.vault.mark)
    return loaded


async def since_in(frames: AsyncIterator[Frame]) -> Since:
    """Read from a newer backup what had gone by then."""
    await head(frames)
    room, columns, buried, left = None, Columns(), set[bytes](), set[bytes]()
    async for kind, body in frames:
        if kind == TABLE:
            room, columns = _room(body)
        elif room and kind == ROWS and room.table in (tombstones, staff):
            for row in snapshot.unpack(body, len(columns)):
                told: dict[str, Any] = dict(zip(columns, row, strict=True))
                if room.table is tombstones:
                    buried.add(told["case_id"])
                elif told["state"] == State.LEFT:
                    left.add(told["id"])
    return Since(buried, left)


async def since_at(url: str) -> Since:
    """Read from a newer database what had gone by then; nothing of it is changed."""
    check_database(url)
    writer, reader = engines(url)
    gone = select(staff.c.id).where(staff.c.state == State.LEFT)
    try:
        async with reader.connect() as connection:
            buried = set((await connection.execute(select(tombstones.c.case_id))).scalars())
            return Since(buried, set((await connection.execute(gone)).scalars()))
    finally:
        await writer.dispose()
        await reader.dispose()


async def replay(unit: Unit, buried: Iterable[bytes]) -> int:
    """Delete again what was deleted after the backup; gives how many cases were there."""
    gone = 0
    for case_id in sorted(buried):
        gone += await unit.row(select(cases.c.id).where(cases.c.id == case_id)) is not None
        await statistic.count(unit, case_id)
        await erasure.erase(unit, case_id)
        await deletion.bury(unit, case_id)
    return gone


def _room(body: bytes) -> tuple[Room, Columns]:
    """Read which table comes, and with which columns: an earlier revision has fewer."""
    told = orjson.loads(body)
    room, columns = _BY_NAME.get(told["name"]), tuple(told["columns"])
    if room is None or not set(columns) <= set(room.columns):
        raise Damaged
    return room, columns


async def _put(connection: AsyncConnection, room: Room, rows: list[dict[str, Any]]) -> None:
    statement = insert_into(room.table, connection.dialect)
    for at in range(0, len(rows), _FEW):
        await connection.execute(statement, rows[at : at + _FEW])


async def _check(unit: Unit, room: Room, loaded: int, body: bytes) -> None:
    # Counted anew in the database: what was told, what was read and what is there agree.
    found = await unit.rows(select(func.count().label("n")).select_from(room.table))
    if not orjson.loads(body)["rows"] == loaded == found[0]["n"]:
        raise Damaged
