"""Retention: for how long a closed case is kept, and why."""

from datetime import date, timedelta

from domain.case import Outcome

#: Labour claims may be brought for six months (Labour Code, article 560), mediation stops that
#: clock, and who was cheated once is often cheated again: so until the next season is over.
_YEAR = 365
#: Who withdrew under pressure, or was sent elsewhere, has three months to come back: as long as a
#: claim to be taken back to work may be brought.
_SEASON = 90

#: Days from the day of closing. There is no zero: no outcome is kept for ever, none goes at once.
TERMS: dict[Outcome, int] = {
    Outcome.REMEDIED: _YEAR,
    Outcome.PARTLY: _YEAR,
    Outcome.NOT_REMEDIED: _YEAR,
    Outcome.ADVISED: _YEAR,
    Outcome.UNREACHABLE: _YEAR,
    Outcome.WITHDRAWN: _SEASON,
    Outcome.OUT_OF_SCOPE: _SEASON,
    # Nobody's story; a week to notice that somebody's was closed so by mistake.
    Outcome.TEST: 7,
}

#: A case is kept for so many days after its worker's last word, whatever its outcome.
WORD_DAYS = 30
#: Days between the announcement that a case goes and its going.
NOTICE_DAYS = 7
#: How many days the list of what goes looks ahead.
AHEAD_DAYS = 30


def term_ends(outcome: Outcome, closed_on: date, word_on: date | None) -> date:
    """Tell on which day a case is over: its term has passed, and its worker has been silent."""
    ends = closed_on + timedelta(days=TERMS[outcome])
    return ends if word_on is None else max(ends, word_on + timedelta(days=WORD_DAYS))
