"""Presses on a case: each verb has its handler; a button of an older state only shows the case."""

from collections.abc import Awaitable, Callable

from domain.case import Case, Status
from domain.staff import Duty, Staff, may
from handlers.desk import change, content, group, note, reply, take
from handlers.desk.case import show
from handlers.desk.door import in_group, staff_of
from handlers.visit import Visit
from services import case as cases

Deed = Callable[[Visit, Staff, Case], Awaitable[None]]


async def pressed(visit: Visit) -> None:
    """Answer a button of a case. Raises Unknown for a stranger, NoSuchCase for another desk's."""
    if in_group(visit):
        await group.pressed(visit)
        return
    person = await staff_of(visit)
    code, version, verb = (visit.press.word(n) if visit.press else "" for n in range(3))
    case = await cases.by_code(visit.unit, person, code)
    current = version == str(case.version) or verb in HARMLESS
    await (VERBS.get(verb, _open) if current else STALE.get(verb, _open))(visit, person, case)


async def _open(visit: Visit, person: Staff, case: Case) -> None:
    if case.status is Status.CLOSED and may(person, Duty.SEE_WITHDRAWALS):
        await cases.see_withdrawal(visit.unit, person, case)
    await show(visit, person, case)


async def _release(visit: Visit, person: Staff, case: Case) -> None:
    await show(visit, person, await cases.release(visit.unit, person, case))


#: What changes nothing may be pressed on an old screen too.
HARMLESS = frozenset({"open", "hide"})

VERBS: dict[str, Deed] = {
    "open": _open,
    "take": take.take,
    "release": _release,
    "severity": change.severity,
    "assign": change.assign,
    "close": change.close,
    "confirm": change.confirm,
    "read": content.read,
    "hide": content.hide,
    "reply": reply.begin,
    "note": note.begin,
}
#: What an old button does instead of its deed, where showing the case is not enough.
STALE: dict[str, Deed] = {"take": take.tell_who}
