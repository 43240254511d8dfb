"""Cases: what stands of them in the clear, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.case import OPEN, Case, Desk, Kind, Outcome, Status
from domain.errors import NoSuchCase, WrongStatus
from domain.language import Language
from storage.base import OF_CASES, Id, Seconds, metadata
from storage.proof import Proof, proof_column
from storage.unit import Unit
from storage.vault import Label, Tampered

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(7), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("desk", String(16), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("public", LargeBinary(32), nullable=False),
    #: The private half, sealed to the desk.
    Column("wrapped", LargeBinary, nullable=False),
    #: Vouches for desk and public key: whoever changes them here gets nothing sealed to another.
    proof_column(),
    Column("status", String(16), nullable=False),
    Column("topic", String(2), nullable=False),
    Column("subtopic", String(4), nullable=False),
    Column("region", String(5), nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("language", String(8), nullable=False),
    Column("filed_at", Seconds, nullable=False),
    Column("due_at", Seconds, nullable=False),
    Column("answered_at", Seconds, nullable=False),
    Column("assignee", Id),
    Column("outcome", String(16)),
    Column("entries", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("reminded", SmallInteger, nullable=False),
    Column("promised", SmallInteger, nullable=False, server_default="0"),
    #: Retention (domain/retention.py): kept whatever its term; when it was closed, when its worker
    #: last spoke after filing, and the day announced for its deletion.
    Column("hold", Boolean, nullable=False, default=False),
    Column("closed_on", Date),
    Column("word_on", Date),
    Column("leaves_on", Date),
    Index("ix_cases_status", "status", "due_at"),
    **OF_CASES,
)

#: Whoever changes desk or key of a case in the database gets nothing sealed to theirs; and no
#: answer goes to the worker of a case that bears another's code.
PROOF = Proof(Label.CASE_KEY, ("id", "code", "desk", "generation", "public"))

_FIELDS = tuple(field for field in Case.__slots__)


def add(unit: Unit, case: Case, wrapped: bytes) -> None:
    """Add a new case with its sealed private key."""
    fields = {name: getattr(case, name) for name in _FIELDS}
    row = {**fields, "language": case.language.value, "wrapped": wrapped}
    unit.insert(cases, **PROOF.borne(unit.vault, row))


async def by_id(unit: Unit, case_id: bytes) -> Case:
    """Read a case, or raise NoSuchCase."""
    return _found(await unit.row(select(cases).where(cases.c.id == case_id)))


async def find(unit: Unit, case_id: bytes) -> Case | None:
    """Read a case; None when it was deleted."""
    row = await unit.row(select(cases).where(cases.c.id == case_id))
    return _case(row) if row else None


async def by_code(unit: Unit, code: str) -> Case:
    """Read a case by the code that staff call it, or raise NoSuchCase."""
    return _found(await unit.row(select(cases).where(cases.c.code == code)))


async def by_ids(unit: Unit, ids: Sequence[bytes]) -> list[Case]:
    """Read several cases, in no order."""
    return [_case(row) for row in await unit.rows(select(cases).where(cases.c.id.in_(ids)))]


async def wrapped_key(unit: Unit, case_id: bytes) -> bytes:
    """Read the case's private key as it is sealed to the desk, or raise NoSuchCase."""
    row = await unit.row(select(cases.c.wrapped).where(cases.c.id == case_id))
    if row is None:
        raise NoSuchCase
    return bytes(row["wrapped"])


async def change(unit: Unit, case: Case, **fields: Any) -> Case:
    """Change a case that is still as we read it; raise WrongStatus if somebody was faster."""
    statement = (
        update(cases)
        .where(cases.c.id == case.id, cases.c.version == case.version)
        .values(**fields, version=case.version + 1)
        .returning(cases)
    )
    row = (await unit.change(statement)).mappings().one_or_none()
    if row is None:
        raise WrongStatus
    return _case(row)


async def next_entry(unit: Unit, case: Case) -> int:
    """Count one more entry of a case, and return its number (from 0).

    Raises NoSuchCase, or Tampered when its public key is not the one that this server made.
    """
    statement = (
        update(cases)
        .where(cases.c.id == case.id)
        .values(entries=cases.c.entries + 1)
        .returning(cases.c.entries, cases.c.proof)
    )
    row = (await unit.change(statement)).mappings().one_or_none()
    if row is None:
        raise NoSuchCase
    known = {name: getattr(case, name) for name in PROOF.columns}
    if not PROOF.holds(unit.vault, {**known, "proof": row["proof"]}):
        raise Tampered
    return int(row["entries"]) - 1


async def open_cases(unit: Unit, desks: Sequence[Desk]) -> list[Case]:
    """Read every open case of these desks, in no order."""
    statement = select(cases).where(cases.c.status.in_(sorted(OPEN)), cases.c.desk.in_(desks))
    return [_case(row) for row in await unit.rows(statement)]


async def unanswered(unit: Unit, desk: Desk) -> list[Case]:
    """Read every open case of a desk that waits for its first answer, in no order."""
    waits = cases.c.status.in_(sorted(OPEN)) & (cases.c.answered_at == 0)
    return [_case(row) for row in await unit.rows(select(cases).where(waits, cases.c.desk == desk))]


async def put_off(unit: Unit, due: Mapping[bytes, int]) -> None:
    """Set when first answers are due; a case that was answered meanwhile keeps its time.

    The version stays: the clock must not make the buttons on somebody's screen old.
    """
    waits = (cases.c.id == bindparam("case_id")) & (cases.c.answered_at == 0)
    statement = update(cases).where(waits).values(due_at=bindparam("due"))
    if due:
        await unit.change(statement, [{"case_id": key, "due": at} for key, at in due.items()])


async def counts(unit: Unit) -> dict[str, int]:
    """Count cases by status."""
    statement = select(cases.c.status, func.count().label("n")).group_by(cases.c.status)
    return {row["status"]: row["n"] for row in await unit.rows(statement)}


async def exists(unit: Unit, desk: Desk) -> bool:
    """Tell whether any case of a desk was filed and is still there."""
    return await unit.row(select(cases.c.id).where(cases.c.desk == desk).limit(1)) is not None


def _found(row: RowMapping | None) -> Case:
    if row is None:
        raise NoSuchCase
    return _case(row)


def _case(row: RowMapping) -> Case:
    fields = {name: row[name] for name in _FIELDS}
    fields |= {
        "kind": Kind(row["kind"]),
        "desk": Desk(row["desk"]),
        "status": Status(row["status"]),
        "language": Language(row["language"]),
        "outcome": Outcome(row["outcome"]) if row["outcome"] else None,
    }
    return Case(**fields)
