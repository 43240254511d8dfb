"""Throttles: how often a chat tried or was told something, under a key of their own."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, delete, select

from storage.base import UNORDERED, Seconds, insert_into, metadata
from storage.unit import Unit
from storage.vault import Purpose

throttles = Table(
    "throttle",
    metadata,
    Column("lookup", LargeBinary(32), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("ends_at", Seconds, nullable=False),
    Index("ix_throttle_ends_at", "ends_at"),
    **UNORDERED,
)


async def tries(unit: Unit, what: str, lane: bytes) -> int:
    """Tell how often this was tried since the hour began."""
    statement = select(throttles.c.tries).where(throttles.c.lookup == _key(unit, what, lane))
    row = await unit.row(statement)
    return int(row["tries"]) if row else 0


async def count(unit: Unit, what: str, lane: bytes) -> int:
    """Count one more try; returns how many there were since the hour began."""
    statement = insert_into(throttles, unit.transaction.connection.dialect).values(
        lookup=_key(unit, what, lane), tries=1, ends_at=(unit.seconds // 3600 + 1) * 3600
    )
    statement = statement.on_conflict_do_update(
        index_elements=["lookup"], set_={"tries": throttles.c.tries + 1}
    )
    row = (await unit.change(statement.returning(throttles.c.tries))).one()
    return int(row.tries)


async def once(unit: Unit, what: str, lane: bytes) -> bool:
    """Tell whether this happens in a chat for the first time; remembered for one hour at least."""
    lookup = unit.vault.lookup(Purpose.THROTTLE, b"%s:%s" % (what.encode(), lane))
    statement = insert_into(throttles, unit.transaction.connection.dialect).values(
        lookup=lookup, tries=1, ends_at=(unit.seconds // 3600 + 2) * 3600
    )
    return bool((await unit.change(statement.on_conflict_do_nothing())).rowcount)


async def forget(unit: Unit) -> int:
    """Forget the tries of hours gone by."""
    statement = delete(throttles).where(throttles.c.ends_at <= unit.seconds)
    return int((await unit.change(statement)).rowcount)


def _key(unit: Unit, what: str, lane: bytes) -> bytes:
    # The hour is part of the name, so that a new hour begins at nought by itself.
    hour = unit.seconds // 3600
    return unit.vault.lookup(Purpose.THROTTLE, b"%s:%d:%s" % (what.encode(), hour, lane))
