"""Addresses: where an *answer me here* case is answered, sealed with the month's key."""

from dataclasses import dataclass

import orjson
from sqlalchemy import Column, Index, LargeBinary, Table, delete, select, update

from domain.language import Language
from storage.base import OF_CASES, Id, Seconds, metadata
from storage.proof import Proof, proof_column
from storage.unit import Unit
from storage.vault import Label, Purpose, VaultError

addresses = Table(
    "address",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, nullable=False, unique=True),
    Column("lookup", LargeBinary(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    #: Vouches for case and chat, so that nobody moves an address to another case or chat.
    proof_column(),
    #: Set when the case closes: the tail of the address ends then. 0 while the case is open.
    Column("ends_at", Seconds, nullable=False),
    Index("ix_address_lookup", "lookup"),
    **OF_CASES,
)

#: The chat itself is sealed to the id.
PROOF = Proof(Label.ADDRESS, ("id", "case_id", "lookup"))

#: After closing, an address lives on for so many days, for the survey.
TAIL_DAYS = 14


@dataclass(frozen=True, slots=True)
class Address:
    """The chat where a case is answered."""

    id: bytes
    case_id: bytes
    chat_id: int
    language: Language


def add(unit: Unit, case_id: bytes, chat_id: int, language: Language) -> None:
    """Answer this case in this chat; it is answered nowhere yet."""
    key = unit.new_id()
    body = orjson.dumps({"chat_id": chat_id, "language": language.value})
    row = {
        "id": key,
        "case_id": case_id,
        "lookup": _lookup(unit, chat_id),
        "sealed": unit.vault.seal_month(Label.ADDRESS, body, key),
        "ends_at": 0,
    }
    unit.insert(addresses, **PROOF.borne(unit.vault, row))


async def change(unit: Unit, case_id: bytes, chat_id: int, language: Language) -> None:
    """Answer this case in this chat from now on, and in no other."""
    await drop(unit, case_id)
    add(unit, case_id, chat_id, language)


async def of_case(unit: Unit, case_id: bytes) -> Address | None:
    """Read the address of a case, if it has one that was not moved there and still opens.

    An old backup beside the key file of today has some whose month is over: the receipt remains.
    """
    row = await unit.row(select(addresses).where(addresses.c.case_id == case_id))
    if row is None or not PROOF.holds(unit.vault, row):
        return None
    try:
        fields = orjson.loads(unit.vault.open_month(Label.ADDRESS, row["sealed"], row["id"]))
    except VaultError:
        return None
    return Address(row["id"], case_id, fields["chat_id"], Language(fields["language"]))


async def of_chat(unit: Unit, chat_id: int) -> dict[bytes, bytes]:
    """List the cases answered in this chat: address id to case id."""
    rows = await unit.rows(select(addresses).where(addresses.c.lookup == _lookup(unit, chat_id)))
    return {row["id"]: row["case_id"] for row in rows if PROOF.holds(unit.vault, row)}


async def drop(unit: Unit, case_id: bytes) -> None:
    """Stop answering this case in a chat; the receipt still opens it."""
    await unit.change(delete(addresses).where(addresses.c.case_id == case_id))


async def drop_chat(unit: Unit, chat_id: int) -> None:
    """Stop answering anything in this chat."""
    await unit.change(delete(addresses).where(addresses.c.lookup == _lookup(unit, chat_id)))


async def end_later(unit: Unit, case_id: bytes, *, ends_at: int) -> None:
    """Let the address of a case end at this time (seconds, UTC); 0 means it goes on."""
    statement = update(addresses).where(addresses.c.case_id == case_id).values(ends_at=ends_at)
    await unit.change(statement)


async def drop_ended(unit: Unit) -> int:
    """Drop addresses whose tail is over."""
    statement = delete(addresses).where(
        addresses.c.ends_at > 0, addresses.c.ends_at <= unit.seconds
    )
    return int((await unit.change(statement)).rowcount)


def _lookup(unit: Unit, chat_id: int) -> bytes:
    return unit.vault.lookup(Purpose.ADDRESS, b"%d" % chat_id)
