"""Addresses: the cases that are answered in a chat, and when that ends."""

from dataclasses import dataclass

from domain.case import Case
from domain.language import Language
from domain.letter import Act, Letter
from locales.mark import _, button
from locales.voice import Voice
from services import letter
from services.work import Unit
from storage import address as addresses
from storage import case as cases
from storage import reply as replies
from storage.address import TAIL_DAYS

#: What a chat reads when something of its case changed; it says no more than it must.
_NEWS = _("There is news in My report.")


@dataclass(frozen=True, slots=True)
class Answered:
    """A case that is answered in this chat; `id` names it in buttons."""

    id: bytes
    case: Case


async def of_chat(unit: Unit, chat_id: int) -> list[Answered]:
    """List the cases answered in this chat, newest first."""
    found = await addresses.of_chat(unit, chat_id)
    by_case = {case_id: address_id for address_id, case_id in found.items()}
    known = await cases.by_ids(unit, list(by_case)) if by_case else []
    listed = [Answered(by_case[case.id], case) for case in known]
    return sorted(listed, key=lambda one: one.case.filed_at, reverse=True)


async def find(unit: Unit, chat_id: int, address_id: bytes) -> Answered | None:
    """Find one of this chat's cases by the id in a button; None for somebody else's."""
    mine = await of_chat(unit, chat_id)
    return next((one for one in mine if one.id == address_id), None)


async def answer_here(unit: Unit, case_id: bytes, chat_id: int, language: Language) -> None:
    """Answer a case in this chat from now on, and in no other."""
    await replies.drop_case(unit, case_id)
    await addresses.change(unit, case_id, chat_id, language)


async def drop(unit: Unit, case_id: bytes) -> None:
    """Stop answering a case in its chat; the receipt still opens everything."""
    await replies.drop_case(unit, case_id)
    await addresses.drop(unit, case_id)


async def closing(unit: Unit, case: Case) -> None:
    """Let the address of a closed case end after its tail, and say neutrally that there is news."""
    found = await addresses.of_case(unit, case.id)
    if found is None:
        return
    await ending(unit, case)
    voice = Voice(found.language)
    mine = {"text": f"📂 {voice.text(button('My report'))}", "callback_data": "go:mine"}
    keyboard = {"inline_keyboard": [[mine]]}
    content = {"text": voice.text(_NEWS), "reply_markup": keyboard}
    letter.post(unit, Letter(found.chat_id, Act.SEND, content))


async def ending(unit: Unit, case: Case) -> None:
    """Let the address of a case that has ended live on for its tail, and no longer."""
    ends_at = (unit.seconds // 3600 + TAIL_DAYS * 24) * 3600
    await addresses.end_later(unit, case.id, ends_at=ends_at)


async def reopened(unit: Unit, case: Case) -> None:
    """Let the address of a reopened case go on."""
    await addresses.end_later(unit, case.id, ends_at=0)
