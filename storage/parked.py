"""Parked updates: what failed five times, sealed to the general desk so that no word is lost."""

from sqlalchemy import Column, Date, LargeBinary, Table, func, insert, select

from storage.base import UNORDERED, Id, metadata
from storage.unit import Unit
from storage.vault import Label, seal_to

parked = Table(
    "parked",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("day", Date, nullable=False),
    **UNORDERED,
)


async def add(unit: Unit, desk_public: bytes, content: bytes) -> None:
    """Park what a person said and we could not take in, readable by the desk alone."""
    key = unit.new_id()
    sealed = seal_to(desk_public, Label.PARKED, key, content)
    await unit.change(insert(parked).values(id=key, sealed=sealed, day=unit.now.date()))


async def count(unit: Unit) -> int:
    """Count what is parked."""
    row = await unit.row(select(func.count().label("n")).select_from(parked))
    return int(row["n"]) if row else 0
