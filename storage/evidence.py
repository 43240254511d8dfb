"""Evidence: files in sealed chunks, so that one backup holds all."""

from collections.abc import Sequence

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, delete, insert, select, update

from storage.base import UNORDERED, Id, Seconds, metadata
from storage.unit import Unit
from storage.vault import open_file, seal_file

evidence = Table(
    "evidence",
    metadata,
    Column("id", Id, primary_key=True),
    #: Empty while the file belongs to a draft.
    Column("case_id", Id),
    #: When a file that still belongs to a draft is erased; rounded to the hour.
    Column("ends_at", Seconds, nullable=False),
    Index("ix_evidence_case_id", "case_id"),
    **UNORDERED,
)

chunks = Table(
    "evidence_chunk",
    metadata,
    Column("evidence_id", Id, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    **UNORDERED,
)

#: A file of no draft and no case goes after so long; one of a draft stays while its draft does.
DRAFT_HOURS = 48


def seal(content: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """Seal a file under a new key of its own: (key, chunks). Slow for a large one: in a thread."""
    key, sealed = seal_file(content)
    return key, tuple(sealed)


async def add(unit: Unit, sealed: Sequence[bytes], *, case_id: bytes | None) -> bytes:
    """Keep a sealed file; returns its id. Without a case it belongs to a draft."""
    key = unit.new_id()
    ends_at = 0 if case_id else (unit.seconds // 3600 + DRAFT_HOURS) * 3600
    await unit.change(insert(evidence).values(id=key, case_id=case_id, ends_at=ends_at))
    rows = [{"evidence_id": key, "n": n, "sealed": chunk} for n, chunk in enumerate(sealed)]
    await unit.change(insert(chunks), rows)
    return key


async def give(unit: Unit, ids: Sequence[bytes], case_id: bytes) -> None:
    """Give files of a draft to the case that it became."""
    if ids:
        statement = update(evidence).where(evidence.c.id.in_(ids))
        await unit.change(statement.values(case_id=case_id, ends_at=0))


async def opened(unit: Unit, evidence_id: bytes, key: bytes) -> bytes:
    """Open a file with its own key. Raises Tampered when a chunk is missing or changed."""
    statement = select(chunks.c.sealed).where(chunks.c.evidence_id == evidence_id)
    rows = await unit.rows(statement.order_by(chunks.c.n))
    return open_file(key, [row["sealed"] for row in rows])


async def drop(unit: Unit, ids: Sequence[bytes]) -> None:
    """Erase files."""
    if ids:
        await unit.change(delete(chunks).where(chunks.c.evidence_id.in_(ids)))
        await unit.change(delete(evidence).where(evidence.c.id.in_(ids)))


async def ended(unit: Unit) -> list[bytes]:
    """List files of no case whose time is over, locked: none of them becomes a case's meanwhile."""
    statement = select(evidence.c.id).where(
        evidence.c.case_id.is_(None), evidence.c.ends_at <= unit.seconds
    )
    return [row["id"] for row in await unit.rows(statement.with_for_update())]
