"""Nothing in the database joins a case that is answered by receipt to the chat it came from."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Table, literal_column, select

from sandbox.client import Sandbox
from services import upkeep
from storage import receipt as receipts
from storage.evidence import chunks, evidence
from storage.store import Store
from storage.tables import metadata
from storage.unit import Row, Unit
from storage.vault import Purpose, derive
from tests.kit import ledger
from tests.kit.planted import ANSWER, PEOPLE, file, return_with_receipt, scene

#: Times in the clear are on the hour (of the most severe cases the due time on the quarter).
HOUR = 3600
#: Smaller numbers are counts, kinds, severities; larger ones are times or ids.
SMALL, LATE = 1_000_000, 5_000_000_000
#: PostgreSQL's row versions nearer than this were written one after the other.
NEAR = 10


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_receipt_only_case_shares_no_id_no_lane_no_exact_time_with_its_chat(
    rough: Sandbox, tmp_path: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    url = str(request.getfixturevalue("postgresql_url")) if kind == "postgresql" else ""
    async with scene(rough, tmp_path, url) as played:
        await played.machine.invite("lawyer")
        lawyer = played.walker("lawyer")
        worker = await file(played, "worker_two", "Only with my receipt")
        await lawyer.press("Take", "Reply")
        await lawyer.phone.text(ANSWER)
        await lawyer.press("Send to the worker")
        await return_with_receipt(played, worker, "worker_two")
    async with ledger.opened(played.machine) as store:
        async with store.work() as unit:
            await upkeep.mix(unit)
        case, chat = await _both(store, played.receipts["worker_two"], PEOPLE["worker_two"][2])
    assert {table for table, _row in case} >= {"cases", "entry", "receipt", "evidence_chunk"}
    assert {table for table, _row in chat} >= {"preference", "trace"}
    assert _telling(case) & _telling(chat) == set()
    assert [time for _, row in case for time in _times(row) if time % HOUR] == []
    assert [pair for pair in product(_versions(case), _versions(chat)) if _near(*pair)] == []


Found = list[tuple[str, Row]]


async def _both(store: Store, digits: str, chat_id: int) -> tuple[Found, Found]:
    """Read every row of the case that a receipt opens, and every row of a chat."""
    async with store.reading() as unit:
        known = await receipts.find(unit, derive(digits, vault=store.vault).lookup_hash)
        assert known is not None
        files = select(evidence.c.id).where(evidence.c.case_id == known.case_id)
        ids = {row["id"] for row in await unit.rows(files)}
        rows = [
            (table, row) for table in metadata.tables.values() for row in await _all(unit, table)
        ]
    ours = _names(store, chat_id)
    case: Found = [
        (table.name, row)
        for table, row in rows
        if known.case_id in (row.get("case_id"), row.get("id")) or _is_of(table, row, ids)
    ]
    return case, [(table.name, row) for table, row in rows if ours & set(row.values())]


async def _all(unit: Unit, table: Table) -> list[dict[str, Any]]:
    postgres = unit.transaction.connection.dialect.name == "postgresql"
    version: ColumnElement[int] = literal_column("xmin::text::bigint" if postgres else "NULL")
    statement = select(table, version.label("xmin")).select_from(table)
    return [dict(row) for row in await unit.rows(statement)]


def _names(store: Store, chat_id: int) -> set[bytes]:
    """Give all that a chat is called in any table."""
    written = (b"%d" % chat_id, chat_id.to_bytes(8, "big", signed=True))
    lookups = {store.vault.lookup(one, value) for one, value in product(Purpose, written)}
    return {store.vault.lane(chat_id), *lookups}


def _is_of(table: Table, row: Row, files: set[bytes]) -> bool:
    return table is chunks and row["evidence_id"] in files


def _telling(rows: Found) -> set[object]:
    """Give every value that could join: ids, hashes, texts, exact times."""
    return {value for _table, row in rows for value in _values(row) if not _is_whole(value)}


def _values(row: Row) -> Iterator[object]:
    for name, value in row.items():
        telling = (isinstance(value, (bytes, str)) and len(value) > len("uz_Cyrl")) or (
            isinstance(value, int) and abs(value) > SMALL
        )
        if telling and name != "xmin":
            yield value


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and value < LATE and value % HOUR == 0


def _times(row: Row) -> Iterator[int]:
    return (v for n, v in row.items() if isinstance(v, int) and SMALL < v < LATE and n != "xmin")


def _versions(rows: Found) -> set[int]:
    return {row["xmin"] for _table, row in rows if row["xmin"] is not None}


def _near(one: int, other: int) -> bool:
    return abs(one - other) <= NEAR
