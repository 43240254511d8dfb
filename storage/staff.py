"""Staff rows: name and chat sealed under the ring. They are few, and read all at once."""

from collections import defaultdict
from collections.abc import Iterable

import orjson
from sqlalchemy import (
    Boolean,
    Column,
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
from storage.glance import Glance
from storage.unit import Unit
from storage.vault import Label, Purpose, Vault, VaultError

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("state", String(8), nullable=False),
    Column("role", String(12), nullable=False),
    #: Name and chat, bound to id, role and desks: whoever changes one of these in the database
    #: makes a row that opens no more.
    Column("sealed", LargeBinary, nullable=False),
    #: A keyed hash of the chat, so that no chat is enrolled twice.
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
    _everyone.forget(unit)
    dialect = unit.transaction.connection.dialect
    row = {**_row(unit.vault, person), "day": unit.now.date()}
    await unit.change(upsert_into(staff, dialect), row)
    gone = staff_desks.c.desk.not_in(person.desks)
    await unit.change(delete(staff_desks).where(staff_desks.c.staff_id == person.id, gone))
    rows = [{"staff_id": person.id, "desk": desk} for desk in person.desks]
    if rows:
        await unit.change(insert_into(staff_desks, dialect).on_conflict_do_nothing(), rows)


async def everyone(unit: Unit) -> list[Staff]:
    """Read everybody who ever was of the staff, by name; once in a transaction."""
    return await _everyone.look(unit)


async def all_in(unit: Unit, *states: State) -> list[Staff]:
    """Read everybody in these states, by name."""
    return [person for person in await everyone(unit) if person.state in states]


async def by_ids(unit: Unit, ids: Iterable[bytes]) -> dict[bytes, Staff]:
    """Read these people, whatever their state."""
    wanted = set(ids)
    return {person.id: person for person in await everyone(unit) if person.id in wanted}


async def of_chats(unit: Unit, chat_ids: Iterable[int]) -> dict[int, Staff]:
    """Read the active staff among these chats."""
    wanted = set(chat_ids)
    active = await all_in(unit, State.ACTIVE)
    return {person.chat_id: person for person in active if person.chat_id in wanted}


async def count_unreadable(unit: Unit) -> int:
    """Count rows that this key file does not open."""
    return len(await unit.rows(select(staff.c.id))) - len(await everyone(unit))


async def _read(unit: Unit) -> list[Staff]:
    joined = staff.outerjoin(staff_desks, staff.c.id == staff_desks.c.staff_id)
    rows, desks = {}, defaultdict(set)
    for row in await unit.rows(select(staff, staff_desks.c.desk).select_from(joined)):
        rows[row["id"]] = row
        if row["desk"]:
            desks[row["id"]].add(Desk(row["desk"]))
    opened = [_open(unit.vault, row, frozenset(desks[key])) for key, row in rows.items()]
    found = [person for person in opened if person]
    return sorted(found, key=lambda person: (person.name.casefold(), person.id))


_everyone = Glance(_read)


def _row(vault: Vault, person: Staff) -> dict[str, object]:
    fields = orjson.dumps({"name": person.name, "chat_id": person.chat_id})
    return {
        "id": person.id,
        "state": person.state,
        "role": person.role,
        "sealed": vault.seal_ring(Label.STAFF, fields, _bind(person.id, person.role, person.desks)),
        "lookup": _lookup(vault, person.chat_id) if person.chat_id else None,
        "duty": person.duty,
    }


def _open(vault: Vault, row: RowMapping, desks: frozenset[Desk]) -> Staff | None:
    # Somebody whose row does not open is nobody: a worker's report must not stumble over it.
    role, state = Role(row["role"]), State(row["state"])
    try:
        sealed = vault.open_ring(Label.STAFF, row["sealed"], _bind(row["id"], role, desks))
    except VaultError:
        return None
    fields = orjson.loads(sealed)
    return Staff(row["id"], role=role, state=state, desks=desks, duty=row["duty"], **fields)


def _bind(key: bytes, role: Role, desks: frozenset[Desk]) -> bytes:
    return key + ",".join((role, *sorted(desks))).encode()


def _lookup(vault: Vault, chat_id: int) -> bytes:
    return vault.lookup(Purpose.STAFF, chat_id.to_bytes(8, "big", signed=True))
