"""Every outcome has a term, none is zero, and a worker's word keeps a case for a while."""

from datetime import date, timedelta

import pytest

from domain.case import Outcome
from domain.retention import NOTICE_DAYS, TERMS, WORD_DAYS, term_ends

CLOSED = date(2026, 11, 23)


def test_every_outcome_has_a_term_and_none_is_zero() -> None:
    assert set(TERMS) == set(Outcome)
    assert min(TERMS.values()) >= NOTICE_DAYS


def test_a_labour_claim_may_still_be_brought_while_its_case_is_kept() -> None:
    merits = set(Outcome) - {Outcome.WITHDRAWN, Outcome.OUT_OF_SCOPE, Outcome.TEST}
    assert min(TERMS[outcome] for outcome in merits) > 183


@pytest.mark.parametrize(
    ("word_on", "days"),
    [(None, 90), (CLOSED - timedelta(days=1), 90), (CLOSED + timedelta(days=80), 80 + WORD_DAYS)],
)
def test_a_late_word_extends_the_term_and_an_early_one_does_not_shorten_it(
    word_on: date | None, days: int
) -> None:
    assert term_ends(Outcome.WITHDRAWN, CLOSED, word_on) == CLOSED + timedelta(days=days)
