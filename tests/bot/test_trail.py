"""Promises of the trail about messages that were sent twice."""

from dataclasses import replace

from bot.trail import Trail
from domain.letter import Act, Letter, Mark
from domain.trace import LIFETIME, Trace

CHAT, SINCE = 5100000001, 1_800_000_000
LETTER = Letter(CHAT, Act.SEND, {"text": "x"})


def spans(known: Trail) -> list[tuple[int, int]]:
    """List the stretches in which copies may stand."""
    found = (one.trace for one in known.changes())
    return [(one.first, one.message_id) for one in found if one.first]


def noted(*messages: tuple[int, int]) -> Trail:
    """Give a trail of messages, each with the second in which it was noted."""
    traces = (Trace(CHAT, number, Mark.OTHER, at=at) for number, at in messages)
    return Trail((bytes([n]), one) for n, one in enumerate(traces))


def test_a_copy_stands_behind_what_was_known_before_and_ahead_of_what_is_sent_now() -> None:
    known = noted((10, SINCE - 60), (20, SINCE - 1))
    known.sent(LETTER, 30)
    known.repeated(LETTER, since=SINCE, now=SINCE + 5)
    assert spans(known) == [(21, 29)]


def test_what_was_noted_since_is_no_copy_and_hides_none() -> None:
    known = noted((20, SINCE - 1), (25, SINCE))
    known.sent(LETTER, 30)
    known.repeated(LETTER, since=SINCE, now=SINCE + 5)
    assert spans(known) == [(21, 24), (26, 29)]


def test_a_letter_says_itself_behind_what_it_comes() -> None:
    known, letter = noted((20, SINCE - 1)), replace(LETTER, after=27)
    known.sent(letter, 30)
    known.repeated(letter, since=SINCE, now=SINCE + 5)
    assert spans(known) == [(28, 29)]


def test_the_copies_of_letters_that_died_together_end_where_the_first_begins_anew() -> None:
    known = noted((20, SINCE - 1))
    for number in (30, 40):
        known.sent(LETTER, number)
        known.repeated(LETTER, since=SINCE, now=SINCE + 5)
    assert set(spans(known)) == {(21, 29)}


def test_copies_end_with_the_first_attempt_and_not_with_the_last() -> None:
    known = noted((20, SINCE - 1))
    known.sent(LETTER, 30)
    known.repeated(LETTER, since=SINCE, now=SINCE + 3600)
    assert [one.seconds for one in known.changes() if one.trace.first] == [LIFETIME - 3600]


def test_a_stretch_is_no_message_to_edit_and_is_forgotten_whole_only() -> None:
    screen = replace(LETTER, mark=Mark.CARD, about="case")
    known = noted((20, SINCE - 1))
    known.sent(screen, 30)
    known.repeated(screen, since=SINCE, now=SINCE + 5)
    assert known.current(Mark.CARD, "case") == 30
    known.forget([29])
    assert known.every(Mark.CARD, "case") == [30, *range(21, 30)]
    known.forget(range(21, 31))
    assert known.every(Mark.CARD, "case") == []


def test_in_a_group_where_others_write_nothing_is_looked_for() -> None:
    letter = replace(LETTER, chat_id=-5)
    known = noted((20, SINCE - 1))
    known.sent(letter, 30)
    known.repeated(letter, since=SINCE, now=SINCE + 5)
    assert spans(known) == []


def test_a_long_stretch_is_looked_at_from_both_ends() -> None:
    ids = Trace(CHAT, 1_000_000, Mark.OTHER, first=1).message_ids
    assert (len(ids), ids[0], ids[-1]) == (4000, 1, 1_000_000)
    assert Trace(CHAT, 3000, Mark.OTHER, first=1).message_ids == tuple(range(1, 3001))
