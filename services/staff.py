"""Staff: how people come to the desk, go on duty, and leave."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from domain.case import Desk
from domain.journal import Act
from domain.staff import (
    INVITATION_HOURS,
    LONGEST_NAME,
    BadName,
    Duty,
    NameTaken,
    NoSuchStaff,
    Role,
    Staff,
    State,
    desks_of,
    may,
    new_code,
    plain_name,
    read_code,
)
from services import duty, journal, member
from services.duty import on_duty
from services.work import Unit
from storage import invite as invites
from storage import staff as people

__all__ = [
    "Invitation",
    "all_active",
    "by_ids",
    "by_name",
    "confirm",
    "enrol",
    "enter_desk",
    "invite",
    "leave",
    "may",
    "of_chat",
    "on_duty",
    "set_duty",
    "supervisors",
    "tidy",
]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code, shown once; `/start <code>` enrols a chat, `desk join <code>` a member."""

    code: str = field(repr=False)
    #: In seconds, UTC.
    ends_at: int


async def invite(
    unit: Unit,
    role: Role,
    name: str,
    desk: Desk | None = None,
    *,
    by: bytes | None = None,
    confirmed: bool = True,
) -> Invitation:
    """Invite somebody; who was invited before under this name and never came gets a new code.

    Raises BadName or NameTaken.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadName
    namesake = await _namesake(unit, name)
    key = namesake.id if namesake else unit.new_id()
    await people.put(unit, Staff(key, name, role, State.INVITED, desks_of(role, desk)))
    code, ends_at = new_code(unit.new_id()), unit.seconds + INVITATION_HOURS * 3600
    await invites.make(unit, code, key, ends_at=ends_at, confirmed=confirmed)
    await journal.write(unit, by, Act.STAFF_INVITED)
    return Invitation(code, ends_at)


async def confirm(unit: Unit, staff_id: bytes, *, by: bytes) -> None:
    """Let the invitation of somebody hold; a second person says so."""
    await invites.confirm(unit, staff_id)
    await journal.write(unit, by, Act.STAFF_CONFIRMED)


async def enrol(unit: Unit, chat_id: int, code: str) -> Staff | None:
    """Enrol a chat by its invitation; None when it is no invitation that holds."""
    read = read_code(code)
    found = await invites.find(unit, read) if read else None
    if found is None or found.used_chat or await of_chat(unit, chat_id):
        return None
    person = (await people.by_ids(unit, [found.staff_id])).get(found.staff_id)
    if person is None or not await invites.use(unit, found, "used_chat"):
        return None
    on = person.role is Role.LAWYER
    enrolled = replace(person, state=State.ACTIVE, chat_id=chat_id, duty=on)
    await _put(unit, enrolled, enrolled.desks)
    await journal.write(unit, person.id, Act.STAFF_ENROLLED)
    return enrolled


async def enter_desk(unit: Unit, staff_id: bytes, desk: Desk, *, by: bytes | None = None) -> None:
    """Add a desk to somebody's; a member still has to be admitted to it."""
    person = await _one(unit, staff_id)
    entered = replace(person, desks=person.desks | desks_of(person.role, desk))
    await _put(unit, entered, entered.desks)
    await journal.write(unit, by, Act.DESK_ENTERED)


async def of_chat(unit: Unit, chat_id: int) -> Staff | None:
    """Tell who of the staff writes from this chat."""
    return (await people.of_chats(unit, [chat_id])).get(chat_id)


async def by_ids(unit: Unit, ids: Iterable[bytes]) -> dict[bytes, Staff]:
    """Read people by id, whoever has left among them."""
    return await people.by_ids(unit, ids)


async def by_name(unit: Unit, name: str) -> Staff:
    """Find somebody who has not left by their name, or raise NoSuchStaff."""
    for person in await people.all_in(unit, State.INVITED, State.ACTIVE):
        if plain_name(person.name) == plain_name(name):
            return person
    raise NoSuchStaff


async def all_active(unit: Unit) -> list[Staff]:
    """List everybody with an enrolled chat, by name."""
    return await people.all_in(unit, State.ACTIVE)


async def supervisors(unit: Unit, desk: Desk | None = None) -> list[Staff]:
    """List who watches over the deadlines of a desk, or of any, by name."""
    watching = [person for person in await all_active(unit) if may(person, Duty.WATCH)]
    return [person for person in watching if desk is None or desk in person.desks]


async def set_duty(unit: Unit, staff_id: bytes, on: bool) -> Staff:  # noqa: FBT001 - "duty on"
    """Go on duty, or off."""
    person = replace(await _one(unit, staff_id), duty=on)
    await _put(unit, person, person.desks)
    await journal.write(unit, staff_id, Act.DUTY_CHANGED)
    return person


async def leave(unit: Unit, staff_id: bytes, *, by: bytes | None = None) -> None:
    """Let somebody go: their chat is nobody's, their desks get a new key; the name stays."""
    person = await _one(unit, staff_id)
    gone = replace(person, state=State.LEFT, chat_id=0, duty=False, desks=frozenset())
    await _put(unit, gone, person.desks)
    await invites.forget(unit, staff_id)
    await member.take_keys(unit, staff_id, by=by)
    await journal.write(unit, by, Act.STAFF_LEFT)


async def tidy(unit: Unit) -> int:
    """Forget invitations whose time is over (a chore); returns how many."""
    return await invites.forget_ended(unit)


async def _put(unit: Unit, person: Staff, desks: Iterable[Desk]) -> None:
    """Keep somebody; the promise clocks of these desks stand or go on as it makes them."""
    await people.put(unit, person)
    for desk in sorted(desks):
        await duty.settle(unit, desk)


async def _one(unit: Unit, staff_id: bytes) -> Staff:
    person = (await people.by_ids(unit, [staff_id])).get(staff_id)
    if person is None or person.state is State.LEFT:
        raise NoSuchStaff
    return person


async def _namesake(unit: Unit, name: str) -> Staff | None:
    try:
        person = await by_name(unit, name)
    except NoSuchStaff:
        return None
    if person.active:
        raise NameTaken
    return person
