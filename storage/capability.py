"""Capabilities: what one button may do once, known by a secret that stands in that button alone."""

from sqlalchemy import Column, Index, LargeBinary, Table, delete, select

from storage.base import OF_CASES, Seconds, metadata
from storage.unit import Unit
from storage.vault import Label, Purpose

capabilities = Table(
    "capability",
    metadata,
    Column("lookup", LargeBinary(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("ends_at", Seconds, nullable=False),
    Index("ix_capability_ends_at", "ends_at"),
    **OF_CASES,
)

#: **Add more** stands for a day.
LIFETIME_HOURS = 24


def grant(unit: Unit, case_id: bytes, chat_id: int) -> bytes:
    """Let this chat add to a case for a day, with the 16 bytes that are returned."""
    key = unit.new_id()
    unit.insert(
        capabilities,
        lookup=_lookup(unit, key, chat_id),
        sealed=unit.vault.seal_with(key, Label.CAPABILITY, case_id, b""),
        ends_at=(unit.seconds // 3600 + LIFETIME_HOURS) * 3600,
    )
    return key


async def case_of(unit: Unit, key: bytes, chat_id: int) -> bytes | None:
    """Read which case a button may add to; None when it has ended."""
    statement = select(capabilities.c.sealed).where(
        capabilities.c.lookup == _lookup(unit, key, chat_id),
        capabilities.c.ends_at > unit.seconds,
    )
    row = await unit.row(statement)
    return unit.vault.open_under(key, Label.CAPABILITY, row["sealed"], b"") if row else None


async def forget(unit: Unit) -> int:
    """Forget what has ended."""
    statement = delete(capabilities).where(capabilities.c.ends_at <= unit.seconds)
    return int((await unit.change(statement)).rowcount)


def _lookup(unit: Unit, key: bytes, chat_id: int) -> bytes:
    """Name the row by the button's key and its chat: no other chat may do it."""
    return unit.vault.lookup(Purpose.CAPABILITY, b"%s%d" % (key, chat_id))
