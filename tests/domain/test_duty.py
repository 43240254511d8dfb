"""The promise clock: one definition of late, and no hour promised that would not hold."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.case import TERMS, Case, Desk, Status, due, rounded
from domain.duty import ROUNDING, Stand, clock, promise, put_off, put_off_by_answer
from domain.tashkent import QUARTER
from tests.kit.bare import CASE

#: Any second of two years.
MOMENTS = st.integers(1_767_225_600, 1_830_297_600)
SEVERITIES = st.sampled_from(sorted(TERMS))
#: Seconds between the filing, the last one's going, and now.
SPANS = st.integers(-(10**6), 10**6)


@given(MOMENTS, SEVERITIES, SPANS, st.integers(0, 10**6))
def test_late_is_what_was_due_before_the_clock_stood_still(
    filed: int, severity: int, span: int, gone: int
) -> None:
    case, since = _case(filed, severity), filed + span
    gaps, now = {Desk.GENERAL: since}, max(since + gone, filed)
    found = promise(case, gaps, now)
    assert (found.stand is Stand.OVERDUE) == (case.due_at < clock(gaps, case.desk, now))
    assert (found.stand is Stand.OVERDUE) == (put_off(case, since, now) < now)
    assert found.is_paused == (found.stand is Stand.AHEAD)


@given(MOMENTS, SEVERITIES, st.integers(0, 10**6))
def test_while_somebody_is_on_duty_the_due_time_is_the_kept_one(
    filed: int, severity: int, gone: int
) -> None:
    case = _case(filed, severity)
    found = promise(case, {Desk.PROTECTION: 0}, filed + gone)
    assert (found.due_at, found.on_duty, found.is_paused) == (case.due_at, True, False)
    assert (found.stand is Stand.OVERDUE) == (case.due_at < filed + gone)


@given(MOMENTS, SEVERITIES, SPANS, st.integers(0, 10**6))
def test_an_answer_while_nobody_is_on_duty_is_in_time_and_its_due_time_tells_no_quarter(
    filed: int, severity: int, span: int, gone: int
) -> None:
    case, since = _case(filed, severity), filed + span
    now = max(since + gone, filed)
    assume(case.due_at >= since)
    kept = put_off_by_answer(case, {Desk.GENERAL: since}, now)
    assert kept >= now
    assert (kept - case.due_at) % ROUNDING[severity] == 0
    assert kept - put_off(case, since, now) < ROUNDING[severity]


@pytest.mark.parametrize("severity", sorted(TERMS))
def test_what_is_due_in_the_very_second_in_which_the_last_one_goes_is_not_late(
    severity: int,
) -> None:
    case = _case(10**9, severity)
    later = case.due_at + 5 * QUARTER
    assert promise(case, {Desk.GENERAL: case.due_at}, later).is_paused
    assert put_off(case, case.due_at, later) == later


def test_a_case_that_ended_without_an_answer_promises_nothing() -> None:
    case = replace(_case(10**9, 2), status=Status.CLOSED)
    assert promise(case, {}, case.due_at + 1).stand is Stand.ENDED


def _case(filed: int, severity: int) -> Case:
    moment = datetime.fromtimestamp(filed, UTC)
    filed_at, due_at = rounded(moment, severity), due(moment, severity)
    return replace(CASE, severity=severity, filed_at=filed_at, due_at=due_at)
