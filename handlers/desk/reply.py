"""Answering a worker: what was written, the preview as the worker will read it, then sent."""

from domain.case import OPEN, Case
from domain.errors import WrongStatus
from domain.staff import Duty, Staff, check, check_touch
from handlers.desk import step
from handlers.desk.case import show
from handlers.desk.door import opens_here
from handlers.desk.step import draft_of, last_row, one
from handlers.flow import Flow, Step, StepKind
from handlers.room import Handler
from handlers.screen import Rows, Screen, stacked
from handlers.visit import Visit
from locales.mark import _, button
from locales.voice import Voice
from services import case as cases

FLOW = Flow(
    "answer",
    1,
    (
        Step("write", _("Answer to {code}. Write it in {language}:"), StepKind.STORY),
        Step(
            "add", _("Write what is to be added. Then press Done."), StepKind.STORY, optional=True
        ),
        Step("preview", _("This is what the worker of {code} will read:"), StepKind.REVIEW),
    ),
)

#: Short answers that are needed often: what the button says, what the worker reads.
CANNED = (
    (
        button("We are working on it"),
        _("Thank you. We have read what you wrote and are working on it. We will write again."),
    ),
    (
        button("Tell us more"),
        _(
            "Please tell us more: when it happened, how many people it touches, what was agreed. "
            "You need not name anybody."
        ),
    ),
    (
        button("Keep the proof"),
        _(
            "Please keep what proves it: photos of lists and scales, messages, a note of days and "
            "kilograms. Keep it where nobody finds it."
        ),
    ),
    (
        button("Are you safe?"),
        _("Are you safe just now? In danger call 102 (police) or 103 (ambulance)."),
    ),
    (
        button("If it goes on"),
        _(
            "We have done what we could. If it goes on, or somebody punishes you for writing to "
            "us, write to us again."
        ),
    ),
)
#: Stands under every answer, in the worker's language.
NEVER_ASKED = _("We will not ask who you are here.")

HELD = _("What you wrote after the preview is not in it. Add to it takes it in.")
SO_FAR = _("Write it again. This is what you had:")
TOLD = _("Sent. The worker's chat says that there is an answer.")
BY_RECEIPT = _("Sent. The worker reads it with the receipt.")


async def begin(visit: Visit, person: Staff, case: Case) -> None:
    """Begin an answer, or go on with it. Raises NotAllowed, NotYours or WrongStatus."""
    check(person, Duty.REPLY)
    check_touch(person, case.desk, case.assignee)
    if case.status not in OPEN:
        raise WrongStatus
    if opens_here(visit, case):
        await step.begin(visit, person, case, FLOW, screen)
    else:
        await show(visit, person, case)


async def pressed(visit: Visit) -> None:
    """Answer a button."""
    verb = visit.press.word(1) if visit.press else ""
    await VERBS.get(verb, _stay)(visit)


async def typed(visit: Visit) -> None:
    """Take a message in: the first one shows the preview, and what comes after that one waits."""
    await step.case_of(visit)
    draft = draft_of(visit)
    if draft.step == "preview":
        held = step.read(visit, draft.answers.get("held", ""))
        if held is not None:
            step.move(visit, "preview", held=held)
            visit.refresh(await screen(visit))
        return
    adding = draft.step == "add"
    text = step.read(visit, draft.answers.get("text", "") if adding else "")
    if text is not None:
        step.move(visit, draft.step if adding else "preview", text=text)
        visit.show(await screen(visit))


async def screen(visit: Visit) -> Screen:
    """Show what there is to do now."""
    _person, case = await step.case_of(visit)
    return {"preview": _preview, "add": _adding}.get(draft_of(visit).step, _writing)(visit, case)


def as_read(case: Case, text: str) -> str:
    """Write an answer as its worker will read it."""
    return f"{text}\n\n{Voice(case.language).text(NEVER_ASKED)}"


def _writing(visit: Visit, case: Case) -> Screen:
    question = FLOW.steps[0].question
    said = [visit.voice.text(question, code=case.code, language=case.language.label)]
    if text := draft_of(visit).answers.get("text", ""):
        said += [visit.voice.text(SO_FAR), text]
    canned = one(visit, "💬", button("Canned replies"), "canned")
    return Screen("\n\n".join(said), ((canned,), *last_row(visit)))


def _adding(visit: Visit, case: Case) -> Screen:
    text = draft_of(visit).answers.get("text", "")
    done = one(visit, "✅", button("Done"), "done")
    said = "\n\n".join(filter(None, [text, "— " + visit.voice.text(FLOW.steps[1].question)]))
    return Screen(said, ((done,), *last_row(visit)))


def _preview(visit: Visit, case: Case) -> Screen:
    answers = draft_of(visit).answers
    said = [
        visit.voice.text(FLOW.steps[2].question, code=case.code),
        as_read(case, answers.get("text", "")),
    ]
    if answers.get("held"):
        said.append(f"⚠️ {visit.voice.text(HELD)}")
    return Screen("\n\n".join(said), _preview_rows(visit))


def _preview_rows(visit: Visit) -> Rows:
    return (
        (one(visit, "📨", button("Send to the worker"), "send"),),
        (
            one(visit, "✏️", button("Change"), "change"),
            one(visit, "➕", button("Add to it"), "add"),
        ),
        *last_row(visit),
    )


async def _send(visit: Visit) -> None:
    person, case = await step.case_of(visit)
    text = draft_of(visit).answers.get("text", "")
    if draft_of(visit).step != "preview" or not text:
        await _stay(visit)
        return
    if not opens_here(visit, case):
        await step.leave(visit)
        return
    answered, told = await cases.answer(visit.unit, person, case, as_read(case, text))
    await visit.drop()
    await show(visit, person, answered, visit.voice.text(TOLD if told else BY_RECEIPT))


async def _change(visit: Visit) -> None:
    step.move(visit, "write", held="")
    visit.show(await screen(visit))


async def _add(visit: Visit) -> None:
    answers = draft_of(visit).answers
    text = "\n\n".join(filter(None, [answers.get("text"), answers.get("held")]))
    step.move(visit, "add", text=text, held="")
    visit.show(await screen(visit))


async def _done(visit: Visit) -> None:
    if draft_of(visit).answers.get("text"):
        step.move(visit, "preview")
    visit.show(await screen(visit))


async def _canned(visit: Visit) -> None:
    """List the canned replies in the worker's language, or take the one that was chosen."""
    _person, case = await step.case_of(visit)
    chosen = visit.press.word(2) if visit.press else ""
    said = [Voice(case.language).text(text) for _label, text in CANNED]
    if chosen.isascii() and chosen.isdigit() and int(chosen) < len(CANNED):
        step.move(visit, "preview", text=said[int(chosen)])
        visit.show(await screen(visit))
        return
    text = "\n\n".join(f"{n}. {one_of}" for n, one_of in enumerate(said, start=1))
    buttons = [one(visit, "", label, "canned", str(n)) for n, (label, _text) in enumerate(CANNED)]
    back = one(visit, "◀️", button("Back"), "stay")
    visit.show(Screen(text, (*stacked(buttons), (back,))))


async def _stay(visit: Visit) -> None:
    visit.show(await screen(visit))


VERBS: dict[str, Handler] = {
    "canned": _canned,
    "done": _done,
    "send": _send,
    "change": _change,
    "add": _add,
    "stay": _stay,
    "stop": step.stop,
    "erase": step.leave,
}
