"""Add more: optional questions after filing, answered into the same case."""

from collections.abc import Sequence

from domain import place, receipt
from domain.case import Case
from domain.draft import SKIPPED, Answers
from domain.errors import NoSuchCase
from domain.incoming import IncomingKind
from domain.report import given
from handlers import flow as walk
from handlers.buttons import long
from handlers.errors import over
from handlers.flow import Flow, Step, StepKind
from handlers.room import Handler
from handlers.screen import Rows, Screen, stacked
from handlers.visit import Visit
from handlers.worker import menu, step, story
from handlers.worker.step import act, draft_of, headed, last_rows, one, skip_row
from locales.mark import _, button
from services import report as reports
from services.choice import CHOICES


def _has_region(answers: Answers) -> bool:
    return bool(given(answers, "region"))


def _knows_employer(answers: Answers) -> bool:
    return given(answers, "employer") not in {"", "unknown"}


FLOW = Flow(
    "more",
    1,
    (
        Step("many", _("How many people does it concern?"), StepKind.CHOICE, optional=True),
        Step("district", _("In which district?"), StepKind.CHOICE, optional=True, when=_has_region),
        Step("employer", _("Who is the employer?"), StepKind.CHOICE, optional=True),
        Step(
            "name",
            _("What is the employer called? Only the desk will read it."),
            StepKind.LINE,
            optional=True,
            when=_knows_employer,
        ),
        Step("want", _("What do you want?"), StepKind.CHOICE, optional=True),
    ),
)

#: A picture in front of each choice, for who reads little.
ICONS = {
    "many": {"1": "👤", "2": "👥", "10": "👥", "50": "👥"},
    "employer": {"cluster": "🏭", "farm": "🚜", "brigade": "🧢", "state": "🏛", "unknown": "❓"},
    "want": {"paid": "💰", "stop": "✋", "advice": "💡", "known": "👂"},
}
#: Districts on one screen.
PAGE = 12
#: A name has at most so many signs.
LONGEST_NAME = 200


async def begin(visit: Visit) -> None:
    """Begin to add to the case that the button stands for, if it still holds."""
    case = await _meant(visit)
    if case is None:
        text = visit.voice.text("This button has ended. Use My report to write more.")
        over(visit, text)
        visit.show(menu.screen(visit, text))
        return
    if step.is_about(visit, FLOW, case.id):
        visit.show(await screen(visit))
        return
    if menu.waits(visit.draft):
        visit.show(menu.waiting_screen(visit))
        return
    await visit.drop()
    known = {"case": case.id.hex(), "region": case.region}
    at, token = visit.unit.seconds, visit.house.new_token()
    visit.keep(walk.begin(FLOW, token=token, at=at, answers=known))
    visit.show(await screen(visit))


async def pressed(visit: Visit) -> None:
    """Answer a button."""
    await step.answer(visit, VERBS, FLOW, screen)


async def typed(visit: Visit) -> None:
    """Take the employer's name; anything else is refused kindly."""
    visit.erase_incoming()
    text = visit.incoming.text.strip()
    asked = draft_of(visit).step == "name" and visit.incoming.kind is IncomingKind.TEXT
    if receipt.find_in(text):
        visit.say(Screen(visit.voice.text(story.RECEIPT_HERE)))
    elif asked and text:
        await _on(visit, text[:LONGEST_NAME])
    else:
        visit.say(Screen(visit.voice.text("I did not take this in. Please answer the question.")))


async def screen(visit: Visit) -> Screen:
    """Show the current question."""
    step.fit(visit, FLOW)
    return _screen(visit, 0)


def _screen(visit: Visit, page: int) -> Screen:
    asked = FLOW.step(draft_of(visit).step)
    assert asked is not None  # noqa: S101 - the draft was brought to this flow
    listed = [(label, act(visit, "choose", code)) for code, label in _choices(visit).items()]
    shown = listed[page * PAGE : (page + 1) * PAGE] if asked.key == "district" else listed
    across = 2 if asked.key == "district" else 1
    turn = _turn_row(visit, listed, page) if asked.key == "district" else ()
    rows = (*stacked(shown, across=across), *turn, *skip_row(visit), *last_rows(visit))
    return Screen(headed(visit, FLOW, visit.voice.text(asked.question)), rows)


def _choices(visit: Visit) -> dict[str, str]:
    draft, voice = draft_of(visit), visit.voice
    if draft.step == "district":
        districts = place.districts(draft.answers["region"])
        return {one.code: one.name(voice.language) for one in districts}
    listed, icons = CHOICES.get(draft.step, {}), ICONS.get(draft.step, {})
    return {code: f"{icons[code]} {voice.text(label)}" for code, label in listed.items()}


def _turn_row(visit: Visit, listed: Sequence[object], page: int) -> Rows:
    earlier = one(visit, "⬅️", button("Earlier in the list"), "page", str(page - 1))
    later = one(visit, "➡️", button("Later in the list"), "page", str(page + 1))
    row = ((earlier,) if page else ()) + ((later,) if (page + 1) * PAGE < len(listed) else ())
    return stacked(row, across=2)


async def _meant(visit: Visit) -> Case | None:
    key = long(visit.press.word(0)) if visit.press else None
    return await reports.case_to_add_to(visit.unit, key, visit.chat_id) if key else None


async def _choose(visit: Visit) -> None:
    if step.value(visit) in _choices(visit):
        await _on(visit, step.value(visit))
    else:
        visit.show(await screen(visit))


async def _skip(visit: Visit) -> None:
    await _on(visit, SKIPPED)


async def _page(visit: Visit) -> None:
    word = step.value(visit)
    visit.show(_screen(visit, int(word) if word.isdecimal() and len(word) == 1 else 0))


async def _on(visit: Visit, answer: str) -> None:
    draft = draft_of(visit)
    moved = walk.advance(FLOW, draft, answer, token=visit.house.new_token())
    if moved.step == draft.step:
        await _finish(visit, moved.answers)
        return
    visit.keep(moved)
    visit.show(await screen(visit))


async def _finish(visit: Visit, answers: Answers) -> None:
    asked = {key: answer for key, answer in answers.items() if FLOW.step(key)}
    text = visit.voice.text("Thank you. It is added to your report.")
    try:
        await reports.add_more(visit.unit, visit.lane, bytes.fromhex(answers["case"]), asked)
    except NoSuchCase:
        text = visit.voice.text("Your report is no longer here, so nothing was added.")
        await visit.drop()
    visit.draft = None
    visit.show(menu.screen(visit, text))


async def _back(visit: Visit) -> None:
    await step.go_back(visit, FLOW, screen)


async def _stay(visit: Visit) -> None:
    visit.show(await screen(visit))


VERBS: dict[str, Handler] = {
    "choose": _choose,
    "skip": _skip,
    "page": _page,
    "back": _back,
    "stay": _stay,
    "stop": step.stop,
    "erase": step.erase,
}
