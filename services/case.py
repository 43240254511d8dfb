"""Cases: what the desk does with one; each act is checked, and written to the journal.

An act of the staff raises NotAllowed or NotYours where it is not theirs, and WrongStatus where the
case has moved on, also while they looked at it.
"""

from dataclasses import replace
from typing import Any

from domain.case import OPEN, TERMS, Case, Desk, Outcome, Status, check_move, due, rounded
from domain.entry import Author, EntryKind
from domain.errors import AlreadyTaken, NoSuchCase, WrongStatus
from domain.journal import Act
from domain.reminder import Level
from domain.staff import Duty, Staff, check, check_touch
from services import address, card, duty, journal, reply
from services.content import Damaged
from services.work import Unit
from storage import case as cases
from storage import entry
from storage import reply as replies
from storage.fault import KEYS as SEALS_BROKEN


async def by_code(unit: Unit, staff: Staff, code: str) -> Case:
    """Read a case of one of the staff's desks; NoSuchCase for all others."""
    check(staff, Duty.QUEUE)
    case = await cases.by_code(unit, code)
    if case.desk not in staff.desks:
        raise NoSuchCase
    return case


async def take(unit: Unit, staff: Staff, case: Case) -> Case:
    """Take an unassigned case. Raises AlreadyTaken when somebody was faster."""
    check(staff, Duty.TAKE)
    _check_open(case)
    if case.assignee is not None and case.assignee != staff.id:
        raise AlreadyTaken
    check_touch(staff, case.desk, case.assignee)
    taken = await _change(
        unit, case, Status.TAKEN if case.status is Status.NEW else case.status, assignee=staff.id
    )
    await journal.write(unit, staff.id, Act.CASE_TAKEN, case.id)
    await card.taken(unit, taken, staff)
    return taken


async def release(unit: Unit, staff: Staff, case: Case) -> Case:
    """Give a case back to the queue."""
    check(staff, Duty.RELEASE)
    check_touch(staff, case.desk, case.assignee)
    _check_open(case)
    released = await _nobodys(unit, case)
    await journal.write(unit, staff.id, Act.CASE_RELEASED, case.id)
    await card.arrival(unit, released)
    return released


async def give_back(unit: Unit, person: Staff) -> int:
    """Put every open case of somebody who goes back into the queue; returns how many."""
    held = [one for one in await cases.open_cases(unit, list(Desk)) if one.assignee == person.id]
    for case in held:
        await _nobodys(unit, case)
        await journal.write(unit, None, Act.CASE_RELEASED, case.id)
    return len(held)


async def assign(unit: Unit, staff: Staff, case: Case, to: Staff) -> Case:
    """Give a case to somebody of its desk; who has it already keeps it."""
    check(staff, Duty.ASSIGN)
    check_touch(staff, case.desk, case.assignee)
    _check_open(case)
    check(to, Duty.TAKE)
    check_touch(to, case.desk, to.id)
    if case.assignee == to.id:
        return case
    status = Status.TAKEN if case.status is Status.NEW else case.status
    given = await _change(unit, case, status, assignee=to.id)
    await journal.write(unit, staff.id, Act.CASE_ASSIGNED, case.id)
    await card.assigned(unit, given, staff, to)
    return given


async def set_severity(unit: Unit, staff: Staff, case: Case, severity: int) -> Case:
    """Set the severity, 1 to 4; a higher one may hasten the first answer, nothing puts it off."""
    check(staff, Duty.SEVERITY)
    check_touch(staff, case.desk, case.assignee)
    _check_open(case)
    if severity not in TERMS:
        raise WrongStatus
    fields: dict[str, Any] = {"severity": severity}
    due_at, promise = due(unit.now, severity), await duty.promise(unit, case)
    if not case.answered_at:
        forward = due_at < promise.due_at
        fields |= _begun_anew(case, due_at) if forward else {"promised": case.pace}
    changed = await _change(unit, case, case.status, **fields)
    await journal.write(unit, staff.id, Act.SEVERITY_CHANGED, case.id)
    return changed


async def note(unit: Unit, staff: Staff, case: Case, texts: list[str]) -> None:
    """Say something among staff, sealed to the case; no worker ever sees it. Raises Damaged."""
    check(staff, Duty.NOTE)
    check_touch(staff, case.desk, case.assignee)
    said = [{"text": text, "at": unit.seconds, "edited": False} for text in texts]
    body = {"texts": said, "by": staff.id.hex()}
    try:
        await entry.add(unit, case, EntryKind.NOTE, Author.DESK, body)
    except SEALS_BROKEN:
        raise Damaged from None
    await journal.write(unit, staff.id, Act.CASE_NOTED, case.id)


