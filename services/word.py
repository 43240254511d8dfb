"""A worker's word in a case after filing: written back, solved or not, withdrawn, to be deleted."""

from domain.case import Case, Status
from domain.entry import Author, EntryKind
from domain.errors import NothingToSend
from services import address, card, report
from services import case as desk_case
from services.work import Unit
from storage import address as addresses
from storage import case as cases
from storage import deletion, entry, retention
from storage import draft as drafts


async def case_of(unit: Unit, case_id: bytes) -> Case:
    """Read a case that a worker may see, or raise NoSuchCase."""
    return await cases.by_id(unit, case_id)


async def write(unit: Unit, lane: bytes, case_id: bytes, *, chat_id: int) -> Case:
    """Add to a case what a worker wrote back; nothing is left of the draft.

    Raises NothingToSend or NoSuchCase.
    """
    case = await cases.by_id(unit, case_id)
    told = await report.take(unit, lane)
    if not told.body["texts"] and not told.body["files"]:
        raise NothingToSend
    await entry.add(unit, case, EntryKind.STORY, Author.WORKER, told.body)
    found = await addresses.of_case(unit, case.id)
    here = found is not None and found.chat_id == chat_id
    await report.hand_over(unit, case, told, here=here)
    drafts.erase(unit, lane)
    await retention.heard(unit, case.id)
    return await _desk_turn(unit, case.id)


async def solved(unit: Unit, case: Case) -> None:
    """Note that the worker says it is solved; the desk is told, and closes."""
    await _note(unit, case, "solved")
    await card.worker_wrote(unit, await cases.by_id(unit, case.id))


async def unsolved(unit: Unit, case: Case) -> None:
    """Note that it is not solved; a closed case opens again."""
    await _note(unit, case, "unsolved")
    await _desk_turn(unit, case.id)


async def withdraw(unit: Unit, case: Case) -> None:
    """Withdraw a case, without a question; one that is closed stays as it is."""
    if case.status is not Status.CLOSED:
        await desk_case.withdraw(unit, case)


async def ask_deletion(unit: Unit, case: Case) -> None:
    """Delete everything the worker wrote when seven days have passed."""
    if await deletion.asked(unit, case.id) is None:
        await deletion.ask(unit, case.id)
        await _note(unit, case, "delete")
        await card.worker_wrote(unit, await cases.by_id(unit, case.id))


async def keep_after_all(unit: Unit, case: Case) -> None:
    """Take the wish to delete back."""
    if await deletion.asked(unit, case.id) is not None:
        await deletion.keep(unit, case.id)
        await _note(unit, case, "keep")


async def deleted_at(unit: Unit, case: Case) -> int | None:
    """Tell when everything will be deleted (seconds, UTC); None when nobody asked."""
    return await deletion.asked(unit, case.id)


async def _note(unit: Unit, case: Case, word: str) -> None:
    await entry.add(unit, case, EntryKind.WORD, Author.WORKER, {"word": word})
    await retention.heard(unit, case.id)


async def _desk_turn(unit: Unit, case_id: bytes) -> Case:
    case = await cases.by_id(unit, case_id)
    if case.status is Status.CLOSED:
        case = await desk_case.reopen(unit, case)
        await address.reopened(unit, case)
    else:
        case = await desk_case.worker_word(unit, case)
    await card.worker_wrote(unit, case)
    return case
