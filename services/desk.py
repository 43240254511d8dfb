"""Desks: made once, pinned in the key file, their keys renewed when a member goes."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.case import Desk
from domain.errors import NoDesk
from domain.journal import Act
from domain.staff import DeskExists, DeskUnsafe, NoKey, OtherDatabase
from services import journal
from services.work import Unit
from storage import desk as desks
from storage import member as members
from storage import staff as people
from storage.desk import SERVER, DeskKey, Keys


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryWords:
    """Twelve words that open both desks; shown once, kept on paper, never in a log."""

    text: str


async def init(unit: Unit, *, full: bool) -> RecoveryWords:
    """Make both desks; with `full` the server itself can open the general one."""
    await _check_empty(unit)
    words, recovery = desks.new_recovery()
    pairs = {desk: await desks.make(unit, desk, 1, recovery) for desk in Desk}
    if full:
        server = desks.make_server_pair(unit)
        general = DeskKey(Desk.GENERAL, 1, pairs[Desk.GENERAL].public)
        await desks.grant(unit, general, SERVER, server.public, pairs[Desk.GENERAL].private)
    await journal.write(unit, None, Act.DESK_MADE)
    # Before the commit: pins without rows do no harm, and `init` may be run again.
    desks.open_founding(unit, pairs)
    for desk, pair in pairs.items():
        desks.pin(unit, DeskKey(desk, 1, pair.public))
    return RecoveryWords(words)


async def current(unit: Unit, desk: Desk) -> DeskKey:
    """Give the key to seal a new case to. Raise NoDesk without one, DeskUnsafe if not pinned."""
    known = await desks.generations(unit, desk)
    if not known:
        raise NoDesk
    pinned = desks.pins(unit)
    for key in known:
        if key in pinned:
            return key
    raise DeskUnsafe


async def is_open(unit: Unit) -> bool:
    """Tell whether both desks are there and safe to seal to."""
    try:
        for desk in Desk:
            await current(unit, desk)
    except NoDesk:
        return False
    return True


async def are_elsewhere(unit: Unit) -> bool:
    """Tell whether the key file belongs to desks, and this database has none: it is another one."""
    # Pins without rows while founding lasts are an `init` that was cut off before its commit.
    known = desks.pins(unit) and not desks.founding_lasts(unit)
    return bool(known) and not await desks.generations(unit)


async def has_members(unit: Unit, desk: Desk) -> bool:
    """Tell whether a member, or the server, can open new cases of a desk."""
    return bool(await openers(unit, desk))


async def openers(unit: Unit, desk: Desk) -> set[bytes]:
    """List who can open new cases of a desk: its members, and SERVER with `full`.

    A grant alone does not count: the rows of its holder have to open, too.
    """
    try:
        key = await _trusted(unit, desk)
    except NoDesk:
        return set()
    return await desks.holders(unit, key) & set(await _publics(unit, desk))


async def unpinned(unit: Unit) -> list[Desk]:
    """List desks whose newest key is not the pinned one: renew them, or restore the key file."""
    newest = {key.desk: key for key in await desks.generations(unit)}
    pinned = desks.pins(unit)
    return [desk for desk, key in newest.items() if key not in pinned]


async def renew(unit: Unit, desk: Desk, *, by: bytes | None = None) -> int:
    """Give a desk a new key, granted to who holds the newest one; returns its generation.

    It needs nobody's passphrase. Holders keep their grants of older generations; who is removed
    has lost theirs before, and can open only what they copied and what was filed until now.
    """
    old = await _trusted(unit, desk)
    known = {*await desks.generations(unit, desk), *desks.pins(unit)}
    generation = max(key.generation for key in known if key.desk == desk) + 1
    pair = await desks.make(unit, desk, generation, await desks.recovery_public(unit, old))
    key = DeskKey(desk, generation, pair.public)
    publics = await _publics(unit, desk)
    for holder in await desks.holders(unit, old) & set(publics):
        await desks.grant(unit, key, holder, publics[holder], pair.private)
    await journal.write(unit, by, Act.DESK_RENEWED)
    # After the commit: a pin without its row would close the desk; a row without its pin only
    # leaves the older key in use, and `unpinned` tells of it.
    unit.after_commit(lambda: desks.pin(unit, key))
    close_founding(unit)
    return generation


def close_founding(unit: Unit) -> None:
    """End the founding with this commit: from then on only a member lets another one in."""
    unit.after_commit(lambda: desks.close_founding(unit))


def drop_founding(unit: Unit, desk: Desk) -> None:
    """End the founding of one desk with this commit."""
    unit.after_commit(lambda: desks.drop_founding(unit, desk))


def founding_due(unit: Unit) -> bool:
    """Tell whether first members can no longer join by themselves: 48 hours are over."""
    return not desks.founding_lasts(unit)


def server_is_in(unit: Unit) -> bool:
    """Tell whether this server has a key of its own, which opens the general desk."""
    return desks.server_pair(unit) is not None


async def let_server_in(unit: Unit, keys: Keys, *, by: bytes | None = None) -> None:
    """Let the server open the general desk; `keys` are of somebody who can. Raises NoKey."""
    general = await desks.generations(unit, Desk.GENERAL)
    if not keys.opens(await current(unit, Desk.GENERAL)):
        raise NoKey
    pair = desks.server_pair(unit) or desks.make_server_pair(unit)
    await hand_on(unit, keys, general, SERVER, pair.public)
    await journal.write(unit, by, Act.SERVER_LET_IN)


async def shut_server_out(unit: Unit, *, by: bytes | None = None) -> None:
    """Take the general desk's key from the server; what comes later is closed to it."""
    await desks.forget_holder(unit, SERVER)
    await renew(unit, Desk.GENERAL, by=by)
    await journal.write(unit, by, Act.SERVER_SHUT_OUT)
    unit.after_commit(lambda: desks.drop_server_pair(unit))


async def hand_on(
    unit: Unit, keys: Keys, known: Iterable[DeskKey], holder: bytes, public: bytes
) -> None:
    """Grant to a holder every one of these generations that `keys` open."""
    for key in known:
        if keys.opens(key):
            private = keys.private(key.desk, key.generation)
            await desks.grant(unit, key, holder, public, private)


async def _check_empty(unit: Unit) -> None:
    if await desks.generations(unit):
        raise DeskExists
    if await are_elsewhere(unit):
        raise OtherDatabase


async def _trusted(unit: Unit, desk: Desk) -> DeskKey:
    """Give the pinned key; or, where an older database was restored, the newest that is there."""
    try:
        return await current(unit, desk)
    except DeskUnsafe:
        return (await desks.generations(unit, desk))[-1]


async def _publics(unit: Unit, desk: Desk) -> dict[bytes, bytes]:
    """Give the public keys of who may hold a desk, whatever the grants in the database say."""
    everyone = await members.everyone(unit)
    theirs = await people.by_ids(unit, everyone)
    publics = {key: everyone[key].public for key, one in theirs.items() if desk in one.desks}
    server = desks.server_pair(unit)
    return publics | ({SERVER: server.public} if server and desk is Desk.GENERAL else {})
