"""Staff rows: name and chat sealed under the ring, the chat found by a keyed hash."""

from collections.abc import Iterable
from dataclasses import replace

import orjson
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    LargeBinary,
    String,
    Table,
    delete,
    select,
)
from sqlalchemy.engine import RowMapping

from domain.case import Desk
from domain.staff import Role, Staff, State
from storage.base import UNORDERED, Id, insert_into, metadata, upsert_into
from storage.unit import Unit
from storage.vault import Label, Purpose, Vault, VaultError

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("state", String(8), nullable=False),
    Column("role", String(12), nullable=False),
    #: Name and chat, bound to id and role: a role changed in the database opens nothing.
    Column("sealed", LargeBinary, nullable=False),
    Column("lookup", LargeBinary(32), unique=True),
    Column("duty", Boolean, nullable=False),
    #: When they were invited.
    Column("day", Date, nullable=False),
    **UNORDERED,
)

staff_desks = Table(
    "staff_desk",
    metadata,
    Column("staff_id", Id, primary_key=True),
    Column("desk", String(16), primary_key=True),
    **UNORDERED,
)


async def put(unit: Unit, person: Staff) -> None:
    """Keep somebody with their desks, in place of what was there."""
    dialect = unit.transaction.connection.dialect
    row = {**_row(unit.vault, person), "day": unit.now.date()}
    await unit.change(upsert_into(staff, dialect), row)
    gone = staff_desks.c.desk.not_in(person.desks)
    await unit.change(delete(staff_desks).where(staff_desks.c.staff_id == person.id, gone))
    rows = [{"staff_id": person.id, "desk": desk} for desk in person.desks]
    if rows:
        await unit.change(insert_into(staff_desks, dialect).on_conflict_do_nothing(), rows)


async def of_chats(unit: Unit, chat_ids: Iterable[int]) -> dict[int, Staff]:
    """Read the active staff among these chats."""
    lookups = [_lookup(unit.vault, chat_id) for chat_id in chat_ids]
    # The sealed chat is compared too: a lookup moved to another row makes nobody of the staff.
    return {
        person.chat_id: person
        for person in await _read(unit, staff.c.lookup.in_(lookups))
        if person.active and _lookup(unit.vault, person.chat_id) in lookups
    }


async def by_ids(unit: Unit, ids: Iterable[bytes]) -> dict[bytes, Staff]:
    """Read these people, whatever their state."""
    return {person.id: person for person in await _read(unit, staff.c.id.in_(list(ids)))}


async def all_in(unit: Unit, *states: State) -> list[Staff]:
    """Read everybody in these states, by name."""
    return await _read(unit, staff.c.state.in_(states))


async def count_unreadable(unit: Unit) -> int:
    """Count rows that this key file does not open."""
    rows = await unit.rows(select(staff))
    return sum(_open(unit.vault, row) is None for row in rows)


async def _read(unit: Unit, where: ColumnElement[bool]) -> list[Staff]:
    joined = staff.outerjoin(staff_desks, staff.c.id == staff_desks.c.staff_id)
    found: dict[bytes, Staff] = {}
    for row in await unit.rows(select(staff, staff_desks.c.desk).select_from(joined).where(where)):
        person = found.get(row["id"]) or _open(unit.vault, row)
        if person:
            desks = {Desk(row["desk"])} if row["desk"] else set()
            found[person.id] = replace(person, desks=person.desks | desks)
    return sorted(found.values(), key=lambda person: (person.name.casefold(), person.id))


def _row(vault: Vault, person: Staff) -> dict[str, object]:
    fields = orjson.dumps({"name": person.name, "chat_id": person.chat_id})
    return {
        "id": person.id,
        "state": person.state,
        "role": person.role,
        "sealed": vault.seal_ring(Label.STAFF, fields, person.id + person.role.encode()),
        "lookup": _lookup(vault, person.chat_id) if person.chat_id else None,
        "duty": person.duty,
    }


def _open(vault: Vault, row: RowMapping) -> Staff | None:
    # Somebody whose row does not open is nobody: a worker's report must not stumble over it.
    try:
        fields = vault.open_ring(Label.STAFF, row["sealed"], row["id"] + row["role"].encode())
    except VaultError:
        return None
    role, state = Role(row["role"]), State(row["state"])
    return Staff(
        row["id"],
        role=role,
        state=state,
        desks=frozenset(),
        duty=row["duty"],
        **orjson.loads(fields),
    )


def _lookup(vault: Vault, chat_id: int) -> bytes:
    return vault.lookup(Purpose.STAFF, chat_id.to_bytes(8, "big", signed=True))
