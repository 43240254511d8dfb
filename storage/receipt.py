"""Receipts: the keyed hash of one leads to its case, and nothing leads back."""

from dataclasses import dataclass

from sqlalchemy import Column, LargeBinary, SmallInteger, Table, select

from storage.base import OF_CASES, Id, metadata
from storage.unit import Unit
from storage.vault import Derived, PoolEmpty, Ready

__all__ = ["Derived", "Known", "PoolEmpty", "Ready", "add", "find", "public_of", "receipts"]

receipts = Table(
    "receipt",
    metadata,
    Column("lookup", LargeBinary(32), primary_key=True),
    Column("case_id", Id, nullable=False, unique=True),
    #: Replies are sealed a second time to this key; only the receipt opens them.
    Column("public", LargeBinary(32), nullable=False),
    Column("version", SmallInteger, nullable=False),
    **OF_CASES,
)


@dataclass(frozen=True, slots=True)
class Known:
    """The case that a receipt opens."""

    case_id: bytes
    public: bytes


def add(unit: Unit, lookup: bytes, case_id: bytes, public: bytes, *, version: int) -> None:
    """Let a receipt lead to a case."""
    unit.insert(receipts, lookup=lookup, case_id=case_id, public=public, version=version)


async def find(unit: Unit, lookup: bytes) -> Known | None:
    """Find the case of a receipt."""
    row = await unit.row(select(receipts).where(receipts.c.lookup == lookup))
    return Known(row["case_id"], row["public"]) if row else None


async def public_of(unit: Unit, case_id: bytes) -> bytes:
    """Read the reply key of a case."""
    statement = select(receipts.c.public).where(receipts.c.case_id == case_id)
    row = await unit.row(statement)
    assert row is not None  # noqa: S101 - every case is filed with its receipt
    return bytes(row["public"])
