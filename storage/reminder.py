"""What has gone out about a case, as bits: each is set once, however often the chore runs."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, update

from domain.case import OPEN, Case, Desk
from domain.duty import Gaps
from domain.reminder import Level, half_seconds, late_seconds
from storage.case import by_ids, cases
from storage.unit import Unit


async def due(unit: Unit, gaps: Gaps, severities: Collection[int], limit: int) -> list[Case]:
    """Read cases without a first answer of which somebody should be reminded now."""
    statement = select(cases.c.id).where(
        cases.c.status.in_(sorted(OPEN)),
        cases.c.answered_at == 0,
        or_(*(_moves(gaps, desk) for desk in Desk)),
        or_(*(_due(unit, severity) for severity in severities)),
    )
    return await _read(unit, statement.order_by(cases.c.due_at).limit(limit))


async def unannounced(
    unit: Unit, desk: Desk, severities: Collection[int], limit: int
) -> list[Case]:
    """Read open cases that nobody has and whose card has not gone out, the most severe first."""
    statement = select(cases.c.id).where(_unannounced(desk, severities))
    return await _read(unit, statement.order_by(cases.c.severity, cases.c.code).limit(limit))


async def mark_unannounced(unit: Unit, desk: Desk, severities: Collection[int]) -> int:
    """Note that all these cases were told of; returns how many they were."""
    bits = cases.c.reminded.bitwise_or(int(Level.CARD))
    statement = update(cases).where(_unannounced(desk, severities)).values(reminded=bits)
    return int((await unit.change(statement)).rowcount)


async def mark(unit: Unit, case_id: bytes, level: Level, bits: Level) -> bool:
    """Set bits unless the level is set already; tell whether it was this call that did.

    The version stays: a reminder must not make the buttons on somebody's screen old.
    """
    statement = (
        update(cases)
        .where(cases.c.id == case_id, ~_has(level))
        .values(reminded=cases.c.reminded.bitwise_or(int(bits)))
    )
    return bool((await unit.change(statement)).rowcount)


def _unannounced(desk: Desk, severities: Collection[int]) -> ColumnElement[bool]:
    waits = cases.c.status.in_(sorted(OPEN)) & cases.c.assignee.is_(None)
    concerned = and_(cases.c.desk == desk, cases.c.severity.in_(severities))
    return and_(waits, concerned, ~_has(Level.CARD))


def _moves(gaps: Gaps, desk: Desk) -> ColumnElement[bool]:
    """Match a desk's cases whose clock runs: where nobody is on duty, those late before."""
    here = cases.c.desk == desk
    return and_(here, cases.c.due_at < gaps[desk]) if desk in gaps else here


def _due(unit: Unit, severity: int) -> ColumnElement[bool]:
    now = unit.seconds
    return and_(
        cases.c.severity == severity,
        or_(
            and_(~_has(Level.HALF), cases.c.due_at <= now + half_seconds(severity)),
            and_(~_has(Level.DUE), cases.c.due_at <= now),
            and_(~_has(Level.LATE), cases.c.due_at <= now - late_seconds(severity)),
        ),
    )


def _has(level: Level) -> ColumnElement[bool]:
    return cases.c.reminded.bitwise_and(int(level)) != 0


async def _read(unit: Unit, statement: Select[Any]) -> list[Case]:
    ids = [row["id"] for row in await unit.rows(statement)]
    found = {one.id: one for one in await by_ids(unit, ids)} if ids else {}
    return [found[key] for key in ids]
