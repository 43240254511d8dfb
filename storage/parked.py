"""Parked updates: what failed five times, sealed to a desk so that no word is lost."""

from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table, delete, insert, select
from sqlalchemy.engine import RowMapping

from domain.case import Desk
from storage.base import UNORDERED, Id, metadata
from storage.desk import DeskKey, Keys
from storage.proof import Proof, proof_column
from storage.unit import Unit
from storage.vault import Label, Tampered, open_with, seal_to

parked = Table(
    "parked",
    metadata,
    Column("id", Id, primary_key=True),
    Column("desk", String(16), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("day", Date, nullable=False),
    #: Vouches for all but the day: anybody can seal to the public key of a desk.
    proof_column(),
    **UNORDERED,
)

PROOF = Proof(Label.PARKED, ("id", "desk", "generation", "sealed"))


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said and we could not take in. `at` in seconds, UTC; no chat stands in it."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Found:
    """What opens, oldest first, and how many do not: another desk's, damaged, or forged."""

    said: list[Said]
    closed: int


async def add(unit: Unit, desk: Desk, generation: int, public: bytes, said: Said) -> None:
    """Park what a person said, readable by the desk alone."""
    key = unit.new_id()
    row = {
        "id": key,
        "desk": desk.value,
        "generation": generation,
        "sealed": seal_to(public, Label.PARKED, key, orjson.dumps(said)),
        "day": unit.now.date(),
    }
    await unit.change(insert(parked).values(PROOF.borne(unit.vault, row)))


async def opened(unit: Unit, keys: Keys) -> Found:
    """Open what is parked for the desks whose keys these are, and count what they do not open."""
    rows = await unit.rows(select(parked).order_by(parked.c.day, parked.c.id))
    said = [_open(keys, row) if PROOF.holds(unit.vault, row) else None for row in rows]
    known = [one for one in said if one]
    return Found(sorted(known, key=lambda one: one.at), len(said) - len(known))


def _open(keys: Keys, row: RowMapping) -> Said | None:
    desk = DeskKey(Desk(row["desk"]), row["generation"], b"")
    if not keys.opens(desk):
        return None
    try:
        header, body = open_with(
            keys.private(desk.desk, desk.generation), Label.PARKED, row["sealed"]
        )
    except Tampered:
        return None
    return Said(**orjson.loads(body)) if header == row["id"] else None


async def forget(unit: Unit, before: date) -> int:
    """Delete what was parked before this day."""
    return int((await unit.change(delete(parked).where(parked.c.day < before))).rowcount)