async def answer(unit: Unit, staff: Staff, case: Case, text: str) -> tuple[Case, bool]:
    """Answer the worker; returns the case, and whether their chat hears of it."""
    check(staff, Duty.REPLY)
    check_touch(staff, case.desk, case.assignee)
    told = await reply.from_desk(unit, case, text)
    current = await cases.by_id(unit, case.id)
    fields: dict[str, Any] = {"assignee": current.assignee or staff.id}
    if not current.answered_at:
        fields["due_at"] = due_at = await duty.put_off_by_answer(unit, current)
        fields["answered_at"] = _answered_at(unit, replace(current, due_at=due_at))
    answered = await _change(unit, current, Status.WAITING_WORKER, **fields)
    await journal.write(unit, staff.id, Act.CASE_REPLIED, case.id)
    await card.settled(unit, answered)
    return answered, told


async def close(unit: Unit, staff: Staff, case: Case, outcome: Outcome) -> Case:
    """Close a case with an outcome; the worker may say that it is not solved."""
    check(staff, Duty.CLOSE)
    check_touch(staff, case.desk, case.assignee)
    _check_open(case)
    closed = await _close(unit, case, outcome)
    await address.closing(unit, closed)
    await journal.write(unit, staff.id, Act.CASE_CLOSED, case.id)
    await card.settled(unit, closed)
    return closed


async def see_withdrawal(unit: Unit, staff: Staff, case: Case) -> None:
    """Note in the journal that somebody who watches has seen a withdrawn case."""
    if case.outcome is Outcome.WITHDRAWN:
        check(staff, Duty.SEE_WITHDRAWALS)
        await journal.write(unit, staff.id, Act.WITHDRAWAL_SEEN, case.id)


async def withdraw(unit: Unit, case: Case) -> Case:
    """Close a case that its worker withdrew; supervisors are told, because it may be a warning."""
    await entry.add(unit, case, EntryKind.WORD, Author.WORKER, {"word": "withdrawn"})
    current = await cases.by_id(unit, case.id)
    closed = await _close(unit, current, Outcome.WITHDRAWN)
    await replies.drop_case(unit, case.id)
    await address.ending(unit, closed)
    await card.settled(unit, closed)
    await card.withdrawn(unit, closed)
    return closed


async def reopen(unit: Unit, case: Case) -> Case:
    """Open a closed case again: its worker says that it is not solved."""
    unclosed: dict[str, Any] = {"outcome": None, "closed_on": None, "leaves_on": None}
    if not case.answered_at:
        # While it was closed nobody owed an answer: the promise begins with the worker's word.
        unclosed |= _begun_anew(case, due(unit.now, case.severity))
    reopened = await _change(unit, case, Status.REOPENED, **unclosed)
    await journal.write(unit, None, Act.CASE_REOPENED, case.id)
    return reopened


async def worker_word(unit: Unit, case: Case) -> Case:
    """Note that it is the desk's turn, because the worker wrote."""
    turned = Status.WAITING_DESK if case.status is Status.WAITING_WORKER else case.status
    return await _change(unit, case, turned)


async def _nobodys(unit: Unit, case: Case) -> Case:
    """Let nobody have a case; without its mark the next cards tell of it as of a new one."""
    status = Status.NEW if case.status is Status.TAKEN else case.status
    unmarked = case.reminded & ~Level.CARD
    return await _change(unit, case, status, assignee=None, reminded=unmarked)


async def _close(unit: Unit, case: Case, outcome: Outcome) -> Case:
    closed_on = unit.now.date()
    return await _change(unit, case, Status.CLOSED, outcome=outcome, closed_on=closed_on)


def _begun_anew(case: Case, due_at: int) -> dict[str, Any]:
    """Give the columns of a promise that begins anew; its reminders go out again."""
    return {"due_at": due_at, "promised": 0, "reminded": case.reminded & Level.CARD}


def _answered_at(unit: Unit, case: Case) -> int:
    """Round the time like that of filing, but so that a broken promise never looks kept."""
    earliest = case.due_at + 1 if unit.seconds > case.due_at else case.filed_at
    return max(rounded(unit.now, case.severity), earliest)


def _check_open(case: Case) -> None:
    if case.status not in OPEN:
        raise WrongStatus


async def _change(unit: Unit, case: Case, status: Status, **fields: Any) -> Case:  # noqa: ANN401 - columns of many types
    check_move(case.status, status)
    return await cases.change(unit, case, status=status, **fields)
