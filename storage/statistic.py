"""Statistics: what remains of deleted cases; how many of a kind there were, and no id."""

from datetime import UTC, datetime

from sqlalchemy import Column, Integer, SmallInteger, String, Table, select

from storage.base import UNORDERED, insert_into, metadata
from storage.case import cases
from storage.unit import Unit

statistics = Table(
    "statistic",
    metadata,
    #: When the cases were filed: 2026-09.
    Column("month", String(7), primary_key=True),
    Column("desk", String(16), primary_key=True),
    Column("topic", String(2), primary_key=True),
    Column("region", String(5), primary_key=True),
    Column("severity", SmallInteger, primary_key=True, autoincrement=False),
    #: Empty where the worker had the case deleted before it was closed.
    Column("outcome", String(16), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("n", Integer, nullable=False),
    **UNORDERED,
)

_SAME = ("desk", "topic", "region", "severity", "outcome", "language")


async def count(unit: Unit, case_id: bytes) -> None:
    """Count a case that is about to be deleted; one that is gone already was counted then."""
    row = await unit.row(select(cases).where(cases.c.id == case_id))
    if row is None:
        return
    month = f"{datetime.fromtimestamp(row['filed_at'], UTC):%Y-%m}"
    kind = {"month": month} | {name: row[name] or "" for name in _SAME}
    statement = insert_into(statistics, unit.transaction.connection.dialect).on_conflict_do_update(
        index_elements=list(kind), set_={"n": statistics.c.n + 1}
    )
    await unit.change(statement, {**kind, "n": 1})
