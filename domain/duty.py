"""On duty: the promise clock counts only while somebody is at the desk."""

from domain.card import QUARTER
from domain.case import TERMS, Case


def put_off(case: Case, since: int, until: int) -> int:
    """Tell when a first answer is due (seconds, UTC) if nobody was on duty from `since` `until`.

    Whole quarter-hours, rounded up: the term is never cut. What was late before stays late.
    """
    if case.due_at <= since:
        return case.due_at
    # The time of filing is rounded, up to a day; the due time less its term tells it better.
    counted_from = max(since, case.filed_at, case.due_at - TERMS[case.severity] * 3600)
    return case.due_at + max(0, -(-(until - counted_from) // QUARTER)) * QUARTER
