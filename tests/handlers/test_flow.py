"""The flow engine on walks that nobody thought of: no answer is lost, no step is out of reach."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.draft import Answers, Draft
from handlers.flow import Flow, Step, StepKind, advance, back, begin, jump, progress, resume

YES, NO = "yes", "no"


def _said_yes(answers: Answers) -> bool:
    return answers.get("first") == YES


def _said_no(answers: Answers) -> bool:
    return answers.get("first") == NO


FLOW = Flow(
    "walk",
    2,
    (
        Step("first", "First?", StepKind.CHOICE),
        Step("more", "More?", StepKind.CHOICE, when=_said_yes),
        Step("less", "Less?", StepKind.CHOICE, when=_said_no, counted=False),
        Step("story", "Tell.", StepKind.STORY),
        Step("review", "Right?", StepKind.REVIEW, counted=False),
    ),
)
KEYS = [step.key for step in FLOW.steps]
#: An answer, a step back, or a step that is jumped to.
MOVES = st.lists(st.sampled_from([YES, NO, "back", *KEYS]), max_size=12)


def _walked(moves: list[str]) -> list[Draft]:
    """Walk; gives the draft after each move."""
    walk = [begin(FLOW, token="0", at=7)]
    for n, move in enumerate(moves, start=1):
        here, token = walk[-1], str(n)
        if move in {YES, NO}:
            walk.append(advance(FLOW, here, move, token=token))
        elif move == "back":
            walk.append(back(FLOW, here, token=token) or here)
        elif move in {step.key for step in FLOW.path(here.answers)}:
            walk.append(jump(here, move, token=token))
    return walk


@given(MOVES)
def test_wherever_a_walk_leads_the_step_is_one_that_is_asked(moves: list[str]) -> None:
    for draft in _walked(moves):
        path = [step.key for step in FLOW.path(draft.answers)]
        assert draft.step in path
        at, total = progress(FLOW, draft)
        assert 1 <= at <= total == sum(step.counted for step in FLOW.path(draft.answers))


@given(MOVES)
def test_no_answer_is_lost_on_any_walk(moves: list[str]) -> None:
    for before, after in pairwise(_walked(moves)):
        assert before.answers.keys() <= after.answers.keys()
        assert after.made_at == 7


@given(MOVES, st.sampled_from([YES, NO]))
def test_an_answer_leads_to_the_next_step_that_applies(moves: list[str], answer: str) -> None:
    here = _walked(moves)[-1]
    ahead = advance(FLOW, here, answer, token="ahead")
    assert ahead.answers == {**here.answers, here.step: answer}
    path = [step.key for step in FLOW.path(ahead.answers)]
    assert ahead.step == path[min(path.index(here.step) + 1, len(path) - 1)]


@given(MOVES, st.sampled_from([YES, NO]))
def test_back_leads_to_the_step_before_and_every_screen_has_its_own_token(
    moves: list[str], answer: str
) -> None:
    here = _walked(moves)[-1]
    ahead = advance(FLOW, here, answer, token="ahead")
    assert ahead.token == "ahead"
    path = [step.key for step in FLOW.path(ahead.answers)]
    behind = back(FLOW, ahead, token="behind")
    if ahead.step == here.step:
        assert here.step == "review"
    elif behind is None:
        assert ahead.step == path[0]
    else:
        assert (behind.step, behind.token) == (path[path.index(ahead.step) - 1], "behind")
        assert behind.answers == ahead.answers


def test_nothing_is_before_the_first_step() -> None:
    assert back(FLOW, begin(FLOW, token="0", at=0), token="1") is None


def test_what_is_known_already_is_not_asked() -> None:
    assert begin(FLOW, token="0", at=0, answers={"first": YES}).step == "more"


@given(MOVES)
def test_a_draft_of_this_release_goes_on_where_it_was(moves: list[str]) -> None:
    here = _walked(moves)[-1]
    assert resume(FLOW, here, token=here.token) == here
    assert resume(FLOW, here, token="anew") == replace(here, token="anew")


@given(MOVES, st.sampled_from([*KEYS, "a step of long ago"]), st.integers(1, 2))
def test_a_draft_of_an_older_release_loses_no_answer(
    moves: list[str], step: str, version: int
) -> None:
    here = replace(_walked(moves)[-1], version=version, step=step)
    later = resume(FLOW, here, token="anew")
    assert (later.answers, later.version, later.token) == (here.answers, FLOW.version, "anew")
    path = [one.key for one in FLOW.path(here.answers)]
    if version == FLOW.version and step in path:
        assert later.step == step
    else:
        assert later.step == next((key for key in path if key not in here.answers), path[-1])


@given(MOVES)
def test_an_answer_that_changes_the_way_hides_what_it_made_needless(moves: list[str]) -> None:
    draft = _walked(moves)[-1]
    shown = {step.key for step in FLOW.path(draft.answers)}
    assert ("more" in shown) == (draft.answers.get("first") == YES)
    assert ("less" in shown) == (draft.answers.get("first") == NO)
