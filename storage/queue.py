"""The queue's questions to the cases: one page at a time, in the order in which the desk works."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from domain.case import OPEN, Case, Desk
from domain.duty import Gaps, clock
from domain.queue import PAGE, View, Wanted
from storage.case import by_ids, cases
from storage.duty import gaps
from storage.unit import Unit


async def page(unit: Unit, desks: Iterable[Desk], mine: bytes, wanted: Wanted) -> list[Case]:
    """Read one page: overdue first, then the most severe, then the oldest."""
    late = _overdue(unit, await gaps(unit))
    statement = (
        select(cases.c.id)
        .where(_wanted(desks, mine, wanted, late))
        .order_by(
            case((late, 0), else_=1),
            cases.c.severity,
            cases.c.filed_at,
            cases.c.due_at,
            cases.c.code,
        )
        .limit(PAGE)
        .offset(wanted.page * PAGE)
    )
    ids = [row["id"] for row in await unit.rows(statement)]
    found = {one.id: one for one in await by_ids(unit, ids)} if ids else {}
    return [found[key] for key in ids]


async def count(unit: Unit, desks: Iterable[Desk], mine: bytes, wanted: Wanted) -> int:
    """Count the cases of all pages."""
    wants = _wanted(desks, mine, wanted, _overdue(unit, await gaps(unit)))
    statement = select(func.count().label("n")).where(wants)
    row = await unit.row(statement.select_from(cases))
    return int(row["n"]) if row else 0


async def regions(unit: Unit, desks: Iterable[Desk]) -> dict[str, int]:
    """Count the open cases of each region; those without one are left out."""
    statement = (
        select(cases.c.region, func.count().label("n"))
        .where(_open(desks), cases.c.region != "")
        .group_by(cases.c.region)
    )
    return {row["region"]: row["n"] for row in await unit.rows(statement)}


def _wanted(
    desks: Iterable[Desk], mine: bytes, wanted: Wanted, late: ColumnElement[bool]
) -> ColumnElement[bool]:
    view = {
        View.ALL: (),
        View.MINE: (cases.c.assignee == mine,),
        View.NEW: (cases.c.assignee.is_(None),),
        View.OVERDUE: (late,),
    }[wanted.view]
    region = (cases.c.region == wanted.region,) if wanted.region else ()
    return and_(_open(desks), *view, *region)


def _open(desks: Iterable[Desk]) -> ColumnElement[bool]:
    return and_(cases.c.status.in_(sorted(OPEN)), cases.c.desk.in_(sorted(desks)))


def _overdue(unit: Unit, found: Gaps) -> ColumnElement[bool]:
    """Match what `domain.duty.promise` calls overdue, of open cases."""
    passed = (
        and_(cases.c.desk == desk, cases.c.due_at < clock(found, desk, unit.seconds))
        for desk in Desk
    )
    return and_(cases.c.answered_at == 0, or_(*passed))
