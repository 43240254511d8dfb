"""An address belongs to one chat, ends after its tail, and never says more than it must."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.case import Case
from domain.draft import Draft
from domain.language import Language
from services import address, reply, report
from storage import address as addresses
from storage import reply as replies
from tests.kit.phone import Street

CHAT, OTHER = 7_000_000_001, 7_000_000_002


@pytest.fixture
async def street(ready_url: str, key_file: Path) -> AsyncIterator[Street]:
    async with Street.opened(ready_url, key_file) as street:
        await street.found()
        yield street


async def filed(street: Street, topic: str = "WG") -> Case:
    ready = street.house().take_receipt()
    draft = Draft("report", 1, "review", "token", {"topic": topic, "answer": "here"})
    async with street.work() as unit:
        done = await report.file(
            unit, street.vault.lane(CHAT), draft, chat_id=CHAT, language=Language.EN, receipt=ready
        )
    return done.case


async def test_a_chat_sees_its_own_cases_newest_first(street: Street) -> None:
    first = await filed(street)
    street.later(days=1)
    second = await filed(street, "CT")
    async with street.reading() as unit:
        mine = await address.of_chat(unit, CHAT)
        assert [one.case.id for one in mine] == [second.id, first.id]
        assert await address.of_chat(unit, OTHER) == []
        assert await address.find(unit, OTHER, mine[0].id) is None


async def test_answering_elsewhere_ends_it_here(street: Street) -> None:
    case = await filed(street)
    async with street.work() as unit:
        await reply.from_desk(unit, case, "salom")
        await address.answer_here(unit, case.id, OTHER, Language.RU)
    async with street.reading() as unit:
        assert await address.of_chat(unit, CHAT) == []
        assert [one.case.id for one in await address.of_chat(unit, OTHER)] == [case.id]
        assert not await unit.rows(replies.answers.select())


async def test_a_closed_case_keeps_its_address_for_the_tail_only(street: Street) -> None:
    case = await filed(street)
    async with street.work() as unit:
        await address.closing(unit, case)
    phone = street.phone(CHAT)
    await phone.deliver()
    assert phone.last.text == "There is news in My report."
    assert phone.last.buttons == [("📂 My report", "go:mine")]
    street.later(days=addresses.TAIL_DAYS + 1)
    async with street.work() as unit:
        assert await addresses.drop_ended(unit) == 1
        await address.closing(unit, case)
    await phone.deliver()
    assert len(phone.messages) == 1


async def test_a_reopened_case_keeps_its_address(street: Street) -> None:
    case = await filed(street)
    async with street.work() as unit:
        await address.closing(unit, case)
        await address.reopened(unit, case)
    street.later(days=addresses.TAIL_DAYS + 1)
    async with street.work() as unit:
        assert await addresses.drop_ended(unit) == 0
