"""A report as its answers stand: which topic, which desk, how severe, what need not be told."""

from domain import topic as topics
from domain.case import Desk, Kind
from domain.draft import SKIPPED, Answers

#: The button "Something else": the topic is then the answer to the next question.
ELSE = "EL"
#: The topic that is a question and no violation.
_QUESTION = "IN"
_CHILD = frozenset({"child", "under18"})
_ASKED_WHO = frozenset({"CL", "VH"})


def given(answers: Answers, key: str) -> str:
    """Return an answer, empty when the question was skipped or not reached."""
    answer = answers.get(key, "")
    return "" if answer == SKIPPED else answer


def topic(answers: Answers) -> str:
    """Return the two letters of the topic, empty before it was chosen."""
    chosen = given(answers, "topic")
    return given(answers, "other") if chosen == ELSE else chosen


def is_else(answers: Answers) -> bool:
    """Tell whether the second list of topics is asked."""
    return answers.get("topic") == ELSE


def has_subtopics(answers: Answers) -> bool:
    """Tell whether the topic has a second level; nearly all do, so "2 of 6" counts it early."""
    chosen = topic(answers)
    return not chosen or bool(topics.subtopics(chosen))


def asks_who(answers: Answers) -> bool:
    """Tell whether we ask whom it is about: for children and violence."""
    return topic(answers) in _ASKED_WHO


def about_child(answers: Answers) -> bool:
    """Tell whether a child speaks or is spoken of: a short path, and a person answers."""
    return answers.get("who") in _CHILD


def asks_when(answers: Answers) -> bool:
    """Tell whether we ask when it happened: not a child, and not for a question."""
    return not about_child(answers) and topic(answers) != _QUESTION


def in_danger(answers: Answers) -> bool:
    """Tell whether the worker said so."""
    return answers.get("danger") == "yes"


def may_be_silent(answers: Answers) -> bool:
    """Tell whether a report may be sent without a word: nobody has to tell of violence."""
    return topic(answers) == "VH" or about_child(answers) or in_danger(answers)


def answered_here(answers: Answers) -> bool:
    """Tell whether the worker wants the answer in this chat."""
    return answers.get("answer") == "here"


def receipt_first(answers: Answers, *, short: bool) -> bool:
    """Tell whether **Only with my receipt** is offered first: being found out is the danger."""
    return short or topics.preselects_receipt(topic(answers))


def desk(answers: Answers) -> Desk:
    """Choose the desk that alone can open the report."""
    protected = about_child(answers) or topics.is_protection(topic(answers))
    return Desk.PROTECTION if protected else Desk.GENERAL


def kind(answers: Answers) -> Kind:
    """Tell a report from a question to a lawyer."""
    return Kind.CONSULTATION if topic(answers) == _QUESTION else Kind.REPORT


def severity(answers: Answers) -> int:
    """Rate the report from 1, the most severe, to 4."""
    urgent = answers.get("when") == "now" or in_danger(answers)
    return topics.severity(topic(answers), given(answers, "subtopic") or None, urgent=urgent)
