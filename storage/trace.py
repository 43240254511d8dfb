"""Traces: message ids kept sealed for 47 hours, so that chats can be kept empty."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import orjson
from sqlalchemy import Column, Index, LargeBinary, Table, bindparam, delete, select, update

from domain.letter import Mark
from domain.trace import Trace
from storage.base import UNORDERED, Id, Seconds, metadata
from storage.unit import Unit
from storage.vault import Label, VaultError

traces = Table(
    "trace",
    metadata,
    Column("id", Id, primary_key=True),
    Column("lane", Id, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    #: When the message is to be deleted, rounded down to five minutes.
    Column("ends_at", Seconds, nullable=False),
    Index("ix_trace_lane", "lane"),
    Index("ix_trace_ends_at", "ends_at"),
    **UNORDERED,
)

_ROUND = 300


def keep(unit: Unit, trace: Trace, *, seconds: int) -> bytes:
    """Remember a message for so many seconds; returns the id of the trace."""
    key = unit.new_id()
    trace = replace(trace, at=trace.at or unit.seconds)
    ends_at = (unit.seconds + seconds) // _ROUND * _ROUND
    unit.insert(
        traces,
        id=key,
        lane=unit.vault.lane(trace.chat_id),
        sealed=unit.vault.seal_day(Label.TRACE, orjson.dumps(trace), key),
        ends_at=ends_at,
    )
    return key


_recast = update(traces).where(traces.c.id == bindparam("trace")).values(sealed=bindparam("anew"))


async def recast(unit: Unit, changed: Mapping[bytes, Trace]) -> None:
    """Say something else of the messages that these traces remember; their ends stay."""
    rows = [
        {"trace": key, "anew": unit.vault.seal_day(Label.TRACE, orjson.dumps(trace), key)}
        for key, trace in changed.items()
    ]
    if rows:
        await unit.transaction.connection.execute(_recast, rows)


async def of_lanes(unit: Unit, lanes: Sequence[bytes]) -> dict[bytes, list[tuple[bytes, Trace]]]:
    """Read the traces of these lanes, each with its id."""
    found: dict[bytes, list[tuple[bytes, Trace]]] = {lane: [] for lane in lanes}
    statement = select(traces).where(traces.c.lane.in_(lanes))
    for row in await unit.rows(statement):
        trace = _open(unit, row["id"], row["sealed"])
        if trace:
            found[row["lane"]].append((row["id"], trace))
    return found


async def ended(unit: Unit, limit: int) -> list[tuple[bytes, Trace | None]]:
    """Read traces whose message is to be deleted now, the most urgent first.

    One that nobody can read any more comes empty.
    """
    statement = select(traces).where(traces.c.ends_at <= unit.seconds).order_by(traces.c.ends_at)
    rows = await unit.rows(statement.limit(limit))
    return [(row["id"], _open(unit, row["id"], row["sealed"])) for row in rows]


async def forget(unit: Unit, ids: Sequence[bytes]) -> None:
    """Forget traces of messages that are gone."""
    await unit.transaction.connection.execute(delete(traces).where(traces.c.id.in_(ids)))


def _open(unit: Unit, key: bytes, sealed: bytes) -> Trace | None:
    try:
        fields = orjson.loads(unit.vault.open_day(Label.TRACE, sealed, key))
    except VaultError:
        return None
    return Trace(**{**fields, "mark": Mark(fields["mark"])})
