"""On duty: the promise clock counts only while somebody is at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.case import OPEN, TERMS, Case, Desk
from domain.tashkent import QUARTER

#: How far the start of a term is rounded down, by severity, in seconds (`domain.case.due`).
ROUNDING = {1: QUARTER, 2: 3600, 3: 24 * 3600, 4: 24 * 3600}

#: Since when nobody is on duty (seconds, UTC; 0: nobody ever was), of the desks where that is so.
Gaps = Mapping[Desk, int]


class Stand(StrEnum):
    """How the promise of a first answer stands."""

    #: There is still time.
    AHEAD = "ahead"
    #: Nobody has answered in time.
    OVERDUE = "overdue"
    #: Answered in time.
    KEPT = "kept"
    #: Answered, but late.
    LATE = "late"
    #: The case ended without an answer.
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Promise:
    """When a first answer is due, as everybody is told it."""

    stand: Stand
    #: Seconds, UTC; holds only while `on_duty`, unless the answer was given or is overdue.
    due_at: int
    #: Whether somebody is on duty at the desk, so that its clock runs.
    on_duty: bool

    @property
    def is_paused(self) -> bool:
        """Tell whether no time can be named, because the clock stands still."""
        return self.stand is Stand.AHEAD and not self.on_duty


def clock(gaps: Gaps, desk: Desk, now: int) -> int:
    """Tell what a desk's clock shows (seconds, UTC): now, or since when nobody is on duty.

    A first answer is overdue where it was due before this, in Python as in SQL.
    """
    return gaps.get(desk, now)


def promise(case: Case, gaps: Gaps, now: int) -> Promise:
    """Tell how the promise of a case stands now (seconds, UTC)."""
    on_duty = case.desk not in gaps
    if case.answered_at:
        stand = Stand.KEPT if case.answered_at <= case.due_at else Stand.LATE
    elif case.status not in OPEN:
        stand = Stand.ENDED
    else:
        late = case.due_at < clock(gaps, case.desk, now)
        stand = Stand.OVERDUE if late else Stand.AHEAD
    due_at = case.due_at
    if stand is Stand.AHEAD and not on_duty:
        due_at = put_off(case, gaps[case.desk], now)
    return Promise(stand, due_at, on_duty)


def put_off(case: Case, since: int, until: int, *, step: int = QUARTER) -> int:
    """Tell when a first answer is due (seconds, UTC) if nobody was on duty from `since` `until`.

    Whole steps, rounded up. What was late before stays late. The clock stands from the end
    of the hour or day in which the case may have been filed: so all of that day are put off alike,
    and the due time, which stands in the clear, still tells no more of the filing.
    """
    if case.due_at < since:
        return case.due_at
    begun = case.due_at - TERMS[case.pace] * 3600 + ROUNDING[case.pace]
    lost = until - max(since, case.filed_at, begun)
    return case.due_at + max(0, -(-lost // step)) * step


def put_off_by_answer(case: Case, gaps: Gaps, now: int) -> int:
    """Tell the due time to keep with a first answer that is given now (seconds, UTC).

    It stands in the clear for good, so where the clock stands still it is put off in steps as
    coarse as the time of the answer: it tells no more of it. What is in time stays in time.
    """
    if case.desk not in gaps:
        return case.due_at
    return put_off(case, gaps[case.desk], now, step=ROUNDING[case.severity])
