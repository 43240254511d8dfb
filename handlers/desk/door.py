"""The door of the desk: who of the staff is here; everybody else learns that there is no door."""

from domain.case import Case, Desk
from domain.incoming import ChatKind
from domain.staff import Staff
from handlers.errors import Unknown
from handlers.visit import Visit
from services import staff


async def staff_of(visit: Visit) -> Staff:
    """Tell who of the staff this is. Raises Unknown for everybody else."""
    found = await staff.of_chat(visit.unit, person_id(visit))
    if found is None:
        raise Unknown
    return found


def person_id(visit: Visit) -> int:
    """Tell who acts: in a private chat its person, in a group whoever pressed."""
    if in_group(visit):
        return visit.incoming.person_id
    return visit.chat_id


def in_group(visit: Visit) -> bool:
    """Tell whether this comes from a group, where no case is ever shown."""
    return visit.incoming.chat_kind is not ChatKind.PRIVATE


def opens_here(visit: Visit, case: Case) -> bool:
    """Tell whether this server may show what is inside a case."""
    return visit.house.full and case.desk is Desk.GENERAL
