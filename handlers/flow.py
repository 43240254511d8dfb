"""The flow engine: a conversation is a list of steps; this walks it and knows nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from domain.draft import Answers, Draft


class StepKind(Enum):
    """How a step is answered."""

    #: By one press.
    CHOICE = auto()
    #: By any mix of messages, ended with **Done**.
    STORY = auto()
    #: By one typed line.
    LINE = auto()
    #: By **Send**, after everything was shown once more.
    REVIEW = auto()


def always(_answers: Answers) -> bool:
    """Tell that a step is always asked."""
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `when` tells from the answers so far whether it is asked."""

    key: str
    question: str
    kind: StepKind
    optional: bool = False
    when: Callable[[Answers], bool] = always
    #: Whether the step counts in "2 of 6".
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation: reads as a form. Raise `version` when a key changes its meaning."""

    name: str
    version: int
    steps: tuple[Step, ...]

    def step(self, key: str) -> Step | None:
        """Find a step by its key."""
        return next((step for step in self.steps if step.key == key), None)

    def path(self, answers: Answers) -> tuple[Step, ...]:
        """List the steps that apply to these answers."""
        return tuple(step for step in self.steps if step.when(answers))


def begin(flow: Flow, *, token: str, at: int, answers: Answers | None = None) -> Draft:
    """Begin a conversation at its first step that has no answer yet."""
    draft = Draft(flow.name, flow.version, "", token, dict(answers or {}), made_at=at)
    return replace(draft, step=_open_step(flow, draft.answers))


def advance(flow: Flow, draft: Draft, answer: str, *, token: str) -> Draft:
    """Take the answer to the current step and go to the next one that applies.

    At the last step the draft stays there: only its ending takes it away.
    """
    answered = draft.answered(**{draft.step: answer})
    path = [step.key for step in flow.path(answered.answers)]
    after = path[path.index(draft.step) + 1 :] if draft.step in path else path
    step = after[0] if after else draft.step
    return replace(answered, step=step, token=token)


def jump(draft: Draft, step: str, *, token: str) -> Draft:
    """Go to a step, keeping all answers."""
    return replace(draft, step=step, token=token)


def back(flow: Flow, draft: Draft, *, token: str) -> Draft | None:
    """Go back one step, keeping all answers; None at the first step."""
    path = [step.key for step in flow.path(draft.answers)]
    at = path.index(draft.step) if draft.step in path else 0
    return jump(draft, path[at - 1], token=token) if at else None


def resume(flow: Flow, draft: Draft, *, token: str) -> Draft:
    """Continue a draft, also one that an earlier release began: no answer is lost."""
    known = flow.step(draft.step)
    if draft.version == flow.version and known and known.when(draft.answers):
        return draft if draft.token == token else replace(draft, token=token)
    step = _open_step(flow, draft.answers)
    return replace(draft, version=flow.version, step=step, token=token)


def progress(flow: Flow, draft: Draft) -> tuple[int, int]:
    """Tell how far the conversation is: (this step, all steps), counted from 1."""
    path = [step.key for step in flow.path(draft.answers) if step.counted]
    at = path.index(draft.step) if draft.step in path else 0
    return at + 1, len(path)


def _open_step(flow: Flow, answers: Answers) -> str:
    path = flow.path(answers)
    return next((step.key for step in path if step.key not in answers), path[-1].key)
