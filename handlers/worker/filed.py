"""After **Send**: the receipt alone in its message, and what happens now."""

from datetime import UTC, datetime

from domain import receipt, report
from domain.case import Desk
from domain.hotline import EMERGENCY
from domain.letter import Mark
from handlers.buttons import Realm, data, short
from handlers.errors import spare_screen
from handlers.screen import Screen
from handlers.visit import Visit
from handlers.worker import menu, status
from handlers.worker.step import draft_of
from locales.mark import _, button
from services import hotline
from services import letter as letters
from services import report as reports
from services.receipt import Ready
from services.report import Filed

READERS = {
    Desk.GENERAL: _("Only the lawyers of the legal desk will read it."),
    Desk.PROTECTION: _("Only the protection desk will read it: few people, trained for this."),
}
#: What the receipt is for, by whether this chat shows the report as well.
ABOVE = {
    False: _("Write the 20 digits above on paper. Only they bring you back to your report."),
    True: _("Write the 20 digits above on paper. They open your report on any phone."),
}
LONGER = _("If nobody is at the desk for a while, it takes that much longer: see My report.")
HERE = _("The answer comes here. It will only say: there is an answer for you.")
BY_RECEIPT = _("To read the answer, open My report and type your receipt.")
WORSE = _("If it gets worse, call 102 or 103, and write more under My report.")


async def send(visit: Visit) -> None:
    """File the report: once, because its draft goes with it."""
    draft, ready = draft_of(visit), visit.house.take_receipt()
    done = await reports.file(
        visit.unit,
        visit.lane,
        draft,
        chat_id=visit.chat_id,
        language=visit.voice.language,
        receipt=ready,
    )
    visit.draft = None
    visit.show(Screen(f"✅ {visit.voice.text('Your report is with the desk.')}"))
    about = visit.house.new_token()
    visit.say(_receipt(visit, ready, about), mark=Mark.RECEIPT, about=about)
    visit.say(_now(visit, done, here=report.answered_here(draft.answers)), mark=Mark.SCREEN)


async def written(visit: Visit) -> None:
    """Delete the receipt from the chat: the message pressed, and a copy that was sent twice."""
    await spare_screen(visit)
    about = visit.press.word(1) if visit.press else ""
    if visit.is_press and visit.incoming.message_id:
        letters.erase(visit.unit, visit.chat_id, visit.incoming.message_id)
        visit.erase_marked(Mark.RECEIPT, about)


def _receipt(visit: Visit, ready: Ready, about: str) -> Screen:
    label = visit.voice.text(button("I have written it down"))
    text = f"<code>{receipt.shown(ready.digits)}</code>"
    return Screen(text, (((f"✍️ {label}", menu.go("written", about)),),), html=True)


def _now(visit: Visit, done: Filed, *, here: bool) -> Screen:
    voice, case = visit.voice, done.case
    said = [
        voice.text(ABOVE[here]),
        voice.text(READERS[case.desk]),
        _promise(visit, done),
        voice.text(HERE if here else BY_RECEIPT),
        _numbers(visit, done),
        voice.text(WORSE),
    ]
    more = data(Realm.MORE, short(done.capability))
    rows = (((f"➕ {voice.text(button('Add more'))}", more),), (menu.home(visit),))
    return Screen("\n\n".join(filter(None, said)), rows)


def _promise(visit: Visit, done: Filed) -> str:
    if not done.promise.on_duty:
        return status.nobody(visit)
    voice, due = visit.voice, datetime.fromtimestamp(done.promise.due_at, UTC)
    said = voice.text("A first answer comes by {moment}.", moment=voice.until(due))
    return f"{said} {voice.text(LONGER)}"


def _numbers(visit: Visit, done: Filed) -> str:
    case = done.case
    known = () if done.promise.on_duty else EMERGENCY
    numbers = hotline.fitting(visit.voice, case.topic, case.region, but=known)
    return f"{visit.voice.text('Who can help as well:')}\n{numbers}" if numbers else ""
