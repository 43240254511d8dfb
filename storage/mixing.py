"""Mixing: rows of cases are written anew in one transaction, so that PostgreSQL's row versions
do not tell which case was written together with which chat's rows.
"""

from sqlalchemy import text

from storage.unit import Unit

#: Tables whose rows stand beside a chat's rows when a report is filed.
ROOMS = ("cases", "entry", "receipt", "evidence", "evidence_chunk", "capability")


#: Transactions; far more than a day of a country's reports.
RECENT = 2_000_000

_FIRST = (
    "SELECT column_name FROM information_schema.columns "
    "WHERE table_name = :name ORDER BY ordinal_position LIMIT 1"
)


async def run(unit: Unit) -> None:
    """Give all rows of cases written in the last day one and the same row version.

    SQLite keeps no versions and no order of these tables: there is nothing to do.
    """
    connection = unit.transaction.connection
    if connection.dialect.name != "postgresql":
        return
    for name in ROOMS:
        column = (await connection.execute(text(_FIRST), {"name": name})).scalar_one()
        # A row written since the last run has a version of its own; older ones share theirs.
        await unit.change(
            text(f"UPDATE {name} SET {column} = {column} WHERE age(xmin) < {RECENT}")  # noqa: S608
        )
