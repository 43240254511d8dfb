"""Promises of the drafts: what a chat told so far, in its order, in nobody else's hand."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.draft import LIFETIME_HOURS, Draft, Part, PartKind
from storage import draft
from storage.draft import drafts, parts
from tests.kit.desk import LegalDesk

HERE, ELSEWHERE = b"h" * 16, b"e" * 16
DRAFT = Draft("report", 1, "story", "token", {"topic": "WG"}, {"text": 2})


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def keep(room: LegalDesk, lane: bytes = HERE, one: Draft = DRAFT) -> None:
    async with room.work() as unit:
        draft.keep(unit, lane, one)


async def add(room: LegalDesk, n: int, text: str, lane: bytes = HERE) -> bytes:
    async with room.work() as unit:
        return draft.add_part(unit, lane, n, Part(PartKind.TEXT, text))


async def of(room: LegalDesk, *lanes: bytes) -> dict[bytes, Draft]:
    async with room.reading() as unit:
        return await draft.of_lanes(unit, lanes)


async def told(room: LegalDesk, lane: bytes = HERE) -> list[str]:
    async with room.reading() as unit:
        return [part.text for _key, part in await draft.parts_of(unit, lane)]


async def test_a_draft_is_read_as_it_was_kept_and_only_the_last(room: LegalDesk) -> None:
    await keep(room)
    changed = DRAFT.answered(region="UZ-FA")
    await keep(room, HERE, changed)
    await keep(room, ELSEWHERE)
    assert await of(room, HERE, ELSEWHERE) == {HERE: changed, ELSEWHERE: DRAFT}


async def test_parts_come_in_their_order(room: LegalDesk) -> None:
    for n, text in ((2, "two"), (0, "nought"), (1, "one")):
        await add(room, n, text)
    assert await told(room) == ["nought", "one", "two"]


async def test_an_erased_draft_takes_its_parts_and_nobody_else_s(room: LegalDesk) -> None:
    for lane in (HERE, ELSEWHERE):
        await keep(room, lane)
        await add(room, 0, "told", lane)
    async with room.work() as unit:
        draft.erase(unit, HERE)
    assert await of(room, HERE, ELSEWHERE) == {ELSEWHERE: DRAFT}
    assert (await told(room), await told(room, ELSEWHERE)) == ([], ["told"])


async def test_a_draft_begun_anew_in_one_go_keeps_only_the_new(room: LegalDesk) -> None:
    await keep(room)
    await add(room, 0, "old")
    async with room.work() as unit:
        draft.erase(unit, HERE)
        draft.keep(unit, HERE, replace(DRAFT, token="new"))
        draft.add_part(unit, HERE, 0, Part(PartKind.TEXT, "new"))
    assert (await of(room, HERE))[HERE].token == "new"
    assert await told(room) == ["new"]


async def test_a_part_is_changed_while_it_is_there(room: LegalDesk) -> None:
    key = await add(room, 0, "told")
    async with room.work() as unit:
        one = await draft.part(unit, HERE, key)
        assert one is not None
        assert await draft.replace_part(unit, HERE, key, replace(one, failed="too_large"))
    async with room.work() as unit:
        assert [part.failed for _key, part in await draft.parts_of(unit, HERE)] == ["too_large"]
        await draft.erase_now(unit, HERE)
        assert not await draft.replace_part(unit, HERE, key, one)
        assert await draft.part(unit, HERE, key) is None


async def test_it_ends_a_day_after_somebody_touched_it(room: LegalDesk) -> None:
    await keep(room)
    room.later(hours=LIFETIME_HOURS - 1)
    await keep(room)
    room.later(hours=LIFETIME_HOURS)
    async with room.reading() as unit:
        assert await draft.ended(unit, 10) == []
    room.later(hours=1, minutes=1)
    async with room.reading() as unit:
        assert await draft.ended(unit, 10) == [HERE]


async def test_the_row_tells_no_more_than_the_hour(room: LegalDesk) -> None:
    room.later(seconds=77)
    await keep(room)
    async with room.reading() as unit:
        (row,) = await unit.rows(drafts.select())
    assert row["ends_at"] % 3600 == 0


async def test_one_whose_key_is_gone_is_none(room: LegalDesk) -> None:
    await keep(room)
    room.later(days=4)
    assert await of(room, HERE) == {}


async def test_a_draft_put_under_another_lane_is_not_believed(room: LegalDesk) -> None:
    await keep(room)
    async with room.work() as unit:
        await unit.change(update(drafts).values(lane=ELSEWHERE))
    assert await of(room, ELSEWHERE) == {}


async def test_a_long_draft_loses_no_word_when_days_pass(room: LegalDesk) -> None:
    await add(room, 0, "first day")
    for _ in range(6):
        room.later(days=1)
        async with room.work() as unit:
            await draft.reseal(unit)
    await add(room, 1, "last day")
    assert await told(room) == ["first day", "last day"]


@pytest.mark.postgresql
async def test_a_file_that_comes_while_parts_are_sealed_anew_is_not_forgotten(
    ready_postgresql_url: str, key_file: Path
) -> None:
    async with LegalDesk.opened(ready_postgresql_url, key_file) as room:
        key = await add(room, 0, "photo")
        room.later(days=1)
        async with room.work() as chore:
            stale = await chore.rows(parts.select())
            async with room.work() as fetcher:
                one = await draft.part(fetcher, HERE, key)
                assert one is not None
                await draft.replace_part(fetcher, HERE, key, replace(one, evidence="ab"))
            assert stale[0]["id"] == key
            await draft.reseal(chore)
        async with room.reading() as unit:
            assert [part.evidence for _key, part in await draft.parts_of(unit, HERE)] == ["ab"]
