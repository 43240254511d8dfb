"""Drafts: the state of a conversation in one sealed row, and a sealed row for each part."""

from collections.abc import Sequence
from contextlib import suppress

import orjson
from sqlalchemy import Column, Index, Integer, LargeBinary, Table, bindparam, delete, select

from domain.draft import LIFETIME_HOURS, Draft, Part, PartKind
from storage.base import UNORDERED, Id, Seconds, metadata
from storage.unit import Unit
from storage.vault import Label, VaultError

drafts = Table(
    "draft",
    metadata,
    Column("lane", Id, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    #: When it is erased unless somebody goes on; rounded up to the hour.
    Column("ends_at", Seconds, nullable=False),
    Index("ix_draft_ends_at", "ends_at"),
    **UNORDERED,
)

parts = Table(
    "draft_part",
    metadata,
    Column("id", Id, primary_key=True),
    Column("lane", Id, nullable=False),
    Column("n", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_draft_part_lane", "lane", "n"),
    **UNORDERED,
)


async def of_lanes(unit: Unit, lanes: Sequence[bytes]) -> dict[bytes, Draft]:
    """Read the drafts of these lanes in one go."""
    statement = select(drafts.c.lane, drafts.c.sealed).where(drafts.c.lane.in_(lanes))
    found = {}
    for row in await unit.rows(statement):
        draft = _open(unit, row["lane"], row["sealed"])
        if draft:
            found[row["lane"]] = draft
    return found


async def locked(unit: Unit, lane: bytes) -> Draft | None:
    """Read one draft, locked until the commit: whoever answers its chat just now comes after."""
    statement = select(drafts.c.sealed).where(drafts.c.lane == lane).with_for_update()
    row = await unit.row(statement)
    return _open(unit, lane, row["sealed"]) if row else None


def keep(unit: Unit, lane: bytes, draft: Draft) -> None:
    """Keep a draft; its 24 hours begin anew."""
    ends_at = (unit.seconds // 3600 + LIFETIME_HOURS + 1) * 3600
    sealed = unit.vault.seal_day(Label.DRAFT, orjson.dumps(draft), lane)
    unit.put(drafts, lane=lane, sealed=sealed, ends_at=ends_at)


def erase(unit: Unit, lane: bytes) -> None:
    """Erase a draft with its parts. Files: `storage.evidence.drop` first."""
    unit.remove(drafts, lane=lane)
    unit.remove(parts, lane=lane)


def add_part(unit: Unit, lane: bytes, n: int, part: Part) -> bytes:
    """Keep one more part; returns its id, by which a fetched file finds it."""
    key = unit.new_id()
    unit.insert(parts, id=key, lane=lane, n=n, sealed=_seal(unit, lane, key, part))
    return key


async def replace_part(unit: Unit, lane: bytes, key: bytes, part: Part) -> bool:
    """Change a part that is still there (lock included); False when its draft is gone."""
    sealed = _seal(unit, lane, key, part)
    statement = parts.update().where(parts.c.id == key, parts.c.lane == lane).values(sealed=sealed)
    return bool((await unit.transaction.connection.execute(statement)).rowcount)


async def part(unit: Unit, lane: bytes, key: bytes) -> Part | None:
    """Read one part, locked until the commit; None when its draft is gone."""
    of_lane = (parts.c.id == key) & (parts.c.lane == lane)
    row = await unit.row(select(parts.c.sealed).where(of_lane).with_for_update())
    return _open_part(unit, lane, key, row["sealed"]) if row else None


_parts_of = select(parts).where(parts.c.lane == bindparam("of_lane")).order_by(parts.c.n)


async def parts_of(unit: Unit, lane: bytes) -> list[tuple[bytes, Part]]:
    """Read the parts of one draft in their order, each with its id.

    One whose day key is gone is left out; `reseal` keeps that from happening while we run.
    """
    found = []
    for row in await unit.rows(_parts_of, {"of_lane": lane}):
        with suppress(VaultError):
            found.append((row["id"], _open_part(unit, lane, row["id"], row["sealed"])))
    return found


async def files(unit: Unit) -> set[bytes]:
    """Name the files of all drafts. Call it seldom: it opens every part."""
    named = set()
    for row in await unit.rows(select(parts.c.id, parts.c.lane, parts.c.sealed)):
        with suppress(VaultError):
            named.add(_open_part(unit, row["lane"], row["id"], row["sealed"]).evidence)
    return {bytes.fromhex(one) for one in named if one}


async def reseal(unit: Unit) -> int:
    """Seal under today's key what an older one sealed, so that a long draft loses no word."""
    rows = await unit.rows(select(parts.c.id, parts.c.lane, parts.c.sealed))
    old = [row for row in rows if not unit.vault.is_of_today(row["sealed"])]
    for row in old:
        with suppress(VaultError):
            # Read again under its lock: its file may have come meanwhile, in another process.
            if now := await part(unit, row["lane"], row["id"]):
                await replace_part(unit, row["lane"], row["id"], now)
    return len(old)


async def ended(unit: Unit, limit: int) -> list[bytes]:
    """List lanes whose draft nobody has touched for 24 hours."""
    statement = select(drafts.c.lane).where(drafts.c.ends_at <= unit.seconds).limit(limit)
    return [row["lane"] for row in await unit.rows(statement)]


async def erase_now(unit: Unit, lane: bytes) -> None:
    """Erase a draft with its parts at once, outside a buffer."""
    connection = unit.transaction.connection
    await connection.execute(delete(drafts).where(drafts.c.lane == lane))
    await connection.execute(delete(parts).where(parts.c.lane == lane))


def bind(lane: bytes, key: bytes) -> bytes:
    """Bind a part to its draft as well as to its row: moved to another chat it does not open."""
    return lane + key


def _seal(unit: Unit, lane: bytes, key: bytes, part: Part) -> bytes:
    return unit.vault.seal_day(Label.DRAFT, orjson.dumps(part), bind(lane, key))


def _open(unit: Unit, lane: bytes, sealed: bytes) -> Draft | None:
    try:
        return Draft(**orjson.loads(unit.vault.open_day(Label.DRAFT, sealed, lane)))
    except VaultError:
        return None


def _open_part(unit: Unit, lane: bytes, key: bytes, sealed: bytes) -> Part:
    fields = orjson.loads(unit.vault.open_day(Label.DRAFT, sealed, bind(lane, key)))
    kind, removed = PartKind(fields["kind"]), tuple(fields["removed"])
    return Part(**{**fields, "kind": kind, "removed": removed})
