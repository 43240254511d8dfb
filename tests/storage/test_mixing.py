"""After mixing, PostgreSQL's row versions put no case beside the rows of a chat."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import column, select, text
from sqlalchemy import table as table_of
from sqlalchemy.sql.expression import TableClause

from bot.nursery import pause
from domain.letter import Act, Letter, Mark
from domain.preference import Preference
from domain.trace import Trace
from services import letter, upkeep
from storage import evidence, meta, mixing, preference, trace
from storage.base import APART
from storage.mixing import FILES, ROOMS
from storage.tables import metadata
from tests.kit.desk import LegalDesk
from tests.kit.filing import come_back, file

WORKER, OTHER = 7_000_000_001, 7_000_000_002
PHOTO = secrets.token_bytes(600_000)
LANES = ("outbox", "trace", "preference", "draft", "draft_part", "inbox")
MIXED = [room[0].name for room in (*ROOMS, FILES)]

#: Rows of a file's body lie in a side table with versions of their own.
TOAST = text(
    "SELECT reltoastrelid::regclass::text AS name FROM pg_class WHERE relname = 'evidence_chunk'"
)

FLOOR = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS floor")

REMEMBERING = text(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) > "
    "relallvisible * current_setting('block_size')::bigint"
)


@pytest.fixture
async def legal(ready_postgresql_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_postgresql_url, key_file) as opened:
        await opened.found()
        yield opened


async def test_before_mixing_a_case_stands_beside_the_rows_of_its_chat(legal: LegalDesk) -> None:
    await _report(legal, WORKER)
    assert await _closest(legal) <= 10


async def test_even_before_mixing_no_case_has_the_number_of_a_row_of_its_chat(
    legal: LegalDesk,
) -> None:
    await _report(legal, WORKER)
    assert await _closest(legal) > 0


def test_whatever_is_written_apart_is_mixed_too() -> None:
    apart = {table.name for table in metadata.tables.values() if APART in table.info}
    assert apart
    assert apart <= set(MIXED)


async def test_after_mixing_no_case_is_near_any_row_of_a_chat(legal: LegalDesk) -> None:
    await _report(legal, WORKER)
    await _mix(legal)
    await _chat(legal, OTHER)
    assert await _closest(legal) > 10


async def test_all_rows_of_a_day_have_one_version_at_last(legal: LegalDesk) -> None:
    await _mix(legal)
    for hour in range(3):
        await _report(legal, WORKER + hour)
        await _mix(legal)
        legal.later(hours=1)
    legal.later(days=1)
    await _mix(legal)
    written = {*MIXED} - {"journal"}  # its first line is of another day
    versions = [version for name in written for version in await _versions(legal, name)]
    assert len(set(versions)) == 1
    assert len({*await _versions(legal, await _toast(legal)), *versions}) == 1


async def test_what_was_mixed_for_good_is_not_written_again(legal: LegalDesk) -> None:
    await _report(legal, WORKER)
    await _mix(legal)
    legal.later(days=1)
    await _mix(legal)
    settled = await _versions(legal, "evidence_chunk")
    await _alone(legal, max(settled))
    for _ in range(3):
        legal.later(hours=1)
        await _mix(legal)
    legal.later(days=1)
    await _report(legal, OTHER)
    await _mix(legal)
    assert set(settled) < set(await _versions(legal, "evidence_chunk"))


async def test_bodies_of_files_are_written_once_in_a_day_however_often_it_runs(
    legal: LegalDesk,
) -> None:
    await _mix(legal)
    await _report(legal, WORKER)
    await _mix(legal)
    first = await _versions(legal, await _toast(legal))
    await _mix(legal)
    assert await _versions(legal, await _toast(legal)) == first


async def test_what_was_not_committed_yet_is_found_by_the_next_run(legal: LegalDesk) -> None:
    await _mix(legal)
    async with legal.work() as slow:
        await evidence.add(slow, [PHOTO], case_id=bytes(16))
        await _mix(legal)
    before = await _versions(legal, "evidence_chunk")
    await _mix(legal)
    assert set(before).isdisjoint(await _versions(legal, "evidence_chunk"))


async def test_the_place_of_a_row_does_not_tell_what_came_after_what(legal: LegalDesk) -> None:
    filed = [(await file(legal, WORKER + n, "A story.")).id for n in range(24)]
    assert await _listed(legal) == filed
    await _mix(legal)
    listed = await _listed(legal)
    kept = sum(filed.index(after) == filed.index(before) + 1 for before, after in pairwise(listed))
    assert sorted(listed) == sorted(filed)
    assert kept <= len(filed) // 3


async def test_after_a_checkpoint_no_table_holds_what_its_rows_were_before(
    legal: LegalDesk,
) -> None:
    await _report(legal, WORKER)
    await _mix(legal)
    assert {"cases", "receipt", "entry"} <= await _remembering(legal)
    await legal.store.checkpoint()
    await legal.store.checkpoint()  # the first takes them out, the next one notes that none is left
    assert await _remembering(legal) & {*MIXED} == set()


async def test_a_mixed_case_opens_as_before(legal: LegalDesk) -> None:
    digits = await _report(legal, WORKER)
    await _mix(legal)
    assert (await come_back(legal, digits)).replies == ()


async def test_a_mark_from_another_server_is_no_hindrance(legal: LegalDesk) -> None:
    await _mix(legal)
    await _report(legal, WORKER)
    async with legal.work() as unit:
        await meta.put(unit, mixing.MARK, b"%d 900000000" % legal.now.date().toordinal())
        await meta.put(unit, f"{mixing.MARK} night", b"1 900000000")
    before = await _versions(legal, "evidence_chunk")
    await _mix(legal)
    assert set(before).isdisjoint(await _versions(legal, "evidence_chunk"))


async def test_on_sqlite_nothing_is_done(ready_sqlite_url: str, key_file: Path) -> None:
    async with LegalDesk.opened(ready_sqlite_url, key_file) as legal:
        await _mix(legal)
        async with legal.reading() as unit:
            assert await meta.get(unit, mixing.MARK) is None


async def _report(legal: LegalDesk, chat_id: int) -> str:
    await _chat(legal, chat_id)
    given = await file(legal, chat_id, "They wrote fifty for eighty kilos.", photo=PHOTO)
    await _chat(legal, chat_id)
    return given.digits


async def _chat(legal: LegalDesk, chat_id: int) -> None:
    """Leave what a chat leaves: a letter that waits, a trace of a message, a preference."""
    async with legal.work() as unit:
        letter.post(unit, Letter(chat_id, Act.SEND, {"text": "hello"}))
        trace.keep(unit, Trace(chat_id, 1, Mark.OTHER), seconds=3600)
        preference.keep(unit, legal.vault.lane(chat_id), Preference())


async def _listed(legal: LegalDesk) -> list[bytes]:
    """List cases in the order in which they lie, which is how a dump lists them."""
    async with legal.reading() as unit:
        return [row["id"] for row in await unit.rows(text("SELECT id FROM cases ORDER BY ctid"))]


async def _mix(legal: LegalDesk) -> None:
    async with legal.work() as unit:
        await upkeep.mix(unit)


async def _alone(legal: LegalDesk, version: int) -> None:
    """Wait until nobody on the server is still at what began before: it would be mixed again."""
    async with asyncio.timeout(60):
        while await _floor(legal) <= version:
            await pause(0.05, asyncio.Event())


async def _floor(legal: LegalDesk) -> int:
    async with legal.reading() as unit:
        return int((await unit.rows(FLOOR))[0]["floor"])


async def _remembering(legal: LegalDesk) -> set[str]:
    """Name tables with a page that PostgreSQL does not know to be free of earlier versions."""
    async with legal.reading() as unit:
        return {row["relname"] for row in await unit.rows(REMEMBERING)} & set(metadata.tables)


async def _closest(legal: LegalDesk) -> int:
    """Tell how near the version of a row of a case comes to that of a row of a chat."""
    mixed = [v for name in (*MIXED, await _toast(legal)) for v in await _versions(legal, name)]
    lanes = [v for name in LANES for v in await _versions(legal, name)]
    assert mixed
    assert lanes
    return min(abs(case - lane) for case in mixed for lane in lanes)


async def _versions(legal: LegalDesk, table: str) -> list[int]:
    statement = select(column("xmin").op("::")(text("text::bigint")).label("version"))
    async with legal.reading() as unit:
        rows = await unit.rows(statement.select_from(_named(table)))
    return [row["version"] for row in rows]


def _named(table: str) -> TableClause:
    schema, _, name = table.rpartition(".")
    return table_of(name, schema=schema or None)


async def _toast(legal: LegalDesk) -> str:
    async with legal.reading() as unit:
        return str((await unit.rows(TOAST))[0]["name"])
