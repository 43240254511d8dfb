"""Replies reach the receipt always, the chat only where the worker wants it, behind a button."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.case import Case, Status
from domain.draft import Draft, Part, PartKind
from domain.entry import EntryKind
from domain.errors import NothingToSend
from domain.language import Language
from services import reply, report, word
from services.content import open_case
from services.member import server_keys
from storage import case as cases
from storage import draft as drafts
from storage import reply as replies
from tests.kit.phone import Street

CHAT = 7_000_000_001
TEXT = "Tarozi cheklarini saqlang."


@pytest.fixture
async def street(ready_url: str, key_file: Path) -> AsyncIterator[Street]:
    async with Street.opened(ready_url, key_file) as street:
        await street.found(full=True)
        yield street


async def filed(street: Street, answer: str) -> Case:
    ready = street.house().take_receipt()
    draft = Draft("report", 1, "review", "token", {"topic": "WG", "answer": answer})
    async with street.work() as unit:
        done = await report.file(
            unit, street.vault.lane(CHAT), draft, chat_id=CHAT, language=Language.EN, receipt=ready
        )
    return done.case


async def test_only_with_a_receipt_no_chat_hears_of_it(street: Street) -> None:
    case = await filed(street, "receipt")
    async with street.work() as unit:
        assert not await reply.from_desk(unit, case, TEXT)
    phone = street.phone(CHAT)
    await phone.deliver()
    assert not phone.messages
    async with street.reading() as unit:
        assert len(await unit.rows(replies.replies.select())) == 1
        assert not await unit.rows(replies.answers.select())


async def test_answered_here_the_chat_gets_a_button_and_not_a_word(street: Street) -> None:
    case = await filed(street, "here")
    async with street.work() as unit:
        assert await reply.from_desk(unit, case, TEXT)
    phone = street.phone(CHAT)
    await phone.deliver()
    assert phone.text == "There is an answer for you"


async def test_the_server_alone_opens_no_reply(street: Street) -> None:
    case = await filed(street, "here")
    async with street.work() as unit:
        await reply.from_desk(unit, case, TEXT)
    async with street.reading() as unit:
        rows = [
            *await unit.rows(replies.replies.select()),
            *await unit.rows(replies.answers.select()),
        ]
    assert all(TEXT.encode() not in row["sealed"] for row in rows)


async def test_what_a_worker_writes_back_is_an_entry_of_the_case(street: Street) -> None:
    case, lane = await filed(street, "here"), street.vault.lane(CHAT)
    async with street.work() as unit:
        await cases.change(unit, case, status=Status.WAITING_WORKER)
        drafts.add_part(unit, lane, 0, Part(PartKind.TEXT, "rahmat", 5))
    async with street.work() as unit:
        written = await word.write(unit, lane, case.id, chat_id=CHAT)
    assert written.status is Status.WAITING_DESK
    async with street.reading() as unit:
        opened = await open_case(unit, written, await server_keys(unit))
        assert not await drafts.parts_of(unit, lane)
    assert opened.entries[-1].kind is EntryKind.STORY
    assert "rahmat" in json.dumps(opened.entries[-1].body)


async def test_nothing_written_is_nothing_sent(street: Street) -> None:
    case = await filed(street, "here")
    async with street.work() as unit:
        with pytest.raises(NothingToSend):
            await word.write(unit, street.vault.lane(CHAT), case.id, chat_id=CHAT)


async def test_the_wish_to_delete_is_kept_once_and_taken_back(street: Street) -> None:
    case = await filed(street, "here")
    async with street.work() as unit:
        await word.ask_deletion(unit, case)
        await word.ask_deletion(unit, case)
        assert await word.deleted_at(unit, case) is not None
        await word.keep_after_all(unit, case)
        assert await word.deleted_at(unit, case) is None
    async with street.reading() as unit:
        opened = await open_case(unit, await cases.by_id(unit, case.id), await server_keys(unit))
    said = [one.body["word"] for one in opened.entries if one.kind is EntryKind.WORD]
    assert said == ["delete", "keep"]


async def test_a_withdrawn_case_is_not_withdrawn_again(street: Street) -> None:
    case = await filed(street, "here")
    async with street.work() as unit:
        await word.withdraw(unit, case)
        closed = await cases.by_id(unit, case.id)
        await word.withdraw(unit, closed)
        assert (await cases.by_id(unit, case.id)).version == closed.version
