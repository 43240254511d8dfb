"""Desks: each generation of a desk's key, sealed to its members, its recovery words, the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table, delete, select
from sqlalchemy.engine import RowMapping

from domain.case import Desk
from domain.staff import DeskUnsafe, NoKey, WrongWords
from storage.base import UNORDERED, Id, metadata, upsert_into
from storage.glance import Glance
from storage.proof import Proof, proof_column
from storage.unit import Unit
from storage.vault import (
    KeyPair,
    Label,
    Tampered,
    WrongPassphrase,
    from_private,
    new_pair,
    recovery_pair,
    recovery_words,
    unwrap_key,
    wrap_key,
)

desks = Table(
    "desk",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("public", LargeBinary(32), nullable=False),
    #: Sealed under the ring: whoever could change it would be given the next generation.
    Column("recovery_public", LargeBinary, nullable=False),
    #: The private key, for who has the recovery words.
    Column("sealed_recovery", LargeBinary, nullable=False),
    Column("day", Date, nullable=False),
    **UNORDERED,
)

grants = Table(
    "desk_grant",
    metadata,
    Column("desk", String(16), primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("holder", Id, primary_key=True),
    #: The private key, for this member.
    Column("wrapped", LargeBinary, nullable=False),
    proof_column(),
    **UNORDERED,
)

#: Who holds a key is given the next one: nobody else may say who does.
PROOF = Proof(Label.DESK_KEY, ("desk", "generation", "holder", "wrapped"))

#: The holder of the server's own grant (TERIMCHI_DESK_CONTENT=full).
SERVER = bytes(16)
_RECOVERY = b"recovery"


@dataclass(frozen=True, slots=True)
class DeskKey:
    """One generation of a desk's public key."""

    desk: Desk
    generation: int
    public: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """The private keys of desks that somebody holds while they are logged in."""

    #: Whose they are; None for the server and for the recovery words.
    staff_id: bytes | None
    privates: Mapping[tuple[Desk, int], bytes] = field(repr=False)

    def private(self, desk: Desk, generation: int) -> bytes:
        """Give one private key, or raise NoKey."""
        try:
            return self.privates[desk, generation]
        except KeyError:
            raise NoKey from None

    def opens(self, key: DeskKey) -> bool:
        """Tell whether one private key is here."""
        return (key.desk, key.generation) in self.privates

    def joined(self, other: "Keys") -> "Keys":
        """Add another's keys to these."""
        return Keys(self.staff_id, {**other.privates, **self.privates})


async def generations(unit: Unit, *of: Desk) -> list[DeskKey]:
    """List the generations of these desks (or of all), oldest first."""
    return [key for key in await _generations.look(unit) if not of or key.desk in of]


async def make(unit: Unit, desk: Desk, generation: int, recovery_public: bytes) -> KeyPair:
    """Make a generation that only the recovery words open; grants come next."""
    _generations.forget(unit)
    pair = new_pair()
    bind = _bind(desk, generation, _RECOVERY)
    row = {
        "name": desk,
        "generation": generation,
        "public": pair.public,
        "recovery_public": unit.vault.seal_ring(Label.DESK_KEY, recovery_public, bind),
        "sealed_recovery": wrap_key(pair.private, recovery_public, Label.DESK_KEY, bind),
        "day": unit.now.date(),
    }
    await unit.change(desks.insert(), row)
    return pair


def new_recovery() -> tuple[str, bytes]:
    """Draw recovery words, and the public key that belongs to them."""
    words = recovery_words()
    return words, recovery_pair(words).public


async def recovery_public(unit: Unit, key: DeskKey) -> bytes:
    """Read to which recovery key the next generation is sealed too. Raises DeskUnsafe."""
    statement = select(desks).where(desks.c.name == key.desk, desks.c.generation == key.generation)
    row = await unit.row(statement)
    if row is None:
        raise DeskUnsafe
    return _recovery_public(unit, row)


async def grant(unit: Unit, key: DeskKey, holder: bytes, public: bytes, private: bytes) -> None:
    """Seal a desk's private key to a holder's public key; repeat at will."""
    bind = _bind(key.desk, key.generation, holder)
    row = {
        "desk": key.desk,
        "generation": key.generation,
        "holder": holder,
        "wrapped": wrap_key(private, public, Label.DESK_KEY, bind),
    }
    statement = upsert_into(grants, unit.transaction.connection.dialect)
    await unit.change(statement, PROOF.borne(unit.vault, row))


async def holders(unit: Unit, key: DeskKey) -> set[bytes]:
    """Tell who was granted this key."""
    of_key = (grants.c.desk == key.desk) & (grants.c.generation == key.generation)
    rows = await unit.rows(select(grants).where(of_key))
    return {row["holder"] for row in rows if PROOF.holds(unit.vault, row)}


async def forget_holder(unit: Unit, holder: bytes) -> None:
    """Take back every grant of a holder (what they copied they keep)."""
    await unit.change(delete(grants).where(grants.c.holder == holder))


