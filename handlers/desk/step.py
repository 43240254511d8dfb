"""What the desk's conversations share: taking up texts for one case, showing them, stopping."""

from collections.abc import Awaitable, Callable

from domain.case import Case
from domain.draft import Draft
from domain.errors import NoSuchCase
from domain.incoming import IncomingKind
from domain.staff import Staff
from handlers import flow as walk
from handlers.buttons import Realm, data
from handlers.desk.case import TALKS, show
from handlers.desk.door import staff_of
from handlers.flow import Flow
from handlers.screen import Button, Rows, Screen, units
from handlers.visit import Visit
from locales.mark import _, button, sentence
from services import case as cases

#: UTF-16 units that fit one message of Telegram with what stands around them.
MOST_UNITS = 3500

TEXT_ONLY = _("Only text can be taken here. It was deleted.")
TOO_LONG = _("That would be too long for one message, so it was not taken. Please shorten it.")
UNFINISHED = _("You have an unfinished report of your own in this chat. End it first: /cancel")

ScreenOf = Callable[[Visit], Awaitable[Screen]]


def draft_of(visit: Visit) -> Draft:
    """Give the conversation under way; a room is entered only with one."""
    assert visit.draft is not None  # noqa: S101 - the route table looked
    return visit.draft


async def begin(visit: Visit, person: Staff, case: Case, flow: Flow, screen: ScreenOf) -> None:
    """Take up a conversation about a case, or go on with the one that waits."""
    draft = visit.draft
    if draft and draft.flow not in TALKS and draft.messages:
        await show(visit, person, case, visit.voice.text(UNFINISHED))
        return
    if draft is None or (draft.flow, draft.answers.get("case")) != (flow.name, case.code):
        await visit.drop()
        token, at = visit.house.new_token(), visit.unit.seconds
        visit.keep(walk.begin(flow, token=token, at=at, answers={"case": case.code}))
    visit.show(await screen(visit))


async def case_of(visit: Visit) -> tuple[Staff, Case]:
    """Read whom and which case the conversation is about. Raises Unknown, NoSuchCase."""
    person = await staff_of(visit)
    return person, await cases.by_code(visit.unit, person, draft_of(visit).answers["case"])


def move(visit: Visit, step: str, **answers: str) -> None:
    """Go to a step with these answers; the buttons of the screen before are then old."""
    draft = draft_of(visit).answered(**answers)
    visit.keep(walk.jump(draft, step, token=visit.house.new_token()))


def read(visit: Visit, before: str = "") -> str | None:
    """Read what was typed below what was there; None when it cannot be taken, and why was said."""
    typed = visit.incoming.text.strip()
    if visit.incoming.kind is not IncomingKind.TEXT or not typed:
        visit.erase_incoming()
        visit.say(Screen(visit.voice.text(TEXT_ONLY)))
        return None
    text = f"{before}\n\n{typed}" if before else typed
    if units(text) > MOST_UNITS:
        # It stays in the chat, so that nobody has to write it again.
        visit.say(Screen(visit.voice.text(TOO_LONG)))
        return None
    visit.erase_incoming()
    return text


async def leave(visit: Visit, notice: str = "") -> None:
    """End the conversation without a word kept, and show the case."""
    try:
        person, case = await case_of(visit)
    except NoSuchCase as gone:
        await visit.drop()
        visit.show(Screen(visit.voice.text(sentence(gone))))
        return
    await visit.drop()
    await show(visit, person, case, notice)


async def stop(visit: Visit) -> None:
    """Ask once before a text is lost."""
    if not any(draft_of(visit).answers.get(key) for key in ("text", "held")):
        await leave(visit)
        return
    text = visit.voice.text(_("Stop? What you have written here is then lost."))
    yes = one(visit, "🗑", button("Stop"), "erase")
    visit.show(Screen(text, ((yes,), (one(visit, "▶️", button("Go on"), "stay"),))))


def one(visit: Visit, icon: str, label: str, *words: str) -> Button:
    """Make a button of the current step."""
    pressed = data(Realm.STEP, draft_of(visit).token, *words)
    return f"{icon} {visit.voice.text(label)}".strip(), pressed


def last_row(visit: Visit) -> Rows:
    """Give the row that ends every screen of a conversation: **Stop**."""
    return ((one(visit, "✖️", button("Stop"), "stop"),),)
