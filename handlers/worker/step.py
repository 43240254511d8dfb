"""What every conversation of a worker shares: reading a press, the last rows, stopping."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from domain.draft import Draft
from handlers.buttons import Realm, data
from handlers.flow import Flow, back, progress, resume
from handlers.room import Handler
from handlers.screen import Button, Rows, Screen
from handlers.visit import Visit
from handlers.worker import menu
from locales.mark import _, button

ScreenOf = Callable[[Visit], Awaitable[Screen]]

#: Conversations that add to a report with the desk: stopping them erases nothing of that.
ADDING = frozenset({"more", "reply"})

ASK_STOP = _("Stop? Then we erase everything you told us here.")
ASK_STOP_ADDING = _("Stop? What you add now is not sent. Your report stays with the desk.")
ERASED = _("Everything you told us here is erased.")
NOT_ADDED = _("Nothing was added. Your report is with the desk as before.")


def draft_of(visit: Visit) -> Draft:
    """Give the conversation under way; a room is entered only with one."""
    assert visit.draft is not None  # noqa: S101 - the route table looked
    return visit.draft


def is_about(visit: Visit, flow: Flow, case_id: bytes) -> bool:
    """Tell whether this is the conversation under way, and about this case."""
    draft = visit.draft
    under_way = draft is not None and draft.flow == flow.name
    return under_way and draft_of(visit).answers.get("case") == case_id.hex()


def verb(visit: Visit) -> str:
    """Read what a press wants."""
    return visit.press.word(1) if visit.press else ""


def value(visit: Visit) -> str:
    """Read what a press chose."""
    return visit.press.word(2) if visit.press else ""


def act(visit: Visit, *words: str) -> str:
    """Encode a button of the current step."""
    return data(Realm.STEP, draft_of(visit).token, *words)


def one(visit: Visit, icon: str, label: str, *words: str) -> Button:
    """Make a button of the current step."""
    return f"{icon} {visit.voice.text(label)}".strip(), act(visit, *words)


async def answer(visit: Visit, verbs: Mapping[str, Handler], flow: Flow, screen: ScreenOf) -> None:
    """Do what a press says; one that an earlier release made shows the current screen."""
    if not fit(visit, flow) and (handler := verbs.get(verb(visit))):
        await handler(visit)
    else:
        visit.show(await screen(visit))


def fit(visit: Visit, flow: Flow) -> bool:
    """Bring a draft of an earlier release to this flow; tell whether it had to be changed."""
    draft = draft_of(visit)
    fitting = resume(flow, draft, token=draft.token)
    if fitting == draft:
        return False
    visit.keep(resume(flow, draft, token=visit.house.new_token()))
    return True


async def go_back(visit: Visit, flow: Flow, screen: ScreenOf) -> None:
    """Go back one step; from the first one to the menu, where the conversation waits."""
    draft = draft_of(visit)
    moved = back(flow, draft, token=visit.house.new_token())
    if moved:
        visit.keep(moved)
        visit.show(await screen(visit))
        return
    if not draft.messages:
        await visit.drop()
    visit.show(menu.screen(visit))


async def stop(visit: Visit) -> None:
    """Ask once before everything is erased."""
    visit.show(stop_screen(visit))


async def erase(visit: Visit) -> None:
    """Erase the conversation with all that was told in it."""
    said = NOT_ADDED if draft_of(visit).flow in ADDING else ERASED
    await visit.drop()
    visit.show(menu.screen(visit, visit.voice.text(said)))


def stop_screen(visit: Visit) -> Screen:
    """Show the question before everything of this conversation is erased."""
    text = visit.voice.text(ASK_STOP_ADDING if draft_of(visit).flow in ADDING else ASK_STOP)
    yes = one(visit, "🗑", button("Stop"), "erase")
    return Screen(text, ((yes,), (one(visit, "▶️", button("Go on"), "stay"),)))


def last_rows(visit: Visit) -> Rows:
    """Give the row that ends every screen of a conversation: **Back** and **Stop**."""
    return (
        (
            one(visit, "◀️", button("Back"), "back"),
            one(visit, "✖️", button("Stop"), "stop"),
        ),
    )


def skip_row(visit: Visit) -> Rows:
    """Give the row with which a question is skipped."""
    return ((one(visit, "⏭", button("Skip"), "skip"),),)


def after(notice: str, screen: Screen) -> Screen:
    """Say something before a screen, and show it anew: what is to be pressed stays the newest."""
    return replace(screen, text=f"{notice}\n\n{screen.text}")


def headed(visit: Visit, flow: Flow, *lines: str) -> str:
    """Write a screen's text: progress first, then what there is to say."""
    at, total = progress(flow, draft_of(visit))
    said = visit.voice.text("Step {step} of {total}", step=at, total=total)
    return "\n\n".join([said, *filter(None, lines)])