async def granted(unit: Unit, holder: bytes, pair: KeyPair) -> Keys:
    """Open everything that was granted to a holder."""
    publics = {(key.desk, key.generation): key.public for key in await generations(unit)}
    privates = {}
    for row in await unit.rows(select(grants).where(grants.c.holder == holder)):
        name = Desk(row["desk"]), int(row["generation"])
        private = _unwrap(pair, row["wrapped"], _bind(*name, holder))
        # Anybody can seal to a public key: what comes out has to be the desk's.
        if private and from_private(private).public == publics.get(name):
            privates[name] = private
    return Keys(None if holder == SERVER else holder, privates)


async def recovered(unit: Unit, words: str) -> Keys:
    """Open every generation with the recovery words, or raise WrongWords."""
    try:
        pair = recovery_pair(words)
    except WrongPassphrase:
        raise WrongWords from None
    privates = {}
    for row in await unit.rows(select(desks)):
        name = Desk(row["name"]), int(row["generation"])
        private = _unwrap(pair, row["sealed_recovery"], _bind(*name, _RECOVERY))
        if private and from_private(private).public == row["public"]:
            privates[name] = private
    if not privates:
        raise WrongWords
    return Keys(None, privates)


def pins(unit: Unit) -> set[DeskKey]:
    """Read the pinned public keys, as the key file has them now."""
    _look_again(unit)
    pinned = unit.vault.key_file.keys.desks
    return {DeskKey(Desk(name), pin.generation, pin.public) for name, pin in pinned.items()}


def pin(unit: Unit, key: DeskKey) -> None:
    """Pin a public key: from now on new cases are sealed to it."""
    unit.vault.key_file.pin(key.desk, generation=key.generation, public=key.public)
    unit.vault.turn(unit.now)


def open_founding(unit: Unit, pairs: Mapping[Desk, KeyPair]) -> None:
    """Keep the private keys in the founding file, so that the first members can join."""
    privates = {str(desk): pair.private for desk, pair in pairs.items()}
    unit.vault.key_file.founding_put(privates, now=unit.now)


def founding(unit: Unit, keys: Sequence[DeskKey]) -> Keys:
    """Read what the founding file still opens of these keys; it ends itself after 48 hours."""
    privates = unit.vault.key_file.founding_open(now=unit.now)
    by_public = {from_private(private).public: private for private in privates.values()}
    fitting = [key for key in keys if key.public in by_public]
    return Keys(None, {(key.desk, key.generation): by_public[key.public] for key in fitting})


def founding_lasts(unit: Unit) -> bool:
    """Tell whether there is a founding file; after 48 hours this destroys it."""
    return bool(unit.vault.key_file.founding_open(now=unit.now))


def close_founding(unit: Unit) -> None:
    """Destroy the founding file; repeat at will."""
    unit.vault.key_file.founding_close()


def drop_founding(unit: Unit, desk: Desk) -> None:
    """Destroy one desk's key in the founding file; repeat at will."""
    unit.vault.key_file.founding_drop(desk.value)


def server_pair(unit: Unit) -> KeyPair | None:
    """Give the server's own member key, if it has one."""
    _look_again(unit)
    private = unit.vault.key_file.keys.server_member
    return from_private(private) if private else None


def make_server_pair(unit: Unit) -> KeyPair:
    """Make the server's own member key; without a grant it opens nothing."""
    pair = new_pair()
    unit.vault.key_file.put_server_member(pair.private)
    unit.vault.turn(unit.now)
    return pair


def drop_server_pair(unit: Unit) -> None:
    """Destroy the server's own member key."""
    unit.vault.key_file.drop_server_member()
    unit.vault.turn(unit.now)


async def _read(unit: Unit) -> list[DeskKey]:
    statement = select(desks.c.name, desks.c.generation, desks.c.public)
    rows = await unit.rows(statement.order_by(desks.c.generation))
    return [DeskKey(Desk(row["name"]), row["generation"], row["public"]) for row in rows]


_generations = Glance(_read)


def _look_again(unit: Unit) -> None:
    # `desk init` and `desk join` run in other processes than the bot. Turning makes the vault
    # take over what the key file has read anew.
    if unit.vault.key_file.refresh():
        unit.vault.turn(unit.now)


def _recovery_public(unit: Unit, row: RowMapping) -> bytes:
    bind = _bind(Desk(row["name"]), row["generation"], _RECOVERY)
    try:
        return unit.vault.open_ring(Label.DESK_KEY, row["recovery_public"], bind)
    except Tampered:
        raise DeskUnsafe from None


def _unwrap(pair: KeyPair, wrapped: bytes, bind: bytes) -> bytes | None:
    try:
        return unwrap_key(pair, wrapped, Label.DESK_KEY, bind)
    except Tampered:
        return None


def _bind(desk: Desk, generation: int, holder: bytes) -> bytes:
    return desk.encode() + b"/" + generation.to_bytes(4, "big") + b"/" + holder
