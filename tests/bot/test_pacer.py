"""Promises of the pacer; time is given, nobody waits."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacer import Pacer

CHAT, OTHER = b"c" * 16, b"o" * 16


def drain(pacer: Pacer, number: int, now: float = 0.0, *, late: float = 0.0) -> list[float]:
    """Send so much of one text to many; each timer fires so many seconds late."""
    times: list[float] = []
    while len(times) < number:
        wait = pacer.bulk_wait(now)
        if wait:
            now += wait + late
        else:
            times.append(now)
    return times


def most_in_a_second(times: Iterable[float]) -> int:
    times = sorted(times)
    return max(sum(1 for t in times if begin <= t < begin + 1) for begin in times)


def test_a_chat_gets_five_at_once_and_then_one_a_second() -> None:
    pacer = Pacer(29.5, 1)
    times = [pacer.answer_at(CHAT, 100.0, spaced=True) for _ in range(8)]
    assert times == [100, 100, 100, 100, 100, 101, 102, 103]


def test_another_chat_does_not_wait_for_this_one() -> None:
    pacer = Pacer(29.5, 1)
    for _ in range(20):
        pacer.answer_at(CHAT, 100.0, spaced=True)
    assert pacer.answer_at(OTHER, 100.0, spaced=True) == 100.0


def test_edits_and_deletions_wait_for_nothing() -> None:
    pacer = Pacer(29.5, 1)
    times = [pacer.answer_at(CHAT, 100.0, spaced=False) for _ in range(50)]
    assert set(times) == {100.0}


def test_a_group_takes_twenty_a_minute() -> None:
    pacer = Pacer(29.5, 1)
    times = [pacer.answer_at(CHAT, 0.0, spaced=True, group=True) for _ in range(25)]
    assert sum(1 for at in times if at < 60) <= 25
    assert times[-1] == pytest.approx(60)


def test_one_text_to_many_keeps_its_rate_exactly() -> None:
    times = drain(Pacer(29.5), 296)
    assert times[-1] == pytest.approx(10.0)


@given(late=st.floats(min_value=0, max_value=0.2), rate=st.floats(min_value=1, max_value=30))
def test_no_second_ever_has_more_than_thirty_in_it(late: float, rate: float) -> None:
    assert most_in_a_second(drain(Pacer(rate), 70, late=late)) <= 30


@given(lates=st.lists(st.floats(min_value=0, max_value=0.05), min_size=1, max_size=8))
def test_calls_that_arrive_a_little_sooner_make_no_second_too_full(lates: list[float]) -> None:
    pacer, now = Pacer(29.5), 0.0
    left: list[float] = []
    while len(left) < 100:
        wait = pacer.bulk_wait(now)
        if not wait:
            left.append(now)
        now += wait and wait + lates[len(left) % len(lates)]
    sooner = [at - 0.007 * (n // 30 % 2) for n, at in enumerate(left)]
    assert most_in_a_second(sooner) <= 30


def test_late_timers_cost_no_slots() -> None:
    times = drain(Pacer(29.5), 296, late=0.02)
    assert times[-1] == pytest.approx(10.0, rel=0.02)


def test_a_pause_in_the_notices_saves_up_no_burst() -> None:
    pacer = Pacer(10)
    drain(pacer, 5)
    later = drain(pacer, 5, now=1000.0)
    assert later[1] - later[0] == pytest.approx(0.1)


def test_one_text_to_many_gives_way_while_people_are_answered() -> None:
    pacer = Pacer(29.5)
    now, sent = 0.0, 0
    while now < 10:
        pacer.answer_at(CHAT, now, spaced=False)
        wait = pacer.bulk_wait(now)
        sent += not wait
        now += min(wait, 0.01) or 0.001
    assert 0.75 * 295 < sent <= 0.81 * 295


def test_a_429_pauses_everything_and_lowers_the_rate_once() -> None:
    pacer = Pacer(30)
    for n in range(50):
        pacer.refused(3, 100.0 + n / 100)
    assert pacer.rate(103.5) == pytest.approx(21, rel=0.01)
    assert pacer.bulk_wait(101.0) >= 2
    assert pacer.answer_at(CHAT, 101.0, spaced=True) >= 103


def test_after_a_429_answers_take_slots_too_instead_of_a_burst() -> None:
    pacer = Pacer(30, 30)
    pacer.refused(1, 0.0)
    times = [pacer.answer_at(bytes([n]), 0.5, spaced=True) for n in range(22)]
    assert times[0] == 1.0
    assert times[21] - times[0] == pytest.approx(1.0, rel=0.05)


def test_however_often_telegram_refuses_ten_answers_a_second_go() -> None:
    pacer = Pacer(30, 30)
    for n in range(40):
        pacer.refused(1, 10.0 * n)
    times = [pacer.answer_at(bytes([n]), 400.0, spaced=True) for n in range(21)]
    assert times[20] - times[0] <= 2.05
    slow = Pacer(2)
    slow.refused(1, 0.0)
    assert slow.rate(1.0) == 2


def test_the_rate_climbs_back() -> None:
    pacer = Pacer(30)
    pacer.refused(1, 0.0)
    assert pacer.rate(11.0) == pytest.approx(21.5)
    assert pacer.rate(1000.0) == 30


def test_a_strict_server_refuses_few_and_loses_none() -> None:
    """Telegram allows 20 a second here and punishes with 3 s; the ideal time is 15 s."""
    pacer, bucket, filled = Pacer(30), 20.0, 0.0
    now, sent, refused, until = 0.0, 0, 0, 0.0
    while sent < 300:
        if wait := pacer.bulk_wait(now):
            now += wait
            continue
        bucket, filled = min(20.0, bucket + (now - filled) * 20), now
        if bucket < 1 or now < until:
            refused, until = refused + 1, now + 3
            pacer.refused(3, now)
        else:
            bucket, sent = bucket - 1, sent + 1
    assert refused <= 2
    assert now < 21


def test_quiet_chats_are_forgotten() -> None:
    pacer = Pacer(30)
    for n in range(10_000):
        pacer.answer_at(n.to_bytes(16), n / 10, spaced=True)
    assert len(pacer._chats) < 5000
