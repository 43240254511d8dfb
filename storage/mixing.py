"""Mixing: PostgreSQL's row versions shall not tell which case was written beside which chat.

Every row carries the number of the transaction that wrote it (xmin), and these count up. What is
written in one update stands side by side, a savepoint apart. So each run writes the rows of cases
anew, at a distance from everybody else's: those of today so far, and after midnight those of the
day before once more, so that at last the rows of a whole day have one number.

A large value lies in a side table of PostgreSQL (TOAST) with numbers of its own, which an update of
another column leaves alone: so it is the large value itself that is written anew.
"""

from dataclasses import dataclass

from sqlalchemy import Table, text
from sqlalchemy.sql.expression import TextClause

from storage import meta
from storage.address import addresses
from storage.capability import capabilities
from storage.case import cases
from storage.deletion import deletions
from storage.entry import entries
from storage.evidence import chunks, evidence
from storage.fetch import fetches
from storage.journal import journals
from storage.receipt import receipts
from storage.reply import answers, replies
from storage.unit import Row, Unit

#: Small facts under names that begin so are kept here; they mean nothing to another database.
MARK = "mixing"

#: Each table whose rows stand beside a chat's rows when they are written, with what is rewritten.
ROOMS: tuple[tuple[Table, str, str], ...] = (
    (cases, "wrapped", "wrapped || ''::bytea"),
    (receipts, "public", "public"),
    (entries, "sealed", "sealed || ''::bytea"),
    (replies, "sealed", "sealed || ''::bytea"),
    (answers, "sealed", "sealed || ''::bytea"),
    (addresses, "sealed", "sealed"),
    (evidence, "ends_at", "ends_at"),
    (capabilities, "sealed", "sealed"),
    (deletions, "ends_at", "ends_at"),
    (fetches, "sealed", "sealed"),
    (journals, "at", "at"),
)

#: The bodies of files are large: they are rewritten twice, and not with every run of the day.
FILES = (chunks, "sealed", "sealed || ''::bytea")

#: Transactions that are let pass before and after, so that no chat's row is a neighbour.
APART = 16

_LAST, _NIGHT, _APART = MARK, f"{MARK} night", f"{MARK} apart"

#: The oldest transaction that is still open: what it writes is found by the next run.
_FLOOR = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS number")
_VERSION = text("SELECT xmin::text::bigint AS number FROM meta WHERE name = :name")

#: Each round of the loop is a transaction inside ours, and takes a number.
_STEP = text(
    f"DO $$ BEGIN FOR i IN 1..{APART} LOOP "  # noqa: S608 - a number and a name of ours
    f"BEGIN UPDATE meta SET value = value WHERE name = '{_APART}'; "
    "EXCEPTION WHEN division_by_zero THEN NULL; END; END LOOP; END $$"
)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run that was: rows from `floor` on were not written anew, but for those of `version`."""

    day: int
    floor: int
    version: int


async def run(unit: Unit) -> None:
    """Give the rows of cases that were written lately one and the same version.

    SQLite keeps no versions, and no order of these tables: there is nothing to do.
    """
    connection = unit.transaction.connection
    if connection.dialect.name != "postgresql":
        return
    floor, today = await _number(unit, _FLOOR), unit.now.date().toordinal()
    night, last = await _done(unit, _NIGHT, floor), await _done(unit, _LAST, floor)
    new_day = night.day != today
    await meta.put(unit, _APART, b"")
    await unit.change(_STEP)
    async with connection.begin_nested():
        for room in ROOMS:
            await _rewrite(unit, room, night)
        await _rewrite(unit, FILES, night if new_day else last)
        for name in (_LAST, _NIGHT) if new_day else (_LAST,):
            await meta.put(unit, name, b"%d %d" % (today, floor))
    await unit.change(_STEP)


async def _rewrite(unit: Unit, room: tuple[Table, str, str], since: _Run) -> None:
    # One after another in the order of their random ids, so that the place of a row in its table
    # (a dump lists rows by it) does not tell what came after what either.
    table, column, value = room
    keys = [key.name for key in table.primary_key]
    same = " AND ".join(f"{key} = one.{key}" for key in keys)
    statement = (
        f"DO $$ DECLARE one record; BEGIN FOR one IN SELECT {', '.join(keys)} "  # noqa: S608
        f"FROM \"{table.name}\" WHERE age(xmin) <= age('{since.floor % 2**32:d}'::xid) "
        f"AND xmin <> '{since.version:d}'::xid ORDER BY {', '.join(keys)} LOOP "
        f'UPDATE "{table.name}" SET {column} = {value} WHERE {same}; END LOOP; END $$'
    )
    await unit.change(text(statement.replace(":", "\\:")))


async def _done(unit: Unit, name: str, floor: int) -> _Run:
    kept = await meta.get(unit, name)
    day, since = map(int, kept.split()) if kept else (0, 0)
    if not kept or since > floor:  # the first run, or rows that came from another server
        return _Run(0, 3, 0)
    return _Run(day, since, await _number(unit, _VERSION, {"name": name}))


async def _number(unit: Unit, statement: TextClause, values: Row | None = None) -> int:
    return int((await unit.rows(statement, values))[0]["number"])
