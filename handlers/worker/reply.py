"""Writing in a case that is filed: messages until **Done**, a preview, **Send**."""

from domain.draft import Part
from domain.errors import NoSuchCase, NothingToSend
from handlers import flow as walk
from handlers.flow import Flow, Step, StepKind
from handlers.room import Handler
from handlers.screen import Screen, sheets
from handlers.visit import Visit
from handlers.worker import menu, mine, step, story
from handlers.worker.step import draft_of, last_rows, one
from locales.mark import _, button
from services import draft as drafts
from services import word

FLOW = Flow(
    "reply",
    1,
    (
        Step(
            "story",
            _("Write to the desk, speak, or send photos. Then press Done."),
            StepKind.STORY,
        ),
        Step("review", _("This will be sent to the desk:"), StepKind.REVIEW),
    ),
)
#: How much of the texts a preview shows.
PREVIEW_UNITS = 3000


def begin(visit: Visit, case_id: bytes) -> None:
    """Take up a conversation with the desk; the caller shows its screen."""
    answers = {"case": case_id.hex()}
    at, token = visit.unit.seconds, visit.house.new_token()
    visit.keep(walk.begin(FLOW, token=token, at=at, answers=answers))


async def pressed(visit: Visit) -> None:
    """Answer a button."""
    await step.answer(visit, VERBS, FLOW, screen)


async def typed(visit: Visit) -> None:
    """Keep what was written; after the preview was shown, too."""
    if why := await story.take(visit):
        visit.show(step.after(why, await screen(visit)))
        return
    draft = draft_of(visit)
    if draft.step == "review":
        visit.keep(walk.jump(draft, "story", token=visit.house.new_token()))
    visit.refresh(await screen(visit))


async def screen(visit: Visit) -> Screen:
    """Show what there is to write, or the preview."""
    step.fit(visit, FLOW)
    draft, voice = draft_of(visit), visit.voice
    kept = story.counter(voice, draft)
    question = voice.text(FLOW.steps[draft.step == "review"].question)
    if draft.step == "story":
        done = (one(visit, "✅", button("Done"), "done"),)
        return Screen("\n\n".join(filter(None, [question, kept])), (done, *last_rows(visit)))
    words = _words(await drafts.parts(visit.unit, visit.lane))
    send = (one(visit, "📨", button("Send"), "send"),)
    text = "\n\n".join(filter(None, [question, words, kept]))
    return Screen(text, (send, *last_rows(visit)))


async def _done(visit: Visit) -> None:
    draft = draft_of(visit)
    if not draft.kept:
        raise NothingToSend
    if draft.step == "story":
        visit.keep(walk.advance(FLOW, draft, "told", token=visit.house.new_token()))
    visit.show(await screen(visit))


async def _send(visit: Visit) -> None:
    draft = draft_of(visit)
    if draft.step != "review":
        visit.show(await screen(visit))
        return
    text = visit.voice.text("It is sent. The desk will read it.")
    try:
        case_id = bytes.fromhex(draft.answers["case"])
        await word.write(visit.unit, visit.lane, case_id, chat_id=visit.chat_id)
    except NoSuchCase:
        text = visit.voice.text("Your report is no longer here, so nothing was sent.")
        await visit.drop()
    visit.draft = None
    visit.show(menu.screen(visit, text))


async def _back(visit: Visit) -> None:
    if draft_of(visit).step == "story" and not draft_of(visit).messages:
        await visit.drop()
        visit.show(await mine.screen(visit))
        return
    await step.go_back(visit, FLOW, screen)


async def _stay(visit: Visit) -> None:
    visit.show(await screen(visit))


def _words(parts: list[Part]) -> str:
    text = "\n\n".join(part.text for part in parts if part.text)
    first, *more = sheets(text, PREVIEW_UNITS)
    return f"{first}…" if more else first


VERBS: dict[str, Handler] = {
    "done": _done,
    "send": _send,
    "back": _back,
    "stay": _stay,
    "stop": step.stop,
    "erase": step.erase,
}
