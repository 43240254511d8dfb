"""Topics and how severe they are."""

import pytest

from domain.hotline import BODIES, fitting
from domain.topic import (
    ELSE,
    MAIN,
    TOPICS,
    is_protection,
    preselects_receipt,
    severity,
    subtopic,
    subtopics,
    topic,
)


def test_the_first_screen_shows_the_six_topics_of_the_contract() -> None:
    assert [(it.code, it.label) for it in MAIN] == [
        ("WG", "Not paid"),
        ("FL", "Forced to pick"),
        ("CL", "Child at work"),
        ("OS", "Danger or injury"),
        ("VH", "Violence or harassment"),
        ("CT", "Contract"),
    ]


def test_something_else_shows_the_nine_others() -> None:
    assert [it.label for it in ELSE] == [
        "Hours and rest",
        "Lodging, food, transport",
        "Unfair treatment",
        "Union",
        "Punished for complaining",
        "Extortion",
        "Working abroad",
        "Question for a lawyer",
        "Other",
    ]


def test_a_subtopic_is_found_under_its_topic() -> None:
    assert subtopic("WG4").label == "Cheating on the scales"
    assert subtopic("WG4") in subtopics("WG")
    assert subtopics("RT") == ()


def test_a_code_that_nobody_made_is_no_topic() -> None:
    with pytest.raises(KeyError):
        topic("ZZ")
    with pytest.raises(KeyError):
        subtopic("WG99")


def test_every_body_that_a_topic_names_is_known() -> None:
    named = {body for it in TOPICS for body in it.bodies}
    named |= {body for it in TOPICS for sub in it.subtopics for body in sub.bodies}
    assert named <= set(BODIES)


def test_severity_is_the_subtopics_and_the_topics_where_it_was_skipped() -> None:
    assert severity("OS", "OS1", urgent=False) == 1
    assert severity("OS", "OS4", urgent=False) == 2
    assert severity("OS", None, urgent=False) == 3
    assert severity("IN", None, urgent=False) == 4


@pytest.mark.parametrize("code", ["FL", "CL", "OS", "VH", "RT"])
def test_happening_now_raises_by_one_where_lives_are_at_stake(code: str) -> None:
    calm = severity(code, None, urgent=False)
    assert severity(code, None, urgent=True) == max(1, calm - 1)


@pytest.mark.parametrize("code", ["WG", "CT", "WT", "LV", "DS", "FA", "CR", "MG", "IN", "OT"])
def test_happening_now_raises_nothing_elsewhere(code: str) -> None:
    assert severity(code, None, urgent=True) == severity(code, None, urgent=False)


def test_nothing_is_more_severe_than_one() -> None:
    assert severity("VH", "VH2", urgent=True) == 1


def test_the_receipt_stands_first_where_being_found_out_is_dangerous() -> None:
    assert {it.code for it in TOPICS if preselects_receipt(it.code)} == {"VH", "FL", "RT"}


def test_the_protection_desk_takes_violence_children_and_retaliation() -> None:
    assert {it.code for it in TOPICS if is_protection(it.code)} == {"VH", "CL", "RT"}


def test_every_topic_has_numbers_that_fit() -> None:
    assert all(1 <= len(fitting(it.code)) <= 3 for it in TOPICS)
