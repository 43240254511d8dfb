"""Leases: the right to run something now, held by one process, taken over when it is gone."""

from sqlalchemy import Column, String, Table, delete

from storage.base import Id, Seconds, insert_into, metadata
from storage.unit import Unit

leases = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", Id, nullable=False),
    Column("ends_at", Seconds, nullable=False),
)


async def take(unit: Unit, name: str, holder: bytes, *, seconds: int, alone: bool = False) -> bool:
    """Take or renew a lease for so many seconds; False while somebody else holds it.

    `alone` is for the only process there is: whoever holds the lease then is dead.
    """
    connection = unit.transaction.connection
    statement = insert_into(leases, connection.dialect).values(
        name=name, holder=holder, ends_at=unit.seconds + seconds
    )
    statement = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": holder, "ends_at": unit.seconds + seconds},
        where=None if alone else (leases.c.holder == holder) | (leases.c.ends_at < unit.seconds),
    )
    return bool((await connection.execute(statement)).rowcount)


async def give_up(unit: Unit, name: str, holder: bytes) -> None:
    """Give a lease back before its end."""
    statement = delete(leases).where(leases.c.name == name, leases.c.holder == holder)
    await unit.transaction.connection.execute(statement)
