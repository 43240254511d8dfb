"""The unit of work: what it puts down, what a change inside it sees, and what a drop leaves."""

from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult

from storage.meta import metas
from storage.trace import traces
from storage.unit import Unit
from tests.kit.desk import LegalDesk

NAME = {"name": "bench", "value": b"one"}


async def test_a_change_sees_what_its_unit_put_down_before(ready_url: str, key_file: Path) -> None:
    async with LegalDesk.opened(ready_url, key_file) as desk:
        async with desk.work() as unit:
            unit.insert(metas, **NAME)
            assert (await _other_value(unit)).rowcount == 1

        assert await _values(desk) == [b"two"]


async def test_what_a_unit_put_down_is_written_once(ready_url: str, key_file: Path) -> None:
    async with LegalDesk.opened(ready_url, key_file) as desk:
        async with desk.work() as unit:
            unit.insert(metas, **NAME)
            await _other_value(unit)
            unit.insert(traces, id=b"i" * 16, lane=b"l" * 16, sealed=b"", ends_at=0)
            await _other_value(unit)

        async with desk.reading() as unit:
            assert len(await unit.rows(select(traces))) == 1


async def test_a_dropped_unit_leaves_nothing_of_what_a_change_wrote_with_it(
    ready_url: str, key_file: Path
) -> None:
    async with LegalDesk.opened(ready_url, key_file) as desk:
        async with desk.work() as unit:
            unit.insert(metas, **NAME)
            await _other_value(unit)
            unit.insert(traces, id=b"i" * 16, lane=b"l" * 16, sealed=b"", ends_at=0)
            await unit.drop()

        assert await _values(desk) == []


async def _other_value(unit: Unit) -> CursorResult[Any]:
    return await unit.change(update(metas).where(metas.c.name == "bench").values(value=b"two"))


async def _values(desk: LegalDesk) -> list[bytes]:
    async with desk.reading() as unit:
        rows = await unit.rows(select(metas.c.value).where(metas.c.name == "bench"))
        return [bytes(row["value"]) for row in rows]
