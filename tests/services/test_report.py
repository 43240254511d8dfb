"""Filing leaves nothing that joins a chat to a case, and hands every file over exactly once."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from domain.case import Case, Desk
from domain.draft import Draft, Part, PartKind
from domain.errors import NoDesk
from domain.fetch import Fetch
from domain.language import Language
from services import report
from services.content import Opened, open_case
from services.member import server_keys
from services.report import Filed
from storage import draft as drafts
from storage import evidence, fetch, tables
from storage.vault import seal_file
from tests.kit.phone import Street

CHAT = 7_000_000_001
ANSWERS = {"topic": "WG", "subtopic": "WG1", "when": "today", "region": "UZ-FA"}


@pytest.fixture
async def street(ready_url: str, key_file: Path) -> AsyncIterator[Street]:
    async with Street.opened(ready_url, key_file) as street:
        await street.found(full=True)
        yield street


async def told(street: Street, answer: str) -> Draft:
    """Keep a draft with a text, a photo that is safe, and one that is on its way."""
    lane = street.vault.lane(CHAT)
    draft = Draft("report", 1, "review", "token", {**ANSWERS, "answer": answer})
    key, chunks = seal_file(b"a photo of a slip")
    async with street.work() as unit:
        safe = await evidence.add(unit, chunks, case_id=None)
        drafts.add_part(unit, lane, 0, Part(PartKind.TEXT, "not paid", 100))
        photo = Part(PartKind.PHOTO, "slip", 101, evidence=safe.hex(), key=key.hex(), size=17)
        drafts.add_part(unit, lane, 1, photo)
        coming = drafts.add_part(unit, lane, 2, Part(PartKind.VOICE, at=102))
        fetch.ask(
            unit, lane, Fetch("voice", "id", 9, chat_id=CHAT, message_id=5, part=coming.hex())
        )
        drafts.keep(unit, lane, draft)
    return draft


async def filed(street: Street, answer: str) -> Filed:
    draft = await told(street, answer)
    async with street.work() as unit:
        lane = street.vault.lane(CHAT)
        receipt = street.house().take_receipt()
        return await report.file(
            unit, lane, draft, chat_id=CHAT, language=Language.RU, receipt=receipt
        )


async def opened(street: Street, case: Case) -> Opened:
    async with street.reading() as unit:
        return await open_case(unit, case, await server_keys(unit))


async def rows(street: Street) -> dict[str, list[dict[str, Any]]]:
    async with street.reading() as unit:
        return {
            table.name: [dict(row) for row in await unit.rows(table.select())]
            for table in tables.metadata.sorted_tables
        }


async def test_the_body_says_which_files_are_safe_and_which_are_coming(street: Street) -> None:
    done = await filed(street, "here")
    content = await opened(street, done.case)
    body = content.entries[0].body
    assert [one["text"] for one in body["texts"]] == ["not paid"]
    assert [bool(one.get("coming")) for one in body["files"]] == [False, True]
    assert body["told_at"] == 100
    assert body["language"] == "ru"
    async with street.reading() as unit:
        assert await evidence.opened(unit, content.files[0].id, content.files[0].key) == (
            b"a photo of a slip"
        )


async def test_a_file_belongs_to_the_case_once_it_is_filed(street: Street) -> None:
    done = await filed(street, "here")
    async with street.reading() as unit:
        (kept,) = await unit.rows(select(evidence.evidence))
    assert kept["case_id"] == done.case.id


async def test_what_is_still_coming_goes_to_the_case_under_a_new_id(street: Street) -> None:
    await told(street, "here")
    before = {row["id"] for row in (await rows(street))["fetch"]}
    await filed_again(street)
    after = (await rows(street))["fetch"]
    assert {row["id"] for row in after}.isdisjoint(before)
    assert [row["lane"] for row in after] == [None]


async def filed_again(street: Street) -> None:
    async with street.work() as unit:
        lane = street.vault.lane(CHAT)
        draft = (await drafts.of_lanes(unit, [lane]))[lane]
        receipt = street.house().take_receipt()
        await report.file(unit, lane, draft, chat_id=CHAT, language=Language.UZ, receipt=receipt)


async def test_only_with_a_receipt_no_row_names_the_lane_but_the_letters(street: Street) -> None:
    await filed(street, "receipt")
    lane = street.vault.lane(CHAT)
    named = {
        name
        for name, found in (await rows(street)).items()
        for row in found
        if lane in row.values()
    }
    assert named <= {"outbox"}


async def test_only_with_a_receipt_a_coming_file_forgets_its_chat(street: Street) -> None:
    await filed(street, "receipt")
    async with street.work() as unit:
        (claimed,) = await fetch.claim(unit, unit.new_id(), 5)
    assert claimed.fetch is not None
    assert (claimed.fetch.chat_id, claimed.fetch.message_id) == (0, 0)


async def test_answered_here_a_coming_file_may_still_be_told_of(street: Street) -> None:
    await filed(street, "here")
    async with street.work() as unit:
        (claimed,) = await fetch.claim(unit, unit.new_id(), 5)
    assert claimed.fetch is not None
    assert claimed.fetch.chat_id == CHAT


async def test_times_in_the_clear_are_rounded(street: Street) -> None:
    done = await filed(street, "receipt")
    assert done.case.filed_at % 3600 == 0
    assert done.case.due_at % 900 == 0


async def test_without_a_desk_nothing_changes(sqlite_url: str, key_file: Path) -> None:
    async with Street.opened(sqlite_url, key_file) as street:
        with pytest.raises(NoDesk):
            await filed(street, "here")
        lane = street.vault.lane(CHAT)
        async with street.reading() as unit:
            assert len(await drafts.parts_of(unit, lane)) == 3


async def test_protection_is_told_nothing_in_the_clear_but_its_desk(street: Street) -> None:
    lane = street.vault.lane(CHAT)
    draft = Draft("report", 1, "review", "token", {"topic": "CL", "who": "under18"})
    async with street.work() as unit:
        receipt = street.house().take_receipt()
        done = await report.file(
            unit, lane, draft, chat_id=CHAT, language=Language.UZ, receipt=receipt
        )
    assert done.case.desk is Desk.PROTECTION
    assert not done.promise.on_duty


async def test_the_capability_leads_to_the_case_for_a_day(street: Street) -> None:
    done = await filed(street, "receipt")
    async with street.reading() as unit:
        found = await report.case_to_add_to(unit, done.capability, CHAT)
        assert found is not None
        assert found.id == done.case.id
        assert await report.case_to_add_to(unit, b"\0" * 16, CHAT) is None
        assert await report.case_to_add_to(unit, done.capability, CHAT + 1) is None
    street.later(hours=25)
    async with street.reading() as unit:
        assert await report.case_to_add_to(unit, done.capability, CHAT) is None
