"""Invitations: a keyed hash of each code, once for a chat and once for a member's key."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Boolean, Column, LargeBinary, Table, delete, select, update

from storage.base import UNORDERED, Id, Seconds, metadata
from storage.proof import Proof, proof_column
from storage.unit import Unit
from storage.vault import Label, Purpose

invites = Table(
    "invite",
    metadata,
    Column("code_hash", LargeBinary(32), primary_key=True),
    Column("staff_id", Id, nullable=False),
    Column("ends_at", Seconds, nullable=False),
    #: A supervisor's invitation waits for a second person; the command line's does not.
    Column("confirmed", Boolean, nullable=False),
    Column("used_chat", Boolean, nullable=False),
    Column("used_key", Boolean, nullable=False),
    #: Vouches for whom it is, until when, and that a second person confirmed it.
    proof_column(),
    **UNORDERED,
)

PROOF = Proof(Label.INVITE, ("code_hash", "staff_id", "ends_at", "confirmed"))


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation that still holds."""

    code_hash: bytes
    staff_id: bytes
    used_chat: bool
    used_key: bool


async def make(unit: Unit, code: str, staff_id: bytes, *, ends_at: int, confirmed: bool) -> None:
    """Keep a new invitation; earlier ones of the same person end."""
    await forget(unit, staff_id)
    row = {
        "code_hash": _hash(unit, code),
        "staff_id": staff_id,
        "ends_at": ends_at,
        "confirmed": confirmed,
        "used_chat": False,
        "used_key": False,
    }
    await unit.change(invites.insert().values(PROOF.borne(unit.vault, row)))


async def find(unit: Unit, code: str) -> Invite | None:
    """Find a confirmed invitation that has not ended."""
    row = await unit.row(
        select(invites).where(
            invites.c.code_hash == _hash(unit, code),
            invites.c.ends_at > unit.seconds,
            invites.c.confirmed,
        )
    )
    if row is None or not PROOF.holds(unit.vault, row):
        return None
    return Invite(row["code_hash"], row["staff_id"], row["used_chat"], row["used_key"])


async def use(unit: Unit, invite: Invite, way: Literal["used_chat", "used_key"]) -> bool:
    """Use an invitation one way; False when somebody was faster."""
    unused = (invites.c.code_hash == invite.code_hash) & ~invites.c[way]
    result = await unit.change(update(invites).where(unused).values({way: True}))
    return bool(result.rowcount)


async def confirm(unit: Unit, staff_id: bytes) -> None:
    """Let the invitations of somebody hold."""
    for row in await unit.rows(select(invites).where(invites.c.staff_id == staff_id)):
        if PROOF.holds(unit.vault, row):
            same, sure = invites.c.code_hash == row["code_hash"], {**row, "confirmed": True}
            values = {"confirmed": True, "proof": PROOF.of(unit.vault, sure)}
            await unit.change(update(invites).where(same).values(values))


async def forget(unit: Unit, staff_id: bytes) -> None:
    """End every invitation of somebody."""
    await unit.change(delete(invites).where(invites.c.staff_id == staff_id))


async def forget_ended(unit: Unit) -> int:
    """Forget invitations whose time is over."""
    result = await unit.change(delete(invites).where(invites.c.ends_at <= unit.seconds))
    return int(result.rowcount)


def _hash(unit: Unit, code: str) -> bytes:
    return unit.vault.lookup(Purpose.INVITE, code.encode())
