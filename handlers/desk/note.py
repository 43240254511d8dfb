"""A note among staff: messages until **Done**, sealed to the case; no worker ever sees it."""

from domain.case import Case
from domain.staff import Duty, Staff, check, check_touch
from handlers.desk import step
from handlers.desk.case import show
from handlers.desk.door import opens_here
from handlers.desk.step import draft_of, last_row, one
from handlers.flow import Flow, Step, StepKind
from handlers.room import Handler
from handlers.screen import Screen
from handlers.visit import Visit
from locales.mark import _, button
from services import case as cases

FLOW = Flow(
    "note",
    1,
    (
        Step(
            "write",
            _("A note on {code}. Only staff read it. Write, then press Done."),
            StepKind.STORY,
        ),
    ),
)
KEPT = _("The note is kept with the case.")


async def begin(visit: Visit, person: Staff, case: Case) -> None:
    """Begin a note. Raises NotAllowed or NotYours."""
    check(person, Duty.NOTE)
    check_touch(person, case.desk, case.assignee)
    if opens_here(visit, case):
        await step.begin(visit, person, case, FLOW, screen)
    else:
        await show(visit, person, case)


async def pressed(visit: Visit) -> None:
    """Answer a button."""
    verb = visit.press.word(1) if visit.press else ""
    await VERBS.get(verb, _stay)(visit)


async def typed(visit: Visit) -> None:
    """Take a message into the note."""
    await step.case_of(visit)
    text = step.read(visit, draft_of(visit).answers.get("text", ""))
    if text is not None:
        step.move(visit, "write", text=text)
        visit.refresh(await screen(visit))


async def screen(visit: Visit) -> Screen:
    """Show the note so far."""
    _person, case = await step.case_of(visit)
    text = draft_of(visit).answers.get("text", "")
    asked = visit.voice.text(FLOW.steps[0].question, code=case.code)
    done = one(visit, "✅", button("Done"), "done")
    return Screen("\n\n".join(filter(None, [asked, text])), ((done,), *last_row(visit)))


async def _done(visit: Visit) -> None:
    person, case = await step.case_of(visit)
    text = draft_of(visit).answers.get("text", "")
    if not text:
        await _stay(visit)
        return
    await cases.note(visit.unit, person, case, [text])
    await visit.drop()
    await show(visit, person, case, visit.voice.text(KEPT))


async def _stay(visit: Visit) -> None:
    visit.show(await screen(visit))


async def _erase(visit: Visit) -> None:
    await step.leave(visit)


VERBS: dict[str, Handler] = {
    "done": _done,
    "stay": _stay,
    "stop": step.stop,
    "erase": _erase,
}
