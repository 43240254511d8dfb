"""Presses on a case: each verb has its handler; a button of an older state only shows the case."""

from collections.abc import Awaitable, Callable

from domain.case import Case, Status
from domain.errors import AlreadyTaken, WrongStatus
from domain.letter import Act, Letter, Mark
from domain.staff import Duty, Staff, may
from handlers.desk import change, content, note, reply
from handlers.desk.case import assignee_name, screen, show
from handlers.desk.door import in_group, staff_of
from handlers.errors import Unknown
from handlers.visit import Visit
from locales.mark import _
from services import case as cases
from services import letter

HAS_IT = _("{name} has this case already.")

Deed = Callable[[Visit, Staff, Case], Awaitable[None]]


async def pressed(visit: Visit) -> None:
    """Answer a button of a case. Raises Unknown for a stranger, NoSuchCase for another desk's."""
    if in_group(visit):
        await _pressed_in_group(visit)
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


async def _take(visit: Visit, person: Staff, case: Case) -> None:
    try:
        case = await cases.take(visit.unit, person, case)
    except (AlreadyTaken, WrongStatus):
        case = await cases.by_code(visit.unit, person, case.code)
        await _tell_who(visit, person, case)
    else:
        await show(visit, person, case)


async def _tell_who(visit: Visit, person: Staff, case: Case) -> None:
    """Show a case that somebody else may have taken meanwhile, and say who."""
    name = await assignee_name(visit, case)
    others = name and case.assignee != person.id
    await show(visit, person, case, visit.voice.text(HAS_IT, name=name) if others else "")


async def _release(visit: Visit, person: Staff, case: Case) -> None:
    await show(visit, person, await cases.release(visit.unit, person, case))


async def _pressed_in_group(visit: Visit) -> None:
    """Take a case from its card in the group; the case itself is shown in the private chat."""
    try:
        person = await staff_of(visit)
    except Unknown:
        return  # a stranger in the group: nothing is to be said there
    press = visit.press
    if press is None or press.word(2) != "take":
        return
    case = await cases.by_code(visit.unit, person, press.word(0))
    notice = ""
    try:
        if press.word(1) == str(case.version):
            case = await cases.take(visit.unit, person, case)
    except (AlreadyTaken, WrongStatus):
        case = await cases.by_code(visit.unit, person, case.code)
    if case.assignee not in {None, person.id}:
        notice = visit.voice.text(HAS_IT, name=await assignee_name(visit, case))
    shown = (await screen(visit, person, case, notice)).content()
    letter.post(visit.unit, Letter(person.chat_id, Act.BARE, mark=Mark.SCREEN))
    letter.post(visit.unit, Letter(person.chat_id, Act.SEND, shown, mark=Mark.SCREEN))
    letter.erase_marked(visit.unit, person.chat_id, Mark.CARD, case.code)


#: What changes nothing may be pressed on an old screen too.
HARMLESS = frozenset({"open", "hide"})

VERBS: dict[str, Deed] = {
    "open": _open,
    "take": _take,
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
STALE: dict[str, Deed] = {"take": _tell_who}
