"""The answers of a report decide its desk and its severity, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st

from domain import report, topic
from domain.case import Desk, Kind
from domain.draft import SKIPPED

TOPICS = st.sampled_from([one.code for one in topic.TOPICS])
ANSWERS = st.fixed_dictionaries(
    {"topic": TOPICS},
    optional={
        "who": st.sampled_from(["me", "adult", "child", "under18", "-"]),
        "when": st.sampled_from(["now", "today", "earlier"]),
        "danger": st.just("yes"),
    },
)


@given(ANSWERS)
def test_a_child_and_violence_never_reach_the_general_desk(answers: dict[str, str]) -> None:
    protected = answers["topic"] in {"VH", "CL", "RT"} or answers.get("who") in {"child", "under18"}
    assert (report.desk(answers) is Desk.PROTECTION) == protected


@given(ANSWERS)
def test_urgency_never_lowers_a_report(answers: dict[str, str]) -> None:
    calm = {key: answer for key, answer in answers.items() if key not in {"danger", "when"}}
    assert 1 <= report.severity(answers) <= report.severity(calm) <= 4


@given(TOPICS)
def test_behind_something_else_the_topic_is_the_next_answer(code: str) -> None:
    assert report.topic({"topic": report.ELSE, "other": code}) == code


def test_a_question_is_a_consultation() -> None:
    assert report.kind({"topic": "IN"}) is Kind.CONSULTATION
    assert report.kind({"topic": "WG"}) is Kind.REPORT


def test_a_skipped_answer_is_none() -> None:
    assert report.given({"region": SKIPPED}, "region") == ""
    assert report.severity({"topic": "WG", "subtopic": SKIPPED}) == 3
