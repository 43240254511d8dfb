"""Deletions: what a worker asked to delete, after seven days' grace, and what remains of it."""

from sqlalchemy import Column, Date, Index, Table, delete, select

from storage.base import UNORDERED, Id, Seconds, insert_into, metadata
from storage.unit import Unit

deletions = Table(
    "deletion",
    metadata,
    Column("case_id", Id, primary_key=True),
    Column("ends_at", Seconds, nullable=False),
    Index("ix_deletion_ends_at", "ends_at"),
    **UNORDERED,
)

#: A case that was deleted: `restore` deletes it again.
tombstones = Table(
    "tombstone",
    metadata,
    Column("case_id", Id, primary_key=True),
    Column("day", Date, nullable=False),
    **UNORDERED,
)

#: A worker may think again for so many days.
GRACE_DAYS = 7


async def ask(unit: Unit, case_id: bytes) -> int:
    """Delete this case when its grace is over (seconds, UTC, returned); asking again is a no-op."""
    ends_at = (unit.seconds // 3600 + GRACE_DAYS * 24) * 3600
    statement = insert_into(deletions, unit.transaction.connection.dialect)
    await unit.change(statement.values(case_id=case_id, ends_at=ends_at).on_conflict_do_nothing())
    return await asked(unit, case_id) or ends_at


async def asked(unit: Unit, case_id: bytes) -> int | None:
    """Tell when a case will be deleted (seconds, UTC); None when nobody asked."""
    row = await unit.row(select(deletions.c.ends_at).where(deletions.c.case_id == case_id))
    return int(row["ends_at"]) if row else None


async def keep(unit: Unit, case_id: bytes) -> None:
    """Let the case stay after all."""
    await unit.change(delete(deletions).where(deletions.c.case_id == case_id))


async def due(unit: Unit, limit: int) -> list[bytes]:
    """List cases whose grace is over."""
    statement = select(deletions.c.case_id).where(deletions.c.ends_at <= unit.seconds).limit(limit)
    return [row["case_id"] for row in await unit.rows(statement)]


async def bury(unit: Unit, case_id: bytes) -> None:
    """Leave the tombstone of a deleted case."""
    await keep(unit, case_id)
    statement = insert_into(tombstones, unit.transaction.connection.dialect)
    row = {"case_id": case_id, "day": unit.now.date()}
    await unit.change(statement.values(row).on_conflict_do_nothing())


async def buried(unit: Unit) -> list[bytes]:
    """List what was ever deleted, for `restore`."""
    return [row["case_id"] for row in await unit.rows(select(tombstones.c.case_id))]
