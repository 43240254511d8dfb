"""The journal's rows: append-only, each hashed over the one before, the head kept under lock."""

from collections.abc import AsyncIterator
from datetime import date
from hashlib import blake2b

from sqlalchemy import Column, Index, LargeBinary, String, Table, select
from sqlalchemy.engine import RowMapping

from domain.journal import Act, Entry, day_ends
from storage import meta
from storage.base import Counter, Id, Seconds, metadata
from storage.unit import Unit

journals = Table(
    "journal",
    metadata,
    Column("n", Counter, primary_key=True, autoincrement=False),
    #: Rounded down to the hour.
    Column("at", Seconds, nullable=False),
    Column("staff_id", Id),
    Column("act", String(24), nullable=False),
    Column("case_id", Id),
    Column("hash", LargeBinary(32), nullable=False),
    Index("ix_journal_at", "at"),
)

_HEAD = "journal"
_START = bytes(32)
_NOBODY = bytes(16)


async def append(unit: Unit, staff_id: bytes | None, act: Act, case_id: bytes | None) -> None:
    """Write one line. Until this transaction ends, other processes wait with theirs."""
    number, before = await _head(unit)
    entry = Entry(number + 1, unit.seconds // 3600 * 3600, staff_id, act, case_id)
    digest = _hash(before, entry)
    row = {
        "n": entry.n,
        "at": entry.at,
        "staff_id": staff_id,
        "act": act,
        "case_id": case_id,
        "hash": digest,
    }
    await unit.change(journals.insert(), row)
    await meta.put(unit, _HEAD, entry.n.to_bytes(8, "big") + digest)


async def of_day(unit: Unit, day: date) -> list[Entry]:
    """Read what was written on one day in Tashkent."""
    first, after = day_ends(day)
    within = journals.c.at.between(first, after - 1)
    rows = await unit.rows(select(journals).where(within).order_by(journals.c.n))
    return [_entry(row) for row in rows]


async def head(unit: Unit, day: date) -> bytes:
    """Give the hash of the last line up to the end of that day; empty before the first."""
    statement = select(journals.c.hash).where(journals.c.at < day_ends(day)[1])
    row = await unit.row(statement.order_by(journals.c.n.desc()).limit(1))
    return row["hash"] if row else b""


async def is_whole(unit: Unit) -> bool:
    """Tell whether no line was changed, taken out, or cut off the end."""
    number, before = 0, _START
    async for entry, digest in _lines(unit):
        number += 1
        if entry.n != number or digest != _hash(before, entry):
            return False
        before = digest
    end = await meta.get(unit, _HEAD)
    return end is None if number == 0 else end == number.to_bytes(8, "big") + before


async def _head(unit: Unit) -> tuple[int, bytes]:
    kept = await meta.get_locked(unit, _HEAD)
    if kept is None:
        # Two may write the very first line at once: both leave this row, one gets its lock.
        await meta.put_first(unit, _HEAD, bytes(8) + _START)
        kept = await meta.get_locked(unit, _HEAD) or bytes(8) + _START
    return int.from_bytes(kept[:8], "big"), kept[8:]


async def _lines(unit: Unit, step: int = 1000) -> AsyncIterator[tuple[Entry, bytes]]:
    last = 0
    while True:
        statement = select(journals).where(journals.c.n > last).order_by(journals.c.n).limit(step)
        rows = await unit.rows(statement)
        for row in rows:
            yield _entry(row), row["hash"]
        if len(rows) < step:
            return
        last = rows[-1]["n"]


def _entry(row: RowMapping) -> Entry:
    return Entry(row["n"], row["at"], row["staff_id"], Act(row["act"]), row["case_id"])


def _hash(before: bytes, entry: Entry) -> bytes:
    numbers = entry.n.to_bytes(8, "big") + entry.at.to_bytes(8, "big")
    ids = (entry.staff_id or _NOBODY) + (entry.case_id or _NOBODY)
    return blake2b(before + numbers + ids + entry.act.encode(), digest_size=32).digest()
