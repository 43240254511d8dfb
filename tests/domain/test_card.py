"""Nobody is woken at night, and no card's time tells when a report was filed."""

from datetime import UTC, datetime

import pytest

from domain.card import Where, calm_time, card_time, is_quiet, morning
from domain.tashkent import TASHKENT

WAITS, PROMPT = Where(), Where(prompt=True)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Name a moment of November as it is told in Tashkent."""
    return datetime(2026, 11, day, hour, minute, tzinfo=TASHKENT)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(21, 59, False), (22, 0, True), (0, 0, True), (6, 59, True), (7, 0, False), (12, 0, False)],
)
def test_the_night_is_from_ten_to_seven_in_tashkent(hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet(at(24, hour, minute).astimezone(UTC)) is quiet


@pytest.mark.parametrize("moment", [at(24, 22), at(24, 23, 59), at(25, 0), at(25, 6, 59)])
def test_a_night_ends_at_seven_of_the_day_that_follows(moment: datetime) -> None:
    assert morning(moment.astimezone(UTC)) == at(25, 7)


@pytest.mark.parametrize(
    ("filed", "sent"),
    [
        (at(24, 9, 0), at(24, 9, 0)),
        (at(24, 9, 1), at(24, 9, 15)),
        (at(24, 21, 44), at(24, 21, 45)),
        (at(24, 21, 46), at(25, 7)),
        (at(25, 3), at(25, 7)),
    ],
)
def test_a_card_goes_out_on_the_next_quarter_by_day(filed: datetime, sent: datetime) -> None:
    assert card_time(filed, 3, WAITS) == seconds(sent)


def test_a_card_of_severity_one_or_where_waiting_teaches_nothing_goes_at_once() -> None:
    night = at(24, 23, 7)
    assert card_time(night, 1, WAITS) == card_time(night, 3, PROMPT) == seconds(night)
    assert calm_time(night, 1, WAITS) == calm_time(night, 3, PROMPT) == seconds(night)


def test_what_a_colleague_did_is_told_at_once_but_not_at_night() -> None:
    assert calm_time(at(24, 9, 1), 3, WAITS) == seconds(at(24, 9, 1))
    assert calm_time(at(24, 23, 7), 3, WAITS) == seconds(at(25, 7))
