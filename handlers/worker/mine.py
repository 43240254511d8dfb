"""The list of My report: the cases that are answered in this chat, by topic and day."""

from datetime import UTC, datetime

from domain import topic
from handlers.buttons import Realm, data, short
from handlers.screen import Button, Screen, stacked
from handlers.visit import Visit
from handlers.worker import menu
from locales.mark import _, button
from services import address
from services.address import Answered

EMPTY = _("No report is answered in this chat. With a receipt you can open yours.")
LIST = _("These reports are answered in this chat:")


async def show(visit: Visit) -> None:
    """List the cases of this chat, and offer to open one by its receipt."""
    visit.erase_incoming()
    visit.show(await screen(visit))


async def screen(visit: Visit, notice: str = "") -> Screen:
    """Give the list, below something that has to be said first."""
    found = await address.of_chat(visit.unit, visit.chat_id)
    rows = stacked([_line(visit, one) for one in found])
    receipt = (f"🧾 {visit.voice.text(button('I have a receipt'))}", menu.go("receipt"))
    text = visit.voice.text(LIST if found else EMPTY)
    said = "\n\n".join(filter(None, [notice, text]))
    return Screen(said, (*rows, (receipt,), (menu.home(visit),)))


def to(found: Answered, verb: str) -> str:
    """Encode a button that does something with one of these cases."""
    return data(Realm.ADDRESS, short(found.id), verb)


def _line(visit: Visit, found: Answered) -> Button:
    case, voice = found.case, visit.voice
    icon, day = topic.topic(case.topic).icon, voice.day(datetime.fromtimestamp(case.filed_at, UTC))
    # Without its year: a telephone cuts a long label, and the day tells two of one topic apart.
    return f"{icon} {voice.topic(case.topic)}, {day}", to(found, "open")
