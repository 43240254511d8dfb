"""The outbox: letters to send, sealed, in the order of their lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import (
    Boolean,
    Column,
    Index,
    LargeBinary,
    Row,
    SmallInteger,
    Table,
    bindparam,
    case,
    delete,
    exists,
    func,
    select,
    update,
)

from domain.letter import Act, Letter, Mark
from storage.base import Counter, Id, Seconds, metadata
from storage.unit import Unit
from storage.vault import Label, VaultError

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("lane", Id, nullable=False),
    #: One text to many: gives way to answers.
    Column("bulk", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("due_at", Seconds, nullable=False),
    Column("claim", Id),
    #: Set when the last attempt failed: kept for the operator to see, never sent again.
    Column("parked", Boolean, nullable=False),
    Index("ix_outbox_lane", "lane", "id"),
    Index("ix_outbox_waiting", "bulk", "parked", "id"),
    sqlite_autoincrement=True,
)

#: After this a parked letter cannot be opened any more, by anybody.
PARKED_SECONDS = 4 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One claimed letter. `attempts` counts this one in; no letter means its key is gone."""

    id: int
    lane: bytes
    bulk: bool
    attempts: int
    letter: Letter | None
    #: When it became due, seconds, UTC.
    since: int = 0


def post(unit: Unit, letter: Letter, *, bulk: bool = False, due_at: int = 0) -> None:
    """Put a letter into the outbox; it is sent once the unit is committed and `due_at` has come."""
    lane = unit.vault.lane(letter.chat_id)
    since = max(unit.seconds, due_at)
    unit.insert(
        outbox,
        lane=lane,
        bulk=bulk,
        sealed=unit.vault.seal_day(Label.OUTBOX, _pack(letter, since), lane),
        attempts=0,
        due_at=since,
        claim=None,
        parked=False,
    )


_earlier = outbox.alias("earlier")
_blocked = exists().where(
    _earlier.c.lane == outbox.c.lane,
    _earlier.c.id < outbox.c.id,
    _earlier.c.parked.is_(False),
    # One that is meant for later holds nobody up; one that is backing off does.
    _earlier.c.claim.is_not(None)
    | ((_earlier.c.due_at > bindparam("now")) & (_earlier.c.attempts > 0)),
    # An answer never waits for one text to many.
    outbox.c.bulk | ~_earlier.c.bulk,
)
_due = (
    select(outbox.c.id)
    .where(
        outbox.c.bulk == bindparam("is_bulk"),
        outbox.c.parked.is_(False),
        outbox.c.due_at <= bindparam("now"),
        outbox.c.claim.is_(None),
        ~_blocked,
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
_CLAIMED = (outbox.c.id, outbox.c.lane, outbox.c.bulk, outbox.c.sealed, outbox.c.attempts)
_claim = (
    update(outbox)
    .values(claim=bindparam("token"), attempts=outbox.c.attempts + 1)
    .returning(*_CLAIMED)
)
_CLAIM = {
    "sqlite": _claim.where(outbox.c.id.in_(_due)),
    # Chosen once, as a list: PostgreSQL takes a queue that was vacuumed with one letter in it for
    # as short when it is full, and would choose anew for each letter.
    "postgresql": _claim.where(outbox.c.id == func.any(func.array(_due.scalar_subquery()))),
}


async def claim(unit: Unit, token: bytes, limit: int, *, bulk: bool) -> list[Outgoing]:
    """Claim due letters in the order of their lanes, counting the attempt in this commit.

    A letter behind one of its lane that is claimed or is backing off is left alone.
    """
    values = {"token": token, "now": unit.seconds, "most": limit, "is_bulk": bulk}
    connection = unit.transaction.connection
    rows = (await connection.execute(_CLAIM[connection.dialect.name], values)).all()
    return _opened(unit, rows)


async def settle(unit: Unit, ids: Sequence[int]) -> None:
    """Delete letters that were sent, or that nobody can read any more."""
    await unit.transaction.connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))


async def postpone(unit: Unit, ids: Sequence[int], *, due_at: int, uncount: bool) -> None:
    """Give claimed letters back for `due_at`; `uncount` for those that were never tried."""
    statement = update(outbox).where(outbox.c.id.in_(ids)).values(claim=None, due_at=due_at)
    if uncount:
        statement = statement.values(attempts=outbox.c.attempts - 1)
    await unit.transaction.connection.execute(statement)


async def park(unit: Unit, ids: Sequence[int]) -> None:
    """Keep letters that failed for good where the operator sees their number."""
    statement = update(outbox).where(outbox.c.id.in_(ids)).values(claim=None, parked=True)
    await unit.transaction.connection.execute(statement)


async def forget_parked(unit: Unit) -> int:
    """Delete parked letters whose day key is gone: nobody can read them any more."""
    gone = unit.seconds - PARKED_SECONDS
    statement = delete(outbox).where(outbox.c.parked.is_(True), outbox.c.due_at < gone)
    return int((await unit.change(statement)).rowcount)


async def recover(unit: Unit) -> int:
    """Give back what the sender before this one had claimed: there is one sender at a time.

    It may have been sent, so it counts as tried. However many senders died with it, that is one
    attempt: no letter is put off or parked for it.
    """
    tried = case((outbox.c.attempts > 1, 1), else_=outbox.c.attempts)
    statement = update(outbox).where(outbox.c.claim.is_not(None))
    statement = statement.values(claim=None, attempts=tried)
    return int((await unit.transaction.connection.execute(statement)).rowcount)


async def drop_lane(unit: Unit, lane: bytes) -> list[Outgoing]:
    """Take every letter of a chat that is closed to us out; returns what they were."""
    statement = delete(outbox).where(outbox.c.lane == lane).returning(*_CLAIMED)
    return _opened(unit, (await unit.change(statement)).all())


async def next_due(unit: Unit) -> int | None:
    """Tell when the earliest waiting letter is due (seconds, UTC), if there is one."""
    statement = select(func.min(outbox.c.due_at).label("due")).where(
        outbox.c.parked.is_(False), outbox.c.claim.is_(None)
    )
    row = await unit.row(statement)
    return None if row is None else row["due"]


async def counts(unit: Unit) -> dict[str, int]:
    """Count waiting and parked letters."""
    statement = select(outbox.c.parked, func.count().label("n")).group_by(outbox.c.parked)
    found = {row["parked"]: row["n"] for row in await unit.rows(statement)}
    return {"waiting": found.get(False, 0), "parked": found.get(True, 0)}


def _pack(letter: Letter, since: int) -> bytes:
    # orjson writes a dataclass by itself, and in its own speed.
    return orjson.dumps([since, letter])


def _opened(unit: Unit, rows: Sequence[Row[Any]]) -> list[Outgoing]:
    found = [
        Outgoing(row.id, row.lane, row.bulk, row.attempts, *_open(unit, row.sealed, row.lane))
        for row in rows
    ]
    return sorted(found, key=lambda outgoing: outgoing.id)


def _open(unit: Unit, sealed: bytes, lane: bytes) -> tuple[Letter | None, int]:
    """Open a letter; one that nobody can read any more comes as None."""
    try:
        since, fields = orjson.loads(unit.vault.open_day(Label.OUTBOX, sealed, lane))
        letter = Letter(
            **{
                **fields,
                "act": Act(fields["act"]),
                "mark": Mark(fields["mark"]),
                "message_ids": tuple(fields["message_ids"]),
            }
        )
    except (VaultError, KeyError, TypeError, ValueError):
        return None, 0
    return letter, since
