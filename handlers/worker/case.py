"""My report: how each case of this chat stands, and what its worker may do."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from domain.case import Status
from domain.letter import Act, Letter, Mark
from handlers.buttons import long
from handlers.errors import over
from handlers.screen import Button, Screen, stacked
from handlers.visit import Visit
from handlers.worker import menu, mine, reply, rooms, status, step
from handlers.worker.answer import NOT_HERE
from locales.mark import _, button
from services import address, letter, word
from services.address import Answered

ASK_WITHDRAW = _("Do you want to withdraw this report? You need not say why.")
WITHDRAWN = _("Your report is withdrawn. You can report again at any time.")
ASK_DELETE = _(
    "We will delete everything you wrote in 7 days, and 30 days later it is gone from our copies "
    "too. Until then you can change your mind. Delete it?"
)
ASK_STOP = _("We will no longer write to this chat. Your receipt still opens the report. Stop?")
STOPPED = _("Done. We will not write to this chat about that report any more.")


async def pressed(visit: Visit) -> None:
    """Answer a button of one case; somebody else's, or one that ended, leads nowhere."""
    found = await _found(visit)
    verb = visit.press.word(1) if visit.press else ""
    handler = VERBS.get(verb)
    if found and handler:
        await handler(visit, found)
    elif handler is answer and (visit.draft is None or visit.draft.flow in rooms.FLOWS):
        await _ended(visit)
    else:
        over(visit)
        await mine.show(visit)


async def write(visit: Visit, found: Answered) -> None:
    """Write more, in the place of this screen."""
    if await _may_write(visit, found):
        visit.show(await reply.screen(visit))


async def answer(visit: Visit, found: Answered) -> None:
    """Answer below the text that is shown, so that it stays in sight."""
    if await _may_write(visit, found):
        _below(visit, await reply.screen(visit))


async def _ended(visit: Visit) -> None:
    """Say below a shown answer that its report is not answered here: what is read stays."""
    text = visit.voice.text(NOT_HERE)
    under_way = await rooms.under_way(visit)
    _below(visit, step.after(text, under_way) if under_way else await mine.screen(visit, text))


async def _may_write(visit: Visit, found: Answered) -> bool:
    """Take up the conversation with the desk, or go on with it when this is a second press."""
    if step.is_about(visit, reply.FLOW, found.case.id):
        return True
    if menu.waits(visit.draft):
        _below(visit, menu.waiting_screen(visit))
        return False
    await visit.drop()
    reply.begin(visit, found.case.id)
    return True


def _below(visit: Visit, screen: Screen) -> None:
    """Show a screen below the message that was pressed, which stays."""
    letter.post(visit.unit, Letter(visit.chat_id, Act.BARE, mark=Mark.SCREEN))
    visit.say(screen, mark=Mark.SCREEN)


async def _open(visit: Visit, found: Answered) -> None:
    visit.show(await _screen(visit, found))


async def _ask_withdraw(visit: Visit, found: Answered) -> None:
    _ask(visit, found, ASK_WITHDRAW, ("🏳️", button("Withdraw"), "withdrawn"))


async def _withdraw(visit: Visit, found: Answered) -> None:
    await word.withdraw(visit.unit, found.case)
    visit.show(await mine.screen(visit, visit.voice.text(WITHDRAWN)))


async def _ask_delete(visit: Visit, found: Answered) -> None:
    _ask(visit, found, ASK_DELETE, ("🗑", button("Delete what I wrote"), "deleted"))


async def _delete(visit: Visit, found: Answered) -> None:
    await word.ask_deletion(visit.unit, found.case)
    visit.show(await _screen(visit, found))


async def _keep(visit: Visit, found: Answered) -> None:
    await word.keep_after_all(visit.unit, found.case)
    visit.show(await _screen(visit, found))


async def _ask_stop(visit: Visit, found: Answered) -> None:
    _ask(visit, found, ASK_STOP, ("🔕", button("Stop answering me here"), "stopped"))


async def _stop(visit: Visit, found: Answered) -> None:
    await address.drop(visit.unit, found.case.id)
    visit.show(await mine.screen(visit, visit.voice.text(STOPPED)))


async def _screen(visit: Visit, found: Answered) -> Screen:
    voice, ends_at = visit.voice, await word.deleted_at(visit.unit, found.case)
    said = [await status.lines(visit, found.case)]
    last = ("🗑", button("Delete what I wrote"), "delete")
    if ends_at is not None:
        day = voice.date(datetime.fromtimestamp(ends_at, UTC))
        said.append(voice.text("Everything you wrote will be deleted on {day}.", day=day))
        last = ("↩️", button("Keep it after all"), "keep")
    listed = [("✍️", button("Write more"), "write")]
    if found.case.status is not Status.CLOSED:
        listed.append(("🏳️", button("Withdraw"), "withdraw"))
    listed += [last, ("🔕", button("Stop answering me here"), "stop")]
    rows = stacked([_act(visit, found, *one) for one in listed])
    back = (f"◀️ {voice.text(button('Back'))}", menu.go("mine"))
    return Screen("\n\n".join(said), (*rows, (back,)))


def _ask(visit: Visit, found: Answered, question: str, yes: tuple[str, str, str]) -> None:
    rows = (
        (_act(visit, found, *yes),),
        (_act(visit, found, "◀️", button("Back"), "open"),),
    )
    visit.show(Screen(visit.voice.text(question), rows))


def _act(visit: Visit, found: Answered, icon: str, label: str, verb: str) -> Button:
    return f"{icon} {visit.voice.text(label)}".strip(), mine.to(found, verb)


async def _found(visit: Visit) -> Answered | None:
    key = long(visit.press.word(0)) if visit.press else None
    return await address.find(visit.unit, visit.chat_id, key) if key else None


VERBS: dict[str, Callable[[Visit, Answered], Awaitable[None]]] = {
    "open": _open,
    "write": write,
    "answer": answer,
    "withdraw": _ask_withdraw,
    "withdrawn": _withdraw,
    "delete": _ask_delete,
    "deleted": _delete,
    "keep": _keep,
    "stop": _ask_stop,
    "stopped": _stop,
}
