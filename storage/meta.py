"""Small facts of this database under a name: the journal's head, the last answer of getMe."""

from collections.abc import Collection

from sqlalchemy import Column, LargeBinary, String, Table, select
from sqlalchemy.engine import RowMapping

from storage.base import insert_into, metadata, upsert_into
from storage.unit import Unit
from storage.vault import Label, VaultError

#: Under this name a database keeps which key file it goes with; it tells nothing of the keys.
KEY_MARK = "key_mark"

metas = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)


async def get(unit: Unit, name: str) -> bytes | None:
    """Read what is kept under a name."""
    return _value(await unit.row(select(metas.c.value).where(metas.c.name == name)))


async def get_all(unit: Unit, names: Collection[str]) -> dict[str, bytes]:
    """Read what is kept under each of these names, where something is."""
    statement = select(metas).where(metas.c.name.in_(sorted(names)))
    return {row["name"]: bytes(row["value"]) for row in await unit.rows(statement)}


async def get_locked(unit: Unit, name: str) -> bytes | None:
    """Read what is kept under a name; who asks next waits until this transaction ends."""
    statement = select(metas.c.value).where(metas.c.name == name).with_for_update()
    return _value(await unit.row(statement))


async def put(unit: Unit, name: str, value: bytes) -> None:
    """Keep something under a name, in place of what was there."""
    statement = upsert_into(metas, unit.transaction.connection.dialect)
    await unit.change(statement, {"name": name, "value": value})


async def put_sealed(unit: Unit, name: str, value: bytes) -> None:
    """Keep something under a name so that nobody with the database alone can change it."""
    await put(unit, name, unit.vault.seal_ring(Label.META, value, name.encode()))


async def get_sealed(unit: Unit, name: str) -> bytes | None:
    """Read what `put_sealed` keeps; None where it is not what this server kept."""
    kept = await get(unit, name)
    try:
        return unit.vault.open_ring(Label.META, kept, name.encode()) if kept else None
    except VaultError:
        return None


async def put_first(unit: Unit, name: str, value: bytes) -> None:
    """Keep something under a name unless something is there."""
    statement = insert_into(metas, unit.transaction.connection.dialect).on_conflict_do_nothing()
    await unit.change(statement, {"name": name, "value": value})


def _value(row: RowMapping | None) -> bytes | None:
    return None if row is None else bytes(row["value"])
