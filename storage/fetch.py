"""Fetches: files still to be brought from Telegram; the file id is forgotten once it is safe."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import orjson
from sqlalchemy import Column, Index, LargeBinary, SmallInteger, Table, delete, select, update

from domain.fetch import Fetch
from storage.base import UNORDERED, Id, Seconds, metadata
from storage.unit import Unit
from storage.vault import Label, VaultError

fetches = Table(
    "fetch",
    metadata,
    Column("id", Id, primary_key=True),
    #: Empty once the file belongs to a case: no row joins a chat to a case.
    Column("lane", Id),
    Column("sealed", LargeBinary, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("due_at", Seconds, nullable=False),
    Column("claim", Id),
    Index("ix_fetch_due_at", "due_at"),
    Index("ix_fetch_lane", "lane"),
    **UNORDERED,
)

#: Seconds after which a claim may be taken for abandoned.
CLAIM_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claimed fetch. `attempts` counts this one in; no fetch means its key is gone."""

    id: bytes
    attempts: int
    fetch: Fetch | None


def ask(unit: Unit, lane: bytes, fetch: Fetch) -> None:
    """Ask for a file to be fetched after the commit."""
    key = unit.new_id()
    unit.insert(
        fetches,
        id=key,
        lane=lane,
        sealed=_seal(unit, lane, key, fetch),
        attempts=0,
        due_at=unit.seconds,
        claim=None,
    )


async def claim(unit: Unit, token: bytes, limit: int) -> list[Claimed]:
    """Claim files that are due, counting the attempt in this commit; abandoned claims too."""
    due = select(fetches.c.id).where(fetches.c.due_at <= unit.seconds).limit(limit)
    if unit.transaction.connection.dialect.name == "postgresql":
        # Chosen once, ahead of the update: looked at again, it would lock and bring others.
        due = select(due.with_for_update(skip_locked=True).cte("due").c.id)
    statement = (
        update(fetches)
        .where(fetches.c.id.in_(due))
        .values(claim=token, attempts=fetches.c.attempts + 1, due_at=unit.seconds + CLAIM_SECONDS)
        .returning(fetches.c.id, fetches.c.lane, fetches.c.sealed, fetches.c.attempts)
    )
    rows = (await unit.transaction.connection.execute(statement)).all()
    return [
        Claimed(row.id, row.attempts, _open(unit, row.lane, row.id, row.sealed)) for row in rows
    ]


async def recover(unit: Unit, token: bytes, *, alone: bool) -> int:
    """Give back what is claimed with this token; `alone`: all that is, for nobody else fetches."""
    mine = fetches.c.claim.is_not(None) if alone else fetches.c.claim == token
    statement = update(fetches).where(mine).values(claim=None, due_at=unit.seconds)
    return int((await unit.transaction.connection.execute(statement)).rowcount)


async def settle(unit: Unit, key: bytes) -> Fetch | None:
    """Take a fetch out, locked, as it stands now; None when its draft was erased meanwhile."""
    of_key = delete(fetches).where(fetches.c.id == key)
    statement = of_key.returning(fetches.c.lane, fetches.c.sealed)
    row = (await unit.change(statement)).one_or_none()
    return _open(unit, row.lane, key, row.sealed) if row else None


async def postpone(unit: Unit, key: bytes, *, due_at: int) -> None:
    """Try again at this time (seconds, UTC)."""
    statement = update(fetches).where(fetches.c.id == key).values(claim=None, due_at=due_at)
    await unit.transaction.connection.execute(statement)


async def of_lane(unit: Unit, lane: bytes) -> list[tuple[bytes, Fetch]]:
    """Read what is still on its way for one chat; it stays there until this transaction ends."""
    rows = await unit.rows(select(fetches).where(fetches.c.lane == lane).with_for_update())
    found = ((row["id"], _open(unit, lane, row["id"], row["sealed"])) for row in rows)
    return [(key, fetch) for key, fetch in found if fetch]


async def replace(unit: Unit, old: Sequence[bytes], new: Sequence[Fetch]) -> None:
    """Let files of a draft arrive in its case: new rows under new ids, without a lane."""
    if old:
        await unit.change(delete(fetches).where(fetches.c.id.in_(old)))
    rows = []
    for fetch in new:
        key = unit.new_id()
        rows.append(
            {
                "id": key,
                "lane": None,
                "sealed": _seal(unit, None, key, fetch),
                "attempts": 0,
                # No exact time: it would be that of the letters in the worker's chat.
                "due_at": 0,
                "claim": None,
            }
        )
    if rows:
        await unit.change(fetches.insert(), rows)


def drop_lane(unit: Unit, lane: bytes) -> None:
    """Drop what is on its way for a draft that is erased."""
    unit.remove(fetches, lane=lane)


def bind(lane: bytes | None, key: bytes) -> bytes:
    """Bind a file on its way to its chat as well as to its row: moved it does not open."""
    return (lane or b"") + key


def _seal(unit: Unit, lane: bytes | None, key: bytes, fetch: Fetch) -> bytes:
    return unit.vault.seal_day(Label.FETCH, orjson.dumps(asdict(fetch)), bind(lane, key))


def _open(unit: Unit, lane: bytes | None, key: bytes, sealed: bytes) -> Fetch | None:
    try:
        return Fetch(**orjson.loads(unit.vault.open_day(Label.FETCH, sealed, bind(lane, key))))
    except VaultError:
        return None
