"""Where everybody begins: the language, the menu, and whatever belongs to no conversation."""

from domain import receipt
from domain.draft import PartKind
from domain.incoming import ChatKind, IncomingKind
from domain.letter import Mark
from handlers.screen import Screen
from handlers.visit import Visit
from handlers.worker import language, leaflet, report, rooms, step
from handlers.worker.menu import go, waits
from handlers.worker.menu import screen as menu_screen
from handlers.worker.step import draft_of
from handlers.worker.story import NOT_TAKEN, RECEIPT_HERE, REFUSED
from locales.mark import _, button
from services import group
from services import leaflet as leaflets

HELP = _(
    "/report reports a violation. /rights tells your rights. /hotlines gives numbers. "
    "/case opens your report. /language changes the language. /cancel stops."
)
NOTHING_TO_STOP = _("There is nothing to stop: you have begun nothing that is not sent yet.")
STRAY = _(
    "I did not take this in, and it is deleted: nothing of it is kept. "
    "To tell us what happened, press Report a violation."
)
UNKNOWN = _("I do not know this command. Please press a button.")
#: Words behind a command, where no story is told.
BEHIND = _(
    "I took only the command. The words behind it are deleted: nothing of them is kept. "
    "To tell us what happened, press /report."
)
#: On a button of a conversation that is over: pressed twice, or the day after.
ENDED = _(
    "This is over already. What you sent is with the desk. "
    "What was stopped, or left for a day, is erased."
)
ELSEWHERE = _("Please write to me in a private chat: others can read this one.")
ASK_AGAIN = _("This erases what you told us so far. Start again?")
ASK_NEW = _(
    "What you are adding is then not sent. Your report stays with the desk. Begin a new one?"
)


async def start(visit: Visit) -> None:
    """Answer /start: the language first, then the menu, or the leaflet that a print names."""
    slug = _slug(visit)
    if visit.preference.language is None:
        visit.show(language.screen(slug))
    elif slug:
        await leaflet.show(visit, slug)
    else:
        await menu(visit)


async def menu(visit: Visit, notice: str = "") -> None:
    """Show the menu, below what has to be said; a conversation that does not wait ends here."""
    if visit.draft is not None and visit.draft.flow == "receipt":
        await visit.drop()
    visit.show(menu_screen(visit, notice))


async def help_shown(visit: Visit) -> None:
    """Answer /help."""
    await menu(visit, visit.voice.text(HELP))


async def cancel(visit: Visit) -> None:
    """Answer /cancel: ask as **Stop** does."""
    if waits(visit.draft):
        visit.show(step.stop_screen(visit))
    else:
        await menu(visit, visit.voice.text(NOTHING_TO_STOP))


async def go_on(visit: Visit) -> None:
    """Go on with the conversation that waits."""
    await rooms.current(visit)


async def ask_again(visit: Visit) -> None:
    """Ask once before everything is erased to begin anew."""
    if not waits(visit.draft):
        await report.begin(visit)
        return
    voice, token = visit.voice, draft_of(visit).token
    rows = (
        ((f"🗑 {voice.text(button('Start again'))}", go("anew", token)),),
        ((f"▶️ {voice.text(button('Continue my report'))}", go("continue")),),
    )
    adds = draft_of(visit).flow in step.ADDING
    visit.show(Screen(voice.text(ASK_NEW if adds else ASK_AGAIN), rows))


async def anew(visit: Visit) -> None:
    """Erase and begin anew; a press that is older than the conversation changes nothing."""
    token = visit.press.word(1) if visit.press else ""
    if visit.draft is None or visit.draft.token != token:
        await rooms.current(visit)
        return
    await visit.drop()
    # The token is no topic: the form begins with its first question.
    await report.begin_anew(visit)


async def stray(visit: Visit) -> None:
    """Answer what belongs to no conversation: delete it, because it may be a story."""
    incoming = visit.incoming
    if incoming.kind is not IncomingKind.OTHER:
        visit.erase_incoming()
    if visit.preference.language is None:
        visit.show(language.screen())
        return
    await menu(visit, visit.voice.text(_why(visit)))


async def unknown(visit: Visit) -> None:
    """Answer a command that is none; it is deleted, because it may be a story."""
    if visit.incoming.chat_kind is not ChatKind.PRIVATE:
        await elsewhere(visit)
        return
    visit.erase_incoming()
    if visit.preference.language is None:
        visit.show(language.screen())
        return
    has_words = len(visit.incoming.argument.split()) > 1
    await menu(visit, visit.voice.text(STRAY if has_words else UNKNOWN))


def say_lost(visit: Visit) -> None:
    """Say that the words behind a command are kept nowhere, and delete them: they may be a story.

    Who has no language yet is asked for it, and has not begun to tell anything.
    """
    visit.erase_incoming()
    if visit.preference.language is not None:
        lost = RECEIPT_HERE if receipt.find_in(visit.incoming.argument) else BEHIND
        visit.say(Screen(visit.voice.text(lost)))


async def blocked(visit: Visit) -> None:
    """Say nothing to who has gone, or just come back; what should be gone goes now."""
    if visit.incoming.kind is IncomingKind.UNBLOCKED:
        visit.erase_marked(Mark.LEFT)


async def elsewhere(visit: Visit) -> None:
    """Answer commands in a group with one line; a channel and plain talk get none."""
    incoming = visit.incoming
    if incoming.chat_kind is not ChatKind.GROUP or not incoming.text.startswith("/"):
        return
    if await group.is_news(visit.unit, visit.lane):
        visit.say(Screen(visit.voice.text(ELSEWHERE)))


def _why(visit: Visit) -> str:
    incoming = visit.incoming
    if incoming.kind in REFUSED:
        return REFUSED[incoming.kind]
    if incoming.kind.part is None:
        return NOT_TAKEN
    if incoming.kind.part is PartKind.TEXT and receipt.find_in(incoming.text):
        return RECEIPT_HERE
    return STRAY


def _slug(visit: Visit) -> str:
    code = visit.incoming.argument
    language, unreviewed = visit.voice.language, visit.house.show_unreviewed
    found = leaflets.listed(language, visit.unit.now, unreviewed=unreviewed)
    return code if code in {one.slug for one in found} else ""
