"""Resealing: what an older month's key sealed is sealed under this month's, so that it can go."""

from collections.abc import Sequence

from sqlalchemy import Column, Table, bindparam, select, update

from storage.address import addresses
from storage.preference import preferences
from storage.unit import Unit
from storage.vault import Label, VaultError

#: Each table that holds month-sealed rows: its key, its sealed column, its label.
ROOMS: Sequence[tuple[Table, str, Label]] = (
    (addresses, "id", Label.ADDRESS),
    (preferences, "lane", Label.PREFERENCE),
)


async def run(unit: Unit) -> int:
    """Seal anew every row that is not under this month's key; returns how many."""
    return sum([await _table(unit, *room) for room in ROOMS])


async def _table(unit: Unit, table: Table, name: str, label: Label) -> int:
    key: Column[bytes] = table.c[name]
    rows = await unit.rows(select(key.label("key"), table.c.sealed))
    changed = []
    for row in rows:
        try:
            if unit.vault.month_of(row["sealed"]) == unit.vault.month:
                continue
            sealed = unit.vault.reseal_month(label, row["sealed"], row["key"])
        except VaultError:  # damaged, or older than its key: it must keep no other key alive
            continue
        changed.append({"row": row["key"], "new": sealed})
    if changed:
        statement = update(table).where(key == bindparam("row")).values(sealed=bindparam("new"))
        await unit.change(statement, changed)
    return len(changed)
