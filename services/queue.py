"""The queue: which cases wait, in the order in which they should be taken."""

from dataclasses import dataclass

from domain.case import Case, Desk
from domain.duty import Promise
from domain.queue import PAGE, View, Wanted
from domain.staff import Duty, Staff, check
from services import duty
from services.work import Unit
from storage import queue as queues

#: Desks whose cases are listed by region: of a protection case no place enters Telegram.
PLACED = frozenset({Desk.GENERAL})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue. Counts are over all pages."""

    cases: tuple[Case, ...]
    #: How the promise of each of them stands.
    promises: tuple[Promise, ...]
    wanted: Wanted
    total: int
    overdue: int

    @property
    def last(self) -> int:
        """The number of the last page, from 0."""
        return max(0, (self.total - 1) // PAGE)


async def page(unit: Unit, staff: Staff, wanted: Wanted) -> Page:
    """Read one page of the cases of somebody's desks. Raises NotAllowed."""
    check(staff, Duty.QUEUE)
    desks = staff.desks & PLACED if wanted.region else staff.desks
    listed = await queues.page(unit, desks, staff.id, wanted)
    total = await queues.count(unit, desks, staff.id, wanted)
    late = Wanted(View.OVERDUE, wanted.region)
    overdue = await queues.count(unit, desks, staff.id, late)
    promises = await duty.promises(unit, listed)
    return Page(tuple(listed), tuple(promises), wanted, total, overdue)


async def regions(unit: Unit, staff: Staff) -> dict[str, int]:
    """Count the open cases of each region, of desks that have one here. Raises NotAllowed."""
    check(staff, Duty.QUEUE)
    return await queues.regions(unit, staff.desks & PLACED)
