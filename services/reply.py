"""Replies: what desk and worker say to each other in a case."""

from base64 import urlsafe_b64encode

from domain.case import Case, Status
from domain.entry import Author, EntryKind
from domain.errors import NothingToSend
from domain.letter import Act, Letter
from locales.mark import _, button
from locales.voice import Voice
from services import address, card, letter, report
from services import case as desk_case
from services.work import Unit
from storage import address as addresses
from storage import case as cases
from storage import draft as drafts
from storage import entry
from storage import receipt as receipts
from storage import reply as replies
from storage.address import Address
from storage.reply import Reply

__all__ = ["Reply", "from_desk", "from_worker", "hide", "say_solved", "say_unsolved", "show"]


async def from_desk(unit: Unit, case: Case, text: str) -> bool:
    """Answer a worker; tell whether their chat hears of it, or only their receipt opens it."""
    body = {"texts": [{"text": text, "at": unit.seconds, "edited": False}]}
    n = await entry.add(unit, case, EntryKind.REPLY, Author.DESK, body)
    await replies.add(unit, case.id, n, await receipts.public_of(unit, case.id), text)
    found = await addresses.of_case(unit, case.id)
    if found is None:
        return False
    letter.post(unit, _notice(found, await replies.leave(unit, case.id, text)))
    return True


async def from_worker(unit: Unit, lane: bytes, case_id: bytes, *, chat_id: int) -> Case:
    """Add to a case what a worker wrote back; nothing is left of the draft."""
    case = await cases.by_id(unit, case_id)
    told = await report.take(unit, lane)
    if not told.body["texts"] and not told.body["files"]:
        raise NothingToSend
    await entry.add(unit, case, EntryKind.STORY, Author.WORKER, told.body)
    found = await addresses.of_case(unit, case.id)
    here = found is not None and found.chat_id == chat_id
    await report.hand_over(unit, case, told, here=here)
    drafts.erase(unit, lane)
    return await _worker_turn(unit, case.id)


async def show(unit: Unit, key: bytes) -> tuple[Case, Reply] | None:
    """Open the answer behind a button; None when it is gone or nobody here may read it."""
    found = await replies.show(unit, key)
    if found is None:
        return None
    case_id, reply = found
    return await cases.by_id(unit, case_id), reply


async def hide(unit: Unit, key: bytes) -> None:
    """Forget the answer behind a button; the receipt still opens it."""
    await replies.hide(unit, key)


async def say_solved(unit: Unit, case: Case) -> None:
    """Note that the worker says it is solved."""
    await entry.add(unit, case, EntryKind.WORD, Author.WORKER, {"word": "solved"})
    await card.worker_wrote(unit, await cases.by_id(unit, case.id))


async def say_unsolved(unit: Unit, case: Case) -> None:
    """Note that it is not solved; a closed case opens again."""
    await entry.add(unit, case, EntryKind.WORD, Author.WORKER, {"word": "unsolved"})
    await _worker_turn(unit, case.id)


async def _worker_turn(unit: Unit, case_id: bytes) -> Case:
    case = await cases.by_id(unit, case_id)
    if case.status is Status.CLOSED:
        case = await desk_case.reopen(unit, case)
        await address.reopened(unit, case)
    else:
        case = await desk_case.worker_word(unit, case)
    await card.worker_wrote(unit, case)
    return case


def _notice(to: Address, key: bytes) -> Letter:
    voice = Voice(to.language)
    word = urlsafe_b64encode(key).decode().rstrip("=")
    show_it = {"text": voice.text(button("Show")), "callback_data": f"an:{word}"}
    content = {
        "text": voice.text(_("There is an answer for you")),
        "reply_markup": {"inline_keyboard": [[show_it]]},
    }
    return Letter(to.chat_id, Act.SEND, content)
