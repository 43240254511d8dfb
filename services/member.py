"""Members: how somebody gets the keys of their desks, uses them, and loses them."""

from asyncio import to_thread
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from domain.case import Desk
from domain.errors import NotAllowed
from domain.journal import Act
from domain.staff import (
    BadInvitation,
    Duty,
    LastMember,
    NoKey,
    NoSuchStaff,
    Staff,
    State,
    WrongPassphrase,
    check,
    plain_name,
    read_code,
)
from services import desk as desk_service
from services import duty, journal
from services.work import Unit
from storage import desk as desks
from storage import invite as invites
from storage import member as members
from storage import staff as people
from storage.desk import SERVER, DeskKey, Keys
from storage.invite import Invite
from storage.member import Drawn, Locked, Unlocked, draw, unlock

__all__ = [
    "Drawn",
    "Joined",
    "Keys",
    "Locked",
    "Unlocked",
    "admit",
    "draw",
    "join",
    "keys_of",
    "locked",
    "open_desk_keys",
    "recovered_keys",
    "remove",
    "server_keys",
    "take_keys",
    "unlock",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class Joined:
    """What a new member is shown, once."""

    passphrase: str = field(repr=False)
    #: Read aloud to a supervisor, who then admits them.
    fingerprint: str
    #: Whether they hold the keys of all their desks already.
    admitted: bool


async def join(unit: Unit, code: str, drawn: Drawn | None = None) -> Joined:
    """Make somebody a member by their invitation.

    The first members get the desks' keys from the founding file; with `full` the server gives
    the general one. Everybody else waits to be admitted. `drawn` saves the transaction a second.
    Raises BadInvitation, or NotAllowed for a role without a desk.
    """
    invite = await _invitation(unit, code)
    person = (await people.by_ids(unit, [invite.staff_id]))[invite.staff_id]
    if not person.desks:
        raise NotAllowed
    if not await invites.use(unit, invite, "used_key"):
        raise BadInvitation
    new = await to_thread(draw, unit.vault) if drawn is None else drawn
    await members.put(unit, person.id, new)
    # What was granted to earlier keys of theirs opens no more.
    await desks.forget_holder(unit, person.id)
    known = await desks.generations(unit, *person.desks)
    keys = desks.founding(unit, known).joined(await server_keys(unit))
    await desk_service.hand_on(unit, keys, known, person.id, new.public)
    await _settle(unit, person.desks)
    await journal.write(unit, person.id, Act.MEMBER_JOINED)
    admitted = bool(known) and all(keys.opens(key) for key in _newest(known))
    return Joined(new.passphrase, new.fingerprint, admitted)


async def locked(unit: Unit, name: str | None = None) -> list[Locked]:
    """List the locked keys of one member, or of all, for `unlock`. Raises NoSuchStaff."""
    everyone = await members.everyone(unit)
    if name is None:
        return list(everyone.values())
    person = _named(await _present(unit), name)
    if person is None or person.id not in everyone:
        raise NoSuchStaff
    return [everyone[person.id]]


async def keys_of(unit: Unit, unlocked: Unlocked) -> Keys:
    """Open what was granted to a member who is logged in."""
    return await desks.granted(unit, unlocked.staff_id, unlocked.pair)


async def open_desk_keys(unit: Unit, passphrase: str, name: str | None = None) -> Keys:
    """Open the desks' keys with a passphrase; without a name every member's is tried.

    Raises NoSuchStaff or WrongPassphrase. Takes half a second a try.
    """
    for found in await locked(unit, name):
        try:
            return await keys_of(unit, await to_thread(unlock, found, passphrase))
        except WrongPassphrase:
            continue
    raise WrongPassphrase


async def server_keys(unit: Unit) -> Keys:
    """Open what was granted to the server; nothing unless its desk content is `full`."""
    pair = desks.server_pair(unit)
    return await desks.granted(unit, SERVER, pair) if pair else Keys(None, {})


async def recovered_keys(unit: Unit, words: str) -> Keys:
    """Open the desks' keys with the recovery words, or raise WrongWords."""
    return await desks.recovered(unit, words)


async def admit(unit: Unit, who: str, keys: Keys) -> Staff:
    """Hand the keys of their desks on to a member, by name or fingerprint.

    `keys` are of a supervisor, who has heard the fingerprint, or of the recovery words. Raises
    NotAllowed, NoSuchStaff or NoKey.
    """
    present = {person.id: person for person in await _present(unit)}
    if keys.staff_id is not None:
        _check_admits(present.get(keys.staff_id))
    found = await _member(unit, list(present.values()), who)
    person = present[found.staff_id]
    known = await desks.generations(unit, *person.desks)
    if not any(keys.opens(key) for key in _newest(known)):
        raise NoKey
    await desk_service.hand_on(unit, keys, known, person.id, found.public)
    await _settle(unit, person.desks)
    await journal.write(unit, keys.staff_id, Act.MEMBER_ADMITTED)
    return person


async def waiting(unit: Unit) -> list[tuple[Staff, str]]:
    """List members who lack the newest key of one of their desks, with their fingerprint."""
    everyone = await members.everyone(unit)
    holders = {
        key: await desks.holders(unit, key) for key in _newest(await desks.generations(unit))
    }
    return [
        (person, everyone[person.id].fingerprint)
        for person in await _present(unit)
        if person.id in everyone
        and any(key.desk in person.desks and person.id not in holders[key] for key in holders)
    ]


async def remove(unit: Unit, staff_id: bytes, *, by: bytes | None = None) -> None:
    """Take a member's keys and renew their desks. Raise LastMember if nobody else holds one."""
    for key in await _held(unit, staff_id):
        if await desks.holders(unit, key) == {staff_id}:
            raise LastMember
    await take_keys(unit, staff_id, by=by)


async def take_keys(unit: Unit, staff_id: bytes, *, by: bytes | None = None) -> None:
    """Take a member's keys and renew their desks, even if only the recovery words are left."""
    held = await _held(unit, staff_id)
    await members.forget(unit, staff_id)
    await desks.forget_holder(unit, staff_id)
    await _settle(unit, [key.desk for key in held])
    for key in held:
        await desk_service.renew(unit, key.desk, by=by)
    if held:
        await journal.write(unit, by, Act.MEMBER_REMOVED)


async def _settle(unit: Unit, of: Iterable[Desk]) -> None:
    """Let the promise clocks stand or go on, as it makes them who can open cases now."""
    for one in sorted(of):
        await duty.settle(unit, one)


async def _invitation(unit: Unit, code: str) -> Invite:
    read = read_code(code)
    invite = await invites.find(unit, read) if read else None
    if invite is None or invite.used_key:
        raise BadInvitation
    return invite


async def _present(unit: Unit) -> list[Staff]:
    return await people.all_in(unit, State.INVITED, State.ACTIVE)


def _named(present: Sequence[Staff], name: str) -> Staff | None:
    fitting = (person for person in present if plain_name(person.name) == plain_name(name))
    return next(fitting, None)


async def _member(unit: Unit, present: Sequence[Staff], who: str) -> Locked:
    everyone = await members.everyone(unit)
    digits = "".join(who.split())
    for person in present:
        found = everyone.get(person.id)
        if found and (plain_name(person.name) == plain_name(who) or digits == _digits(found)):
            return found
    raise NoSuchStaff


def _digits(found: Locked) -> str:
    return found.fingerprint.replace(" ", "")


def _check_admits(person: Staff | None) -> None:
    if person is None:
        raise NotAllowed
    check(person, Duty.ADMIT)


def _newest(known: Sequence[DeskKey]) -> list[DeskKey]:
    newest: dict[Desk, DeskKey] = {key.desk: key for key in known}
    return list(newest.values())


async def _held(unit: Unit, staff_id: bytes) -> list[DeskKey]:
    newest = _newest(await desks.generations(unit))
    return [key for key in newest if staff_id in await desks.holders(unit, key)]
