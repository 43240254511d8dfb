"""On duty: the promise clock counts only while somebody is at the desk."""

from domain.case import QUARTER, TERMS, Case

#: How far the start of a term is rounded down, by severity, in seconds (`domain.case.due`).
ROUNDING = {1: QUARTER, 2: 3600, 3: 24 * 3600, 4: 24 * 3600}


def put_off(case: Case, since: int, until: int) -> int:
    """Tell when a first answer is due (seconds, UTC) if nobody was on duty from `since` `until`.

    Whole quarter-hours, rounded up. What was late before stays late. The clock stands from the end
    of the hour or day in which the case may have been filed: so all of that day are put off alike,
    and the due time, which stands in the clear, still tells no more of the filing.
    """
    if case.due_at <= since:
        return case.due_at
    begun = case.due_at - TERMS[case.severity] * 3600 + ROUNDING[case.severity]
    lost = until - max(since, case.filed_at, begun)
    return case.due_at + max(0, -(-lost // QUARTER)) * QUARTER
