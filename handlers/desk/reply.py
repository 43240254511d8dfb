"""Answering a worker: what was written, the preview as the worker will read it, then sent."""

from domain.case import OPEN, Case
from domain.errors import WrongStatus
from domain.staff import Duty, Staff, check, check_touch
from handlers.desk import canned, step
from handlers.desk.canned import as_read
from handlers.desk.case import show
from handlers.desk.door import opens_here
from handlers.desk.step import draft_of, last_row, one
from handlers.flow import Flow, Step, StepKind
from handlers.room import Handler
from handlers.screen import Rows, Screen
from handlers.visit import Visit
from locales.mark import _, button
from services import case as cases

FLOW = Flow(
    "answer",
    1,
    (
        Step("write", _("Answer to {code}. Write it in {language}:"), StepKind.STORY),
        Step("add", _("Write what is to be added. Then press Done."), StepKind.STORY),
        Step("preview", _("This is what the worker of {code} will read:"), StepKind.REVIEW),
    ),
)

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
    await TYPED.get(draft_of(visit).step, _written)(visit)


async def screen(visit: Visit) -> Screen:
    """Show what there is to do now."""
    _person, case = await step.case_of(visit)
    return {"preview": _preview, "add": _adding}.get(draft_of(visit).step, _writing)(visit, case)


def _writing(visit: Visit, case: Case) -> Screen:
    question = FLOW.steps[0].question
    said = [visit.voice.text(question, code=case.code, language=case.language.label)]
    if text := draft_of(visit).answers.get("text", ""):
        said += [visit.voice.text(SO_FAR), text]
    ready = one(visit, "💬", button("Canned replies"), "canned")
    return Screen("\n\n".join(said), ((ready,), *last_row(visit)))


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


async def _written(visit: Visit) -> None:
    text = step.read(visit)
    if text is not None:
        step.move(visit, "preview", text=text)
        visit.show(await screen(visit))


async def _added(visit: Visit) -> None:
    text = step.read(visit, draft_of(visit).answers.get("text", ""))
    if text is not None:
        step.move(visit, "add", text=text)
        visit.refresh(await screen(visit))


async def _held(visit: Visit) -> None:
    """Hold what was typed beside the preview: it is not sent unless it is added."""
    answers = draft_of(visit).answers
    text, held = answers.get("text", ""), answers.get("held", "")
    together = step.read(visit, "\n\n".join(filter(None, [text, held])))
    if together is not None:
        step.move(visit, "preview", held=together.removeprefix(text).lstrip("\n"))
        visit.refresh(await screen(visit))


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
    """List the canned replies, or take the one that was chosen into the preview."""
    _person, case = await step.case_of(visit)
    if text := canned.chosen(visit, case):
        step.move(visit, "preview", text=text)
        visit.show(await screen(visit))
    else:
        visit.show(canned.screen(visit, case))


async def _stay(visit: Visit) -> None:
    visit.show(await screen(visit))


#: What a message does at each step.
TYPED: dict[str, Handler] = {"write": _written, "add": _added, "preview": _held}

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
