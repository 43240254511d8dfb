"""Replies: what the desk answers, sealed to the case, to the receipt, and behind **Show**."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from domain.case import Case
from domain.entry import Author, EntryKind
from domain.letter import Act, Letter, Mark
from locales.mark import _, button
from locales.voice import Voice
from services import letter
from services.content import Damaged
from services.work import Unit
from storage import address as addresses
from storage import case as cases
from storage import entry
from storage import receipt as receipts
from storage import reply as replies
from storage.address import Address
from storage.fault import KEYS as SEALS_BROKEN
from storage.reply import Reply

__all__ = ["Reply", "from_desk", "hide", "show"]


async def from_desk(unit: Unit, case: Case, text: str) -> bool:
    """Answer a worker; tell whether their chat hears of it, or only their receipt opens it.

    Raises Damaged when a key that it is sealed to was changed in the database.
    """
    body = {"texts": [{"text": text, "at": unit.seconds, "edited": False}]}
    try:
        n = await entry.add(unit, case, EntryKind.REPLY, Author.DESK, body)
        public = await receipts.public_of(unit, case.id)
    except SEALS_BROKEN:
        raise Damaged from None
    await replies.add(unit, case.id, n, public, text)
    found = await addresses.of_case(unit, case.id)
    if found is None:
        return False
    key = await replies.leave(unit, case.id, text, found.chat_id)
    letter.post(unit, _notice(found, key))
    return True


async def show(unit: Unit, key: bytes, chat_id: int) -> tuple[Case, Reply] | None:
    """Open the answer behind a button of this chat; None when it is gone."""
    found = await replies.show(unit, key, chat_id)
    if found is None:
        return None
    case_id, reply = found
    return await cases.by_id(unit, case_id), reply


async def hide(unit: Unit, key: bytes, chat_id: int) -> None:
    """Forget the answer behind a button of this chat; the receipt still opens it."""
    await replies.hide(unit, key, chat_id)


def _notice(to: Address, key: bytes) -> Letter:
    voice = Voice(to.language)
    word = urlsafe_b64encode(key).decode().rstrip("=")
    show_it = {"text": f"👁 {voice.text(button('Show'))}", "callback_data": f"an:{word}"}
    content = {
        "text": voice.text(_("There is an answer for you")),
        "reply_markup": {"inline_keyboard": [[show_it]]},
    }
    return Letter(to.chat_id, Act.SEND, content, mark=Mark.ANSWER, about=word, again=True)


async def still_waits(unit: Unit, about: str, chat_id: int) -> bool:
    """Tell whether the answer that a notice speaks of is still to be shown."""
    return await replies.waits(unit, urlsafe_b64decode(about + "=="), chat_id)
