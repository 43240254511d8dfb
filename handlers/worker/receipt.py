"""I have a receipt: the twenty digits open the case, its status and every answer."""

from domain.errors import NoSuchCase, Refusal
from domain.incoming import IncomingKind
from domain.letter import Mark
from handlers import flow as walk
from handlers.flow import Flow, Step, StepKind
from handlers.room import Handler
from handlers.screen import Screen, units
from handlers.visit import Visit
from handlers.worker import answer, menu, reply, status, step
from handlers.worker.step import draft_of, last_rows, one
from locales.mark import _, button, sentence
from services import address, receipt, word
from services.receipt import Opened

FLOW = Flow(
    "receipt",
    1,
    (
        Step(
            "digits",
            _("Type the 20 digits of your receipt. We delete your message at once."),
            StepKind.LINE,
        ),
        Step("open", _("Your report:"), StepKind.REVIEW),
    ),
)
#: All answers stand on one screen when they are not longer than this; else each on its own.
MOST_UNITS = 3200

NO_ANSWER = _("There is no answer yet.")
PRESS_FIRST = _("I did not take this in. To write to the desk, press Write more first.")
HERE_NOW = _("From now on the answers come to this chat.")
CLOSED_AGAIN = _("To read the answers again, type your receipt again.")


async def begin(visit: Visit) -> None:
    """Ask for the digits."""
    if menu.waits(visit.draft):
        visit.show(menu.waiting_screen(visit))
        return
    await visit.drop()
    visit.keep(walk.begin(FLOW, token=visit.house.new_token(), at=visit.unit.seconds))
    visit.show(await screen(visit))


async def pressed(visit: Visit) -> None:
    """Answer a button."""
    await step.answer(visit, VERBS, FLOW, screen)


async def typed(visit: Visit) -> None:
    """Read a receipt; the message that held it is deleted whatever it was."""
    visit.erase_incoming()
    if draft_of(visit).step == "open" and not receipt.looks_meant(visit.incoming.text):
        visit.say(Screen(visit.voice.text(PRESS_FIRST)))
        return
    try:
        opened = await _opened(visit)
    except Refusal as refusal:
        _ask_again(visit, visit.voice.text(sentence(refusal)))
        return
    draft = draft_of(visit).answered(case=opened.case.id.hex())
    visit.keep(walk.jump(draft, "open", token=visit.house.new_token()))
    await _show(visit, opened)


async def screen(visit: Visit) -> Screen:
    """Show what is asked, or how the opened case stands."""
    step.fit(visit, FLOW)
    draft = draft_of(visit)
    if draft.step == "digits":
        return Screen(visit.voice.text(FLOW.steps[0].question), last_rows(visit))
    try:
        case = await word.case_of(visit.unit, bytes.fromhex(draft.answers["case"]))
    except NoSuchCase:
        return Screen(visit.voice.text(sentence(NoSuchCase)), last_rows(visit))
    again = visit.voice.text(CLOSED_AGAIN)
    return _open_screen(visit, f"{await status.lines(visit, case)}\n\n{again}")


async def _opened(visit: Visit) -> Opened:
    text = visit.incoming.text if visit.incoming.kind is IncomingKind.TEXT else ""
    receipt.check(text)
    return await receipt.open_with(visit.unit, visit.lane, visit.typed)


def _ask_again(visit: Visit, why: str) -> None:
    draft = draft_of(visit)
    visit.keep(walk.jump(draft.answered(case=""), "digits", token=visit.house.new_token()))
    question = visit.voice.text(FLOW.steps[0].question)
    visit.show(Screen(f"{why}\n\n{question}", last_rows(visit)))


async def _show(visit: Visit, opened: Opened) -> None:
    said = [f"{answer.written_at(visit, one)}\n{one.text}" for one in opened.replies]
    told = "\n\n".join(said) or visit.voice.text(NO_ANSWER)
    head = await status.lines(visit, opened.case)
    if units(told) <= MOST_UNITS:
        visit.show(_open_screen(visit, f"{head}\n\n{told}"))
        return
    sheets = [sheet for one_said in said for sheet in answer.pages(one_said)]
    for n, sheet in enumerate(sheets):
        visit.say(Screen(sheet), mark=Mark.CONTENT, about=f"{FLOW.name}{n}")
    visit.keep(draft_of(visit).answered(sheets=str(len(sheets))))
    visit.show(_open_screen(visit, head))


def _open_screen(visit: Visit, text: str) -> Screen:
    rows = (
        (one(visit, "✍️", button("Write more"), "write"),),
        (one(visit, "💬", button("Answer me here from now on"), "here"),),
        (one(visit, "🙈", button("Hide"), "hide"),),
    )
    return Screen(text, rows)


async def _write(visit: Visit) -> None:
    case_id = _case_id(visit)
    if case_id is None:
        visit.show(await screen(visit))
        return
    await visit.drop()
    reply.begin(visit, case_id)
    visit.show(await reply.screen(visit))


async def _here(visit: Visit) -> None:
    case_id = _case_id(visit)
    if case_id is None:
        visit.show(await screen(visit))
        return
    await word.case_of(visit.unit, case_id)
    language = visit.voice.language
    await address.answer_here(visit.unit, case_id, visit.chat_id, language)
    await visit.drop()
    visit.show(menu.screen(visit, visit.voice.text(HERE_NOW)))


async def _hide(visit: Visit) -> None:
    for n in range(int(draft_of(visit).answers.get("sheets", "0"))):
        visit.erase_marked(Mark.CONTENT, f"{FLOW.name}{n}")
    await visit.drop()
    visit.show(menu.screen(visit))


async def _stay(visit: Visit) -> None:
    visit.show(await screen(visit))


def _case_id(visit: Visit) -> bytes | None:
    word_kept = draft_of(visit).answers.get("case", "")
    return bytes.fromhex(word_kept) if word_kept else None


VERBS: dict[str, Handler] = {
    "write": _write,
    "here": _here,
    "hide": _hide,
    "back": _hide,
    "stop": _hide,
    "erase": _hide,
    "stay": _stay,
}
