"""Members: the key pair of each person who holds a desk's key, sealed under their passphrase."""

from dataclasses import dataclass, field

from sqlalchemy import Column, LargeBinary, Table, delete, select
from sqlalchemy.engine import RowMapping

from domain import staff
from storage.base import UNORDERED, Id, metadata, upsert_into
from storage.unit import Unit
from storage.vault import (
    Cost,
    KeyPair,
    Label,
    Tampered,
    Vault,
    WrongPassphrase,
    fingerprint,
    from_private,
    new_pair,
    new_passphrase,
    open_member,
    seal_member,
)

members = Table(
    "member",
    metadata,
    Column("staff_id", Id, primary_key=True),
    #: Sealed under the ring, so that nobody with the database alone can put their own key here.
    Column("public", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    **UNORDERED,
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A new member's keys before anybody has them."""

    public: bytes
    sealed: bytes = field(repr=False)
    passphrase: str = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What is read aloud to the supervisor."""
        return fingerprint(self.public)


@dataclass(frozen=True, slots=True)
class Locked:
    """A member's keys as they are kept."""

    staff_id: bytes
    public: bytes
    sealed: bytes = field(repr=False)
    vault: Vault = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What is read aloud to the supervisor."""
        return fingerprint(self.public)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A member's keys while they are logged in."""

    staff_id: bytes
    pair: KeyPair = field(repr=False)


def draw(vault: Vault, cost: Cost | None = None) -> Drawn:
    """Draw a key pair and a passphrase. Slow (Argon2): in a thread, outside a transaction."""
    pair, passphrase = new_pair(), new_passphrase()
    how = {"cost": cost} if cost else {}
    sealed = seal_member(pair.private, passphrase, vault=vault, bind=pair.public, **how)
    return Drawn(pair.public, sealed, passphrase)


def unlock(locked: Locked, passphrase: str) -> Unlocked:
    """Open a member's keys, or raise WrongPassphrase. Slow, like `draw`."""
    try:
        private = open_member(locked.sealed, passphrase, vault=locked.vault, bind=locked.public)
    except (WrongPassphrase, Tampered):
        raise staff.WrongPassphrase from None
    pair = from_private(private)
    if pair.public != locked.public:
        raise staff.WrongPassphrase
    return Unlocked(locked.staff_id, pair)


async def put(unit: Unit, staff_id: bytes, drawn: Drawn) -> None:
    """Keep a member's keys; earlier ones of the same person are gone."""
    row = {
        "staff_id": staff_id,
        "public": unit.vault.seal_ring(Label.MEMBER, drawn.public, _bind(staff_id)),
        "sealed": drawn.sealed,
    }
    await unit.change(upsert_into(members, unit.transaction.connection.dialect), row)


async def everyone(unit: Unit) -> dict[bytes, Locked]:
    """Read every member by the id of their staff row."""
    found = [_open(unit, row) for row in await unit.rows(select(members))]
    return {locked.staff_id: locked for locked in found if locked}


async def forget(unit: Unit, staff_id: bytes) -> None:
    """Forget a member's keys."""
    await unit.change(delete(members).where(members.c.staff_id == staff_id))


def _open(unit: Unit, row: RowMapping) -> Locked | None:
    try:
        public = unit.vault.open_ring(Label.MEMBER, row["public"], _bind(row["staff_id"]))
    except Tampered:
        return None
    return Locked(row["staff_id"], public, row["sealed"], unit.vault)


def _bind(staff_id: bytes) -> bytes:
    return b"public" + staff_id
