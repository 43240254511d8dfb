"""Replies, a second time: sealed to the receipt, and until shown to a key that rests in a button.

The button's key is in its letter and its trace alone, under day keys, as long as it is to be shown.
"""

from dataclasses import dataclass

import orjson
from sqlalchemy import Column, Index, Integer, LargeBinary, Table, delete, insert, select

from storage.base import UNORDERED, Id, Seconds, metadata
from storage.proof import Proof, proof_column
from storage.unit import Unit
from storage.vault import Label, Purpose, Tampered, open_with, seal_to

replies = Table(
    "reply",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, nullable=False),
    Column("n", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    #: Vouches for all of the row: anybody with the database can seal to the receipt's public key.
    proof_column(),
    Index("ix_reply_case_id", "case_id", "n"),
    **UNORDERED,
)

PROOF = Proof(Label.REPLY, ("case_id", "id", "n", "sealed"))

#: An answer that waits behind **Show**. Its key is in the button, not here.
answers = Table(
    "answer",
    metadata,
    Column("lookup", LargeBinary(32), primary_key=True),
    Column("case_id", Id, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("ends_at", Seconds, nullable=False),
    **UNORDERED,
)

#: An answer nobody has shown is kept for the receipt only after so many days.
SHOW_DAYS = 14


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply as the worker reads it. `at` in seconds, UTC."""

    text: str
    at: int


async def add(unit: Unit, case_id: bytes, n: int, public: bytes, text: str) -> None:
    """Seal a reply to the receipt of the case."""
    key = unit.new_id()
    body = orjson.dumps({"text": text, "at": unit.seconds})
    sealed = seal_to(public, Label.REPLY, case_id + key, body)
    row = {"id": key, "case_id": case_id, "n": n, "sealed": sealed}
    await unit.change(insert(replies).values(PROOF.borne(unit.vault, row)))


async def opened(unit: Unit, case_id: bytes, private: bytes) -> list[Reply]:
    """Open every reply of a case with the private key that its receipt gives.

    One that this server did not write is left out: it may lure a worker somewhere. Raises Tampered
    for one of ours that was moved or does not open.
    """
    statement = select(replies).where(replies.c.case_id == case_id).order_by(replies.c.n)
    found = []
    for row in await unit.rows(statement):
        if not PROOF.holds(unit.vault, row):
            continue
        header, body = open_with(private, Label.REPLY, row["sealed"])
        if header != case_id + row["id"]:
            raise Tampered
        found.append(Reply(**orjson.loads(body)))
    return found


async def leave(unit: Unit, case_id: bytes, text: str, chat_id: int) -> bytes:
    """Keep an answer to be shown in a chat, and in no other; returns its 16-byte key."""
    key = unit.new_id()
    body = orjson.dumps({"text": text, "at": unit.seconds})
    row = {
        "lookup": _lookup(unit, key, chat_id),
        "case_id": case_id,
        "sealed": unit.vault.seal_with(key, Label.ANSWER, body, case_id),
        "ends_at": (unit.seconds // 3600 + SHOW_DAYS * 24) * 3600,
    }
    await unit.change(insert(answers).values(row))
    return key


async def show(unit: Unit, key: bytes, chat_id: int) -> tuple[bytes, Reply] | None:
    """Open the answer behind a button: (case id, reply); None when it is gone."""
    statement = select(answers).where(answers.c.lookup == _lookup(unit, key, chat_id))
    row = await unit.row(statement)
    if row is None:
        return None
    body = unit.vault.open_under(key, Label.ANSWER, row["sealed"], row["case_id"])
    return row["case_id"], Reply(**orjson.loads(body))


async def waits(unit: Unit, key: bytes, chat_id: int) -> bool:
    """Tell whether the answer behind a button still waits to be shown."""
    statement = select(answers.c.case_id).where(answers.c.lookup == _lookup(unit, key, chat_id))
    return await unit.row(statement) is not None


async def hide(unit: Unit, key: bytes, chat_id: int) -> None:
    """Drop the answer behind a button: it was read, or its button is gone."""
    await unit.change(delete(answers).where(answers.c.lookup == _lookup(unit, key, chat_id)))


async def drop_case(unit: Unit, case_id: bytes) -> None:
    """Drop all answers that wait for a case's chat."""
    await unit.change(delete(answers).where(answers.c.case_id == case_id))


async def drop_ended(unit: Unit) -> int:
    """Drop answers that nobody showed in 14 days; the receipt still opens them."""
    statement = delete(answers).where(answers.c.ends_at <= unit.seconds)
    return int((await unit.change(statement)).rowcount)


def _lookup(unit: Unit, key: bytes, chat_id: int) -> bytes:
    """Name the row by the button's key and its chat: the button of another chat opens nothing."""
    return unit.vault.lookup(Purpose.ANSWER, b"%s%d" % (key, chat_id))
