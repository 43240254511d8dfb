"""Entries: everything said in a case, sealed to the case's key; the server cannot read it back."""

from typing import Any

import orjson
from sqlalchemy import Column, Index, Integer, LargeBinary, Table, select
from sqlalchemy.engine import RowMapping

from domain.case import Case
from domain.entry import Author, Entry, EntryKind
from storage import case as case_room
from storage.base import OF_CASES, Id, metadata
from storage.proof import Proof, proof_column
from storage.unit import Unit
from storage.vault import EntryHeader, Label, Tampered, open_entry, seal_entry

entries = Table(
    "entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, nullable=False),
    Column("n", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    #: Vouches for all of the row: anybody can seal to the public key of a case.
    proof_column(),
    Index("ix_entry_case_id", "case_id", "n"),
    **OF_CASES,
)

PROOF = Proof(Label.ENTRY, ("case_id", "id", "n", "sealed"))


def begin(unit: Unit, case: Case, kind: EntryKind, author: Author, body: dict[str, Any]) -> None:
    """Seal the first entry to a case that is being added, and that counts it already."""
    _add(unit, case, kind, author, body, n=0)


async def add(unit: Unit, case: Case, kind: EntryKind, author: Author, body: dict[str, Any]) -> int:
    """Seal one more entry to the case; returns its number.

    Raises Tampered when its public key is not the one that this server made.
    """
    n = await case_room.next_entry(unit, case)
    _add(unit, case, kind, author, body, n=n)
    return n


async def opened(unit: Unit, case: Case, private: bytes) -> list[Entry]:
    """Open every entry of a case with its private key, in order.

    Raises Tampered when an entry was changed or moved, or is not this server's.
    """
    statement = select(entries).where(entries.c.case_id == case.id).order_by(entries.c.n)
    return [_open(unit, case, private, row) for row in await unit.rows(statement)]


def _add(
    unit: Unit, case: Case, kind: EntryKind, author: Author, body: dict[str, Any], *, n: int
) -> None:
    key = unit.new_id()
    header = EntryHeader(case.id, key, kind, author, n, unit.now)
    sealed = seal_entry(case.public, header, orjson.dumps(body))
    row = {"id": key, "case_id": case.id, "n": n, "sealed": sealed}
    unit.insert(entries, **PROOF.borne(unit.vault, row))


def _open(unit: Unit, case: Case, private: bytes, row: RowMapping) -> Entry:
    if not PROOF.holds(unit.vault, row):
        raise Tampered
    header, body = open_entry(private, row["sealed"], case_id=case.id, entry_id=row["id"])
    return Entry(
        sequence=header.sequence,
        kind=EntryKind(header.kind),
        author=Author(header.author),
        at=int(header.at.timestamp()),
        body=orjson.loads(body),
    )
