"""Taking a case: of two who press at once one gets it, and the other is told who has it."""

from domain.case import Case
from domain.errors import AlreadyTaken, WrongStatus
from domain.staff import Staff
from handlers.desk.case import assignee_name, show
from handlers.visit import Visit
from locales.mark import _
from services import case as cases

HAS_IT = _("{name} has this case already.")


async def take(visit: Visit, person: Staff, case: Case) -> None:
    """Take a case, and show it as it is then."""
    await tell_who(visit, person, await tried(visit, person, case))


async def tell_who(visit: Visit, person: Staff, case: Case) -> None:
    """Show a case; if it is somebody else's, say whose."""
    await show(visit, person, case, await whose(visit, person, case))


async def tried(visit: Visit, person: Staff, case: Case) -> Case:
    """Take a case unless somebody was faster; gives it as it is then."""
    try:
        return await cases.take(visit.unit, person, case)
    except (AlreadyTaken, WrongStatus):
        return await cases.by_code(visit.unit, person, case.code)


async def whose(visit: Visit, person: Staff, case: Case) -> str:
    """Say who has a case; empty when nobody else has it."""
    if case.assignee in {None, person.id}:
        return ""
    return visit.voice.text(HAS_IT, name=await assignee_name(visit, case))
