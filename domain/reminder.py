"""Reminders: when a case without a first answer is spoken of again, and how loudly."""

from enum import IntFlag

from domain.case import TERMS, Case

#: Of the term, when the assignee is reminded before its end, and when supervisors are after it.
_HALF, _QUARTER = 1800, 900


class Level(IntFlag):
    """What has gone out about a case; kept as one number (`Case.reminded`)."""

    #: Half of the term is over.
    HALF = 1
    #: The first answer is due now.
    DUE = 2
    #: It is overdue by a quarter of its term: supervisors are told.
    LATE = 4
    #: The members on duty have had its card.
    CARD = 8

    @property
    def and_before(self) -> "Level":
        """This level with those that it makes needless."""
        return Level(self * 2 - 1)


def half_seconds(severity: int) -> int:
    """Tell how long before the due time the half of the term is over."""
    return TERMS[severity] * _HALF


def late_seconds(severity: int) -> int:
    """Tell how long after the due time supervisors are told."""
    return TERMS[severity] * _QUARTER


def reached(case: Case, seconds: int) -> Level | None:
    """Tell what should have gone out by this time (seconds, UTC); None before half time."""
    if seconds >= case.due_at + late_seconds(case.severity):
        return Level.LATE
    if seconds >= case.due_at:
        return Level.DUE
    return Level.HALF if seconds >= case.due_at - half_seconds(case.severity) else None
