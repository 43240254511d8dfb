"""Retention's questions to the cases: which are over, which were announced, which are held."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from domain.case import Desk, Outcome, Status
from domain.retention import AHEAD_DAYS, NOTICE_DAYS, TERMS, WORD_DAYS, term_ends
from storage.case import cases
from storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Leaving:
    """A closed case and the day on which it will be deleted."""

    code: str
    outcome: Outcome
    day: date


async def announce(unit: Unit) -> int:
    """Give every case that is over the day on which it goes; returns how many were given one."""
    today = unit.now.date()
    statement = update(cases).where(_over(today), cases.c.leaves_on.is_(None))
    leaves_on = today + timedelta(days=NOTICE_DAYS)
    return int((await unit.change(statement.values(leaves_on=leaves_on))).rowcount)


async def due(unit: Unit, limit: int) -> list[bytes]:
    """List cases whose notice has run out; nobody changes them until this transaction ends."""
    today = unit.now.date()
    statement = select(cases.c.id).where(_over(today), cases.c.leaves_on <= today)
    statement = statement.order_by(cases.c.leaves_on).limit(limit).with_for_update()
    return [row["id"] for row in await unit.rows(statement)]


async def leaving(unit: Unit) -> list[Leaving]:
    """List what goes in the next days, the soonest first."""
    today = unit.now.date()
    announced_by = today + timedelta(days=AHEAD_DAYS - NOTICE_DAYS)
    found = await unit.rows(select(cases).where(_over(announced_by)))
    listed = []
    for row in found:
        outcome = Outcome(row["outcome"])
        over = max(today, term_ends(outcome, row["closed_on"], row["word_on"]))
        day = row["leaves_on"] or over + timedelta(days=NOTICE_DAYS)
        listed.append(Leaving(row["code"], outcome, day))
    return sorted(listed, key=lambda one: (one.day, one.code))


async def count_announced(unit: Unit, desks: Collection[Desk]) -> int:
    """Count the cases of these desks that go within the days of notice."""
    asked = and_(_closed(), cases.c.leaves_on.is_not(None), cases.c.desk.in_(sorted(desks)))
    return await _count(unit, asked)


async def count_held(unit: Unit) -> int:
    """Count the cases that are on hold."""
    return await _count(unit, cases.c.hold)


async def set_hold(unit: Unit, case_id: bytes, on: bool) -> None:  # noqa: FBT001 - "hold on"
    """Hold a case, or let it go; it is announced anew before it goes."""
    statement = update(cases).where(cases.c.id == case_id)
    await unit.change(statement.values(hold=on, leaves_on=None))


async def heard(unit: Unit, case_id: bytes) -> None:
    """Note that the worker of a case spoke today, so that it stays for a while."""
    statement = update(cases).where(cases.c.id == case_id)
    await unit.change(statement.values(word_on=unit.now.date(), leaves_on=None))


def _over(day: date) -> ColumnElement[bool]:
    """Match the closed cases without a hold whose term has passed by a day."""
    terms = (
        and_(cases.c.outcome == outcome, cases.c.closed_on <= day - timedelta(days=days))
        for outcome, days in TERMS.items()
    )
    silent = cases.c.word_on <= day - timedelta(days=WORD_DAYS)
    return and_(_closed(), or_(*terms), or_(cases.c.word_on.is_(None), silent))


def _closed() -> ColumnElement[bool]:
    return and_(cases.c.status == Status.CLOSED, ~cases.c.hold)


async def _count(unit: Unit, which: ColumnElement[bool]) -> int:
    row = await unit.row(select(func.count().label("n")).select_from(cases).where(which))
    return int(row["n"]) if row else 0
