"""Tallies: counts and ages for the status; numbers only."""

from typing import Any

from sqlalchemy import Select, func, select

from domain.case import OPEN
from storage import draft
from storage.case import cases
from storage.inbox import DONE, inbox
from storage.outbox import outbox
from storage.parked import parked
from storage.unit import Unit


async def parked_updates(unit: Unit) -> int:
    """Count updates that were given up and sealed to the desk."""
    return await _number(unit, select(func.count()).select_from(parked))


async def drafts(unit: Unit) -> int:
    """Count conversations under way."""
    return await _number(unit, select(func.count()).select_from(draft.drafts))


async def oldest_update(unit: Unit) -> int:
    """Tell the age of the oldest waiting update in seconds; 0 when none waits."""
    return await _age(unit, select(func.min(inbox.c.due_at)).where(inbox.c.state < DONE))


async def oldest_letter(unit: Unit) -> int:
    """Tell for how many seconds the oldest due letter has waited; 0 when none waits."""
    statement = select(func.min(outbox.c.due_at)).where(outbox.c.parked.is_(False))
    return await _age(unit, statement)


async def oldest_open(unit: Unit) -> int:
    """Tell the age of the oldest open case in seconds; 0 when none is open."""
    statement = select(func.min(cases.c.filed_at))
    return await _age(unit, statement.where(cases.c.status.in_(sorted(OPEN))))


async def _number(unit: Unit, statement: Select[Any]) -> int:
    rows = await unit.rows(statement)
    value = next(iter(rows[0].values()))
    return int(value) if value is not None else 0


async def _age(unit: Unit, statement: Select[Any]) -> int:
    first = await _number(unit, statement)
    return max(0, unit.seconds - first) if first else 0
