"""Parked updates: what failed five times, sealed to a desk so that no word is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table, delete, insert, select

from domain.case import Desk
from storage.base import UNORDERED, Id, metadata
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
    **UNORDERED,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said and we could not take in. `at` in seconds, UTC; no chat stands in it."""

    kind: str
    text: str
    at: int


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
    await unit.change(insert(parked).values(row))


async def opened(unit: Unit, private: Callable[[Desk, int], bytes]) -> list[Said]:
    """Open what is parked; `private` gives the key of a desk's generation, or raises a Refusal."""
    found = []
    for row in await unit.rows(select(parked).order_by(parked.c.day)):
        key = private(Desk(row["desk"]), row["generation"])
        header, body = open_with(key, Label.PARKED, row["sealed"])
        if header != row["id"]:
            raise Tampered
        found.append(Said(**orjson.loads(body)))
    return found


async def forget(unit: Unit, before: date) -> int:
    """Delete what was parked before this day."""
    return int((await unit.change(delete(parked).where(parked.c.day < before))).rowcount)
