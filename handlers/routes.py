"""The route table: which room answers a command, a button or a message."""

from domain import receipt
from domain.errors import Refusal
from domain.incoming import ChatKind, IncomingKind
from handlers.buttons import Realm
from handlers.desk import enrol, queue
from handlers.desk import routes as desk
from handlers.errors import Over, Unknown, refuse
from handlers.room import Handler, Room
from handlers.visit import Visit
from handlers.worker import language, leaflet, menu, rooms, start
from handlers.worker import routes as worker
from handlers.worker.step import after
from locales.mark import sentence
from services import album

COMMANDS: dict[str, Handler] = {**worker.COMMANDS, **desk.COMMANDS}
REALMS: dict[Realm, Handler] = {**worker.REALMS, **desk.REALMS}
FLOWS: dict[str, Room] = {**worker.FLOWS, **desk.FLOWS}
#: Where somebody tells something in words of their own, for as long as they like.
TELLING = rooms.STORIES | desk.FLOWS.keys()


async def spoken(visit: Visit) -> None:
    """Go on in the chosen language, wherever the chat stands: no conversation is lost by it."""
    if not await language.choose(visit):
        await current(visit)


PLACES: dict[Realm, dict[str, Handler]] = {
    Realm.GO: {**worker.PLACES, "lang": spoken},
    Realm.DESK: desk.PLACES,
}


async def answer(visit: Visit) -> None:
    """Answer whatever came in; what a room cannot deal with goes to whoever called."""
    if visit.is_press:
        await pressed(visit)
    elif visit.incoming.is_command:
        await commanded(visit)
    else:
        await told(visit)


async def commanded(visit: Visit) -> None:
    """Answer a command: `/start join-…` and `/report@our_bot` included.

    One with words behind it is words, while somebody tells something: none of them is lost.
    """
    name, rest = visit.incoming.command, visit.incoming.argument
    if receipt.find_in(rest):
        visit.erase_incoming()
    if _is_told(visit, name, rest):
        await _answer(visit, _told)
        return
    if _is_lost(visit, name, rest):
        start.say_lost(visit)
    if name == "start":
        await _answer(visit, enrol.enrol if enrol.is_invitation(rest) else _started)
    elif name == "help":
        await _answer(visit, _helped)
    else:
        await _answer(visit, COMMANDS.get(name, _told), unknown=_told)


def _is_told(visit: Visit, name: str, rest: str) -> bool:
    """Tell whether what begins like a worker's command belongs to what is being told."""
    if not rest or name not in worker.COMMANDS or visit.draft is None:
        return False
    is_link = len(rest.split()) == 1 and (enrol.is_invitation(rest) or leaflet.is_slug(rest))
    return visit.draft.flow in TELLING and not (name == "start" and is_link)


def _is_lost(visit: Visit, name: str, rest: str) -> bool:
    """Tell whether nothing takes in what stands behind a worker's command; a link is one word."""
    if name == "start":
        return len(rest.split()) > 1
    takes_none = menu.waits(visit.draft) if name == "report" else name in worker.COMMANDS
    return bool(rest) and takes_none


async def _told(visit: Visit) -> None:
    """Take what only looks like a command for what it is: words, while somebody tells something."""
    if visit.draft and visit.draft.flow in FLOWS:
        await FLOWS[visit.draft.flow].typed(visit)
    elif visit.draft or not await enrol.stray(visit, start.UNKNOWN):
        await start.unknown(visit)


async def _started(visit: Visit) -> None:
    """Greet staff at the desk's door, and everybody else where workers begin."""
    if visit.draft or not await enrol.home(visit):
        await start.start(visit)


async def _helped(visit: Visit) -> None:
    """Tell staff what they can do here, and everybody else what a worker can."""
    if visit.draft or not await enrol.home(visit):
        await start.help_shown(visit)


async def pressed(visit: Visit) -> None:
    """Answer a button; one that we never made shows the current screen again."""
    await _answer(visit, _pressed(visit), unknown=_refused)


async def told(visit: Visit) -> None:
    """Answer anything else that came in."""
    incoming = visit.incoming
    if incoming.kind in {IncomingKind.BLOCKED, IncomingKind.UNBLOCKED}:
        await _answer(visit, start.blocked)
    elif incoming.chat_kind is not ChatKind.PRIVATE:
        await _answer(visit, start.elsewhere)
    elif not _tells(visit) and not await _is_news(visit, "not taken"):
        visit.erase_incoming()
    elif visit.draft and visit.draft.flow in FLOWS:
        await _answer(visit, FLOWS[visit.draft.flow].typed)
    else:
        await _answer(visit, _stray)


def _tells(visit: Visit) -> bool:
    return visit.draft is not None and visit.draft.flow in rooms.STORIES


async def _is_news(visit: Visit, said: str) -> bool:
    return await album.is_news(visit.unit, visit.lane, visit.incoming.album, said)


async def _stray(visit: Visit) -> None:
    if not await queue.named(visit) and not await enrol.stray(visit):
        await start.stray(visit)


async def current(visit: Visit, notice: str = "") -> None:
    """Show the current screen again: of the conversation under way, or where a chat begins."""
    if visit.draft and visit.draft.flow in FLOWS:
        screen = await FLOWS[visit.draft.flow].screen(visit)
        visit.show(after(notice, screen) if notice else screen)
    elif not await queue.home(visit):
        await (start.menu(visit, notice) if visit.preference.language else language.ask(visit))


async def _ended(visit: Visit) -> None:
    """Say what became of a conversation that a button belonged to: it may have been a story."""
    await current(visit, visit.voice.text(start.ENDED))


async def _refused(visit: Visit) -> None:
    """Answer a button that is not this person's."""
    if visit.draft and visit.draft.flow in FLOWS:
        await current(visit, visit.voice.text(start.UNKNOWN))
    else:
        await start.unknown(visit)


def _pressed(visit: Visit) -> Handler:
    press = visit.press
    if visit.incoming.chat_kind is not ChatKind.PRIVATE:
        # Only cards stand in a group; a worker's screen is never shown to others.
        return REALMS[Realm.CASE] if press and press.realm is Realm.CASE else start.elsewhere
    if press is None:
        return current
    if press.realm in PLACES:
        return PLACES[press.realm].get(press.word(0), current)
    if press.realm is Realm.STEP:
        return _step(visit)
    return REALMS.get(press.realm, current)


def _step(visit: Visit) -> Handler:
    draft, press = visit.draft, visit.press
    if draft is None:
        return _ended
    if press is None or press.word(0) != draft.token or draft.flow not in FLOWS:
        return current
    return FLOWS[draft.flow].pressed


async def _answer(visit: Visit, handler: Handler, unknown: Handler = start.unknown) -> None:
    try:
        await handler(visit)
    except Unknown:
        await visit.unit.drop()
        await _answer(visit, unknown)
    except Over as over:
        await visit.unit.drop()
        await current(visit, over.notice)
    except Refusal as refusal:
        # A refusal changes nothing: what was done before it is undone.
        await visit.unit.drop()
        if visit.is_press and visit.draft and visit.draft.flow in worker.FLOWS:
            # Said above the question: what is to be pressed now stays the newest.
            await current(visit, visit.voice.text(sentence(type(refusal))))
            return
        visit.remember_incoming(anyhow=True)
        if await _is_news(visit, type(refusal).__name__):
            refuse(visit, refusal)
