"""Invitations: a keyed hash of each code, once for a chat and once for a member's key."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Boolean, Column, LargeBinary, Table, delete, select, update

from storage.base import UNORDERED, Id, Seconds, metadata
from storage.unit import Unit
from storage.vault import Purpose

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
    **UNORDERED,
)


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
    await unit.change(invites.insert(), row)


async def find(unit: Unit, code: str) -> Invite | None:
    """Find a confirmed invitation that has not ended."""
    row = await unit.row(
        select(invites).where(
            invites.c.code_hash == _hash(unit, code),
            invites.c.ends_at > unit.seconds,
            invites.c.confirmed,
        )
    )
    return (
        Invite(row["code_hash"], row["staff_id"], row["used_chat"], row["used_key"])
        if row
        else None
    )


async def use(unit: Unit, invite: Invite, way: Literal["used_chat", "used_key"]) -> bool:
    """Use an invitation one way; False when somebody was faster."""
    unused = (invites.c.code_hash == invite.code_hash) & ~invites.c[way]
    result = await unit.change(update(invites).where(unused).values({way: True}))
    return bool(result.rowcount)


async def confirm(unit: Unit, staff_id: bytes) -> None:
    """Let the invitations of somebody hold."""
    theirs = invites.c.staff_id == staff_id
    await unit.change(update(invites).where(theirs).values(confirmed=True))


async def forget(unit: Unit, staff_id: bytes) -> None:
    """End every invitation of somebody."""
    await unit.change(delete(invites).where(invites.c.staff_id == staff_id))


async def forget_ended(unit: Unit) -> int:
    """Forget invitations whose time is over."""
    result = await unit.change(delete(invites).where(invites.c.ends_at <= unit.seconds))
    return int(result.rowcount)


def _hash(unit: Unit, code: str) -> bytes:
    return unit.vault.lookup(Purpose.INVITE, code.encode())
