"""Receipts: the keyed hash of one leads to its case, and nothing leads back."""

from dataclasses import dataclass

from sqlalchemy import Column, LargeBinary, SmallInteger, Table, select

from storage.base import OF_CASES, Id, metadata
from storage.proof import Proof, proof_column
from storage.unit import Unit
from storage.vault import Derived, Label, PoolEmpty, Ready, Tampered

__all__ = ["Derived", "Known", "PoolEmpty", "Ready", "add", "find", "public_of", "receipts"]

receipts = Table(
    "receipt",
    metadata,
    Column("lookup", LargeBinary(32), primary_key=True),
    Column("case_id", Id, nullable=False, unique=True),
    #: Replies are sealed a second time to this key; only the receipt opens them.
    Column("public", LargeBinary(32), nullable=False),
    Column("version", SmallInteger, nullable=False),
    #: Vouches for the three above, so that no receipt leads to a case that is not its own.
    proof_column(),
    **OF_CASES,
)

PROOF = Proof(Label.RECEIPT, ("lookup", "case_id", "public", "version"))


@dataclass(frozen=True, slots=True)
class Known:
    """The case that a receipt opens."""

    case_id: bytes
    public: bytes


def add(unit: Unit, lookup: bytes, case_id: bytes, public: bytes, *, version: int) -> None:
    """Let a receipt lead to a case."""
    row = {"lookup": lookup, "case_id": case_id, "public": public, "version": version}
    unit.insert(receipts, **PROOF.borne(unit.vault, row))


async def find(unit: Unit, lookup: bytes) -> Known | None:
    """Find the case of a receipt; none where somebody changed to which one it leads."""
    row = await unit.row(select(receipts).where(receipts.c.lookup == lookup))
    if row is None or not PROOF.holds(unit.vault, row):
        return None
    return Known(row["case_id"], row["public"])


async def public_of(unit: Unit, case_id: bytes) -> bytes:
    """Read the reply key of a case; raise Tampered when it is not that of its receipt."""
    row = await unit.row(select(receipts).where(receipts.c.case_id == case_id))
    if row is None or not PROOF.holds(unit.vault, row):  # each case came with its receipt
        raise Tampered
    return bytes(row["public"])
