"""The inbox: updates received and not yet done; afterwards only their ids, to refuse a repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    bindparam,
    delete,
    func,
    select,
    text,
    tuple_,
    update,
)

from storage.base import UNORDERED, Id, Seconds, insert_into, metadata
from storage.unit import Transaction, Unit
from storage.vault import Label, VaultError

WAITING, CLAIMED, DONE = 0, 1, 2

#: After this a claim may be taken for abandoned; longer than any batch runs. Who is slower loses
#: the claim and keeps nothing, so that a dead process may be stood in for soon.
CLAIM_SECONDS = 30

#: Dispatchers choose one at a time, so that each sees what the others claimed: an update that comes
#: late, before one of its lane that is claimed, must wait. A claim that a power cut forgets is made
#: again, so this commit waits for no disk.
_ONE_AT_A_TIME = text(
    "SELECT pg_advisory_xact_lock(7046029254386353132), "
    "set_config('synchronous_commit', 'off', true)"
)

inbox = Table(
    "inbox",
    metadata,
    Column("bot_id", BigInteger, primary_key=True),
    Column("update_id", BigInteger, primary_key=True),
    Column("state", SmallInteger, nullable=False),
    Column("lane", Id),
    Column("sealed", LargeBinary),
    Column("attempts", SmallInteger, nullable=False),
    Column("due_at", Seconds, nullable=False),
    Column("claim", Id),
    Column("day", Date, nullable=False),
    Index("ix_inbox_state_lane", "state", "lane", "update_id"),
    **UNORDERED,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One claimed update. `attempts` counts this one in; no content means its key is gone."""

    bot_id: int
    update_id: int
    lane: bytes
    content: bytes | None
    attempts: int


class ClaimLost(Exception):
    """Another process took the update over."""


async def receive(unit: Unit, bot_id: int, arrivals: Sequence[tuple[int, bytes, bytes]]) -> None:
    """Keep a batch of (update id, lane, content), sealed; what came before is a no-op."""
    day = unit.now.date()
    rows = [
        {
            "bot_id": bot_id,
            "update_id": update_id,
            "state": WAITING,
            "lane": lane,
            "sealed": unit.vault.seal_day(Label.INBOX, content, _bind(bot_id, update_id)),
            "attempts": 0,
            "due_at": unit.seconds,
            "claim": None,
            "day": day,
        }
        for update_id, lane, content in arrivals
    ]
    connection = unit.transaction.connection
    statement = insert_into(inbox, connection.dialect).on_conflict_do_nothing()
    await connection.execute(statement, rows)


_mine = inbox.alias("mine")
_oldest = (
    select(inbox.c.bot_id, func.min(inbox.c.update_id).label("update_id"))
    .where(inbox.c.state < DONE)
    .group_by(inbox.c.bot_id, inbox.c.lane)
    .having(func.max(inbox.c.state) == WAITING)
    .subquery()
)
_due = (
    select(_mine.c.bot_id, _mine.c.update_id)
    .join(
        _oldest,
        (_oldest.c.bot_id == _mine.c.bot_id) & (_oldest.c.update_id == _mine.c.update_id),
    )
    .where(_mine.c.state == WAITING, _mine.c.due_at <= bindparam("now"))
    .order_by(_mine.c.update_id)
    .limit(bindparam("most"))
)


async def claim(unit: Unit, token: bytes, limit: int) -> list[Waiting]:
    """Claim the oldest waiting update of each lane, and count the attempt in this commit.

    Nothing of a lane can be claimed while something of it is, so two processes never hold one
    lane. Commit it at once, and nothing else with it.
    """
    connection = unit.transaction.connection
    if connection.dialect.name == "postgresql":
        await connection.execute(_ONE_AT_A_TIME)
    statement = (
        update(inbox)
        .where(tuple_(inbox.c.bot_id, inbox.c.update_id).in_(_due))
        .values(
            state=CLAIMED,
            claim=token,
            attempts=inbox.c.attempts + 1,
            due_at=unit.seconds + CLAIM_SECONDS,
        )
        .returning(
            inbox.c.bot_id, inbox.c.update_id, inbox.c.lane, inbox.c.sealed, inbox.c.attempts
        )
    )
    values = {"now": unit.seconds, "most": limit}
    found = (await connection.execute(statement, values)).all()
    return sorted(
        (
            Waiting(
                row.bot_id,
                row.update_id,
                row.lane,
                _open(unit, row.sealed, _bind(row.bot_id, row.update_id)),
                row.attempts,
            )
            for row in found
        ),
        key=lambda waiting: waiting.update_id,
    )


async def finish(transaction: Transaction, token: bytes, done: Sequence[Waiting]) -> None:
    """Mark updates done in the transaction that holds their effects; only the ids stay.

    Raises ClaimLost if another process took one over: then nothing of this batch may stay.
    """
    statement = (
        update(inbox)
        .where(inbox.c.claim == token, inbox.c.update_id.in_([one.update_id for one in done]))
        .values(state=DONE, lane=None, sealed=None, claim=None, attempts=0, due_at=0)
    )
    result = await transaction.connection.execute(statement)
    if result.rowcount != len(done):
        raise ClaimLost


async def release(
    unit: Unit, token: bytes, rows: Sequence[Waiting], *, due_at: int, uncount: bool = False
) -> None:
    """Give claimed updates back for `due_at` (seconds, UTC); `uncount` when they never ran."""
    statement = (
        update(inbox)
        .where(inbox.c.claim == token, inbox.c.update_id.in_([one.update_id for one in rows]))
        .values(state=WAITING, claim=None, due_at=due_at)
    )
    if uncount:
        statement = statement.values(attempts=inbox.c.attempts - 1)
    await unit.transaction.connection.execute(statement)


async def recover(unit: Unit, *, alone: bool, mine: bytes | None = None) -> int:
    """Give back what a process that is gone had claimed; returns how many.

    `alone` is for the only dispatcher there is: then every claim is somebody's who is gone. `mine`
    is the token of one that begins anew after a fault: what it had claimed, nobody runs now.
    """
    statement = (
        update(inbox)
        .where(inbox.c.state == CLAIMED)
        .values(state=WAITING, claim=None, due_at=unit.seconds)
    )
    if not alone:
        statement = statement.where((inbox.c.due_at < unit.seconds) | (inbox.c.claim == mine))
    return int((await unit.transaction.connection.execute(statement)).rowcount)


async def forget(unit: Unit, before: date) -> int:
    """Forget the ids of updates done before this day."""
    statement = delete(inbox).where(inbox.c.state == DONE, inbox.c.day < before)
    return int((await unit.change(statement)).rowcount)


async def waiting(unit: Unit) -> int:
    """Count the updates that wait or run."""
    row = await unit.row(select(func.count().label("n")).where(inbox.c.state < DONE))
    return int(row["n"]) if row else 0


def _open(unit: Unit, sealed: bytes, bind: bytes) -> bytes | None:
    try:
        return unit.vault.open_day(Label.INBOX, sealed, bind)
    except VaultError:
        return None


def _bind(bot_id: int, update_id: int) -> bytes:
    return b"%d:%d" % (bot_id, update_id)
