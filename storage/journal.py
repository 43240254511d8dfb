"""The journal's rows: append-only, each hashed over the one before, the head kept under lock.

The hashes are keyed, so that nobody with the database alone writes a chain of their own. Lines that
were written before, or under another key file, stand under one sealed hash over all of them.
"""

from collections.abc import AsyncIterator
from datetime import date
from hashlib import blake2b
from hmac import compare_digest

from sqlalchemy import Column, Index, LargeBinary, String, Table, select
from sqlalchemy.engine import RowMapping

from domain.journal import Act, Entry, day_ends
from storage import meta
from storage.base import Counter, Id, Seconds, metadata
from storage.unit import Unit
from storage.vault import Label

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

#: The revision of the tables with which the hashes came to be keyed.
SINCE = "0003"

_HEAD, _BELIEVED = "journal", "journal believed"
_START = bytes(32)
#: Follows from no line: what is written behind a head that is not ours never becomes whole again.
_BROKEN = b"\xff" * 32
_NOBODY = bytes(16)


async def append(unit: Unit, staff_id: bytes | None, act: Act, case_id: bytes | None) -> None:
    """Write one line. Until this transaction ends, other processes wait with theirs."""
    number, before = await _head(unit)
    entry = Entry(number + 1, unit.seconds // 3600 * 3600, staff_id, act, case_id)
    digest = _hash(unit, before, entry)
    row = {
        "n": entry.n,
        "at": entry.at,
        "staff_id": staff_id,
        "act": act,
        "case_id": case_id,
        "hash": digest,
    }
    await unit.change(journals.insert(), row)
    await meta.put(unit, _HEAD, _proven(unit, entry.n, digest))


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
    """Tell whether no line was changed, taken out, cut off the end, or written by another."""
    believed, seal = await _believed(unit)
    number, before, so_far = 0, _START, blake2b(digest_size=32)
    async for entry, digest in _lines(unit):
        number += 1
        if entry.n != number or not (number <= believed or digest == _hash(unit, before, entry)):
            return False
        before = digest
        if number <= believed:
            so_far.update(_line(entry) + digest)
    if believed and (number < believed or so_far.digest() != seal):
        return False
    end = await meta.get(unit, _HEAD)
    return end is None if number == 0 else end == _proven(unit, number, before)


async def believe(unit: Unit) -> None:
    """Vouch for all lines there are: no key file that we have could have written them."""
    number, last, so_far = 0, _START, blake2b(digest_size=32)
    async for entry, digest in _lines(unit):
        number, last = entry.n, digest
        so_far.update(_line(entry) + digest)
    if number:
        await meta.put_sealed(unit, _BELIEVED, number.to_bytes(8, "big") + so_far.digest())
        await meta.put(unit, _HEAD, _proven(unit, number, last))


async def believe_first_release(unit: Unit) -> None:
    """Vouch for the lines of a release whose hashes had no key, if they follow from each other."""
    number, before = 0, _START
    async for entry, digest in _lines(unit):
        number += 1
        if entry.n != number or digest != blake2b(before + _line(entry), digest_size=32).digest():
            return
        before = digest
    if await meta.get(unit, _HEAD) == number.to_bytes(8, "big") + before:
        await believe(unit)


async def _believed(unit: Unit) -> tuple[int, bytes]:
    """Tell up to which line the journal is believed, and the hash over all of those."""
    kept = await meta.get_sealed(unit, _BELIEVED) or bytes(8)
    return int.from_bytes(kept[:8], "big"), kept[8:]


async def _head(unit: Unit) -> tuple[int, bytes]:
    kept = await meta.get_locked(unit, _HEAD)
    if kept is None:
        # Two may write the very first line at once: both leave this row, one gets its lock.
        await meta.put_first(unit, _HEAD, _proven(unit, 0, _START))
        kept = await meta.get_locked(unit, _HEAD) or b""
    number, digest = int.from_bytes(kept[:8], "big"), kept[8:40]
    return number, digest if compare_digest(kept, _proven(unit, number, digest)) else _BROKEN


def _proven(unit: Unit, number: int, digest: bytes) -> bytes:
    """Write the head with a proof, so that cutting lines off is not enough to move it back."""
    told = number.to_bytes(8, "big") + digest
    return told + unit.vault.vouch(Label.JOURNAL, b"head", told)


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


def _hash(unit: Unit, before: bytes, entry: Entry) -> bytes:
    return unit.vault.vouch(Label.JOURNAL, before, _line(entry))


def _line(entry: Entry) -> bytes:
    numbers = entry.n.to_bytes(8, "big") + entry.at.to_bytes(8, "big")
    ids = (entry.staff_id or _NOBODY) + (entry.case_id or _NOBODY)
    return numbers + ids + entry.act.encode()
