"""Retention: closed cases are announced, then deleted; a hold stops it, counts remain."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.case import Case, Desk
from domain.journal import Act
from services import journal
from services.work import Unit
from storage import case as cases
from storage import deletion, erasure, statistic
from storage import retention as rows
from storage.retention import Leaving

__all__ = ["Leaving", "Plan", "count_announced", "delete", "hold", "plan", "run", "unhold"]

#: How many cases one run deletes: their files may be large, and others wait for SQLite's writer.
MOST = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What retention will do: a dry run."""

    #: What goes in the next 30 days, the soonest first.
    leaving: list[Leaving]
    #: How many cases are on hold.
    held: int


async def run(unit: Unit) -> bool:
    """Announce the cases whose term is over, and delete those announced a week ago.

    Tells whether there may be more to delete.
    """
    await rows.announce(unit)
    due = await rows.due(unit, MOST)
    for case_id in due:
        await delete(unit, case_id)
    return len(due) == MOST


async def delete(unit: Unit, case_id: bytes) -> None:
    """Delete a case: a tombstone and one more in the statistics remain."""
    await statistic.count(unit, case_id)
    await erasure.erase(unit, case_id)
    await deletion.bury(unit, case_id)


async def plan(unit: Unit) -> Plan:
    """Tell what will be deleted and what is held, and change nothing."""
    return Plan(await rows.leaving(unit), await rows.count_held(unit))


async def count_announced(unit: Unit, desks: Collection[Desk]) -> int:
    """Count the cases of these desks that will be deleted within a week."""
    return await rows.count_announced(unit, desks)


async def hold(unit: Unit, code: str) -> Case:
    """Keep a case, open or closed, until it is let go. Raises NoSuchCase."""
    case = await cases.by_code(unit, code)
    await rows.set_hold(unit, case.id, on=True)
    await journal.write(unit, None, Act.CASE_HELD, case.id)
    return case


async def unhold(unit: Unit, code: str) -> Case:
    """Let a case go when its time is over. Raises NoSuchCase."""
    case = await cases.by_code(unit, code)
    await rows.set_hold(unit, case.id, on=False)
    await journal.write(unit, None, Act.CASE_UNHELD, case.id)
    return case
