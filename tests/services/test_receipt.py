"""Receipts: a right one opens, a wrong one is counted, and after ten even a right one waits."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.draft import Draft
from domain.errors import Throttled
from domain.language import Language
from services import receipt, reply, report
from services.receipt import Mistyped, NotAReceipt, Ready, UnknownReceipt
from storage import throttle
from tests.kit.phone import Street

LANE = b"l" * 16


@pytest.fixture
async def street(ready_url: str, key_file: Path) -> AsyncIterator[Street]:
    async with Street.opened(ready_url, key_file) as street:
        await street.found()
        yield street


async def filed(street: Street) -> Ready:
    ready = street.house().take_receipt()
    draft = Draft("report", 1, "review", "token", {"topic": "WG", "answer": "receipt"})
    async with street.work() as unit:
        done = await report.file(unit, LANE, draft, chat_id=1, language=Language.UZ, receipt=ready)
        await reply.from_desk(unit, done.case, "birinchi")
        await reply.from_desk(unit, done.case, "ikkinchi")
    return ready


async def test_a_receipt_opens_the_replies_in_their_order(street: Street) -> None:
    ready = await filed(street)
    async with street.work() as unit:
        opened = await receipt.open_with(unit, LANE, ready.derived)
    assert [one.text for one in opened.replies] == ["birinchi", "ikkinchi"]


async def test_another_receipt_opens_nothing_and_is_counted(street: Street) -> None:
    await filed(street)
    async with street.work() as unit:
        with pytest.raises(UnknownReceipt):
            await receipt.open_with(unit, LANE, street.house().take_receipt().derived)
    async with street.reading() as unit:
        assert await throttle.tries(unit, "receipt", LANE) == 1


async def test_the_tenth_wrong_one_is_the_last_of_the_hour(street: Street) -> None:
    ready, wrong = await filed(street), street.house().take_receipt().derived
    async with street.work() as unit:
        for _ in range(receipt.MOST_WRONG):
            with pytest.raises(UnknownReceipt):
                await receipt.open_with(unit, LANE, wrong)
        assert not await receipt.may_try(unit, LANE)
        with pytest.raises(Throttled):
            await receipt.open_with(unit, LANE, ready.derived)
        assert (await receipt.open_with(unit, b"m" * 16, ready.derived)).replies
    street.later(hours=1)
    async with street.work() as unit:
        assert (await receipt.open_with(unit, LANE, ready.derived)).replies


async def test_one_that_was_not_derived_waits_too(street: Street) -> None:
    async with street.work() as unit:
        with pytest.raises(Throttled):
            await receipt.open_with(unit, LANE, None)


def test_a_typing_error_is_told_from_something_else() -> None:
    receipt.check("1697 7926 2593 1169 4175")
    with pytest.raises(Mistyped):
        receipt.check("1697 7926 2593 1169 4176")
    with pytest.raises(NotAReceipt):
        receipt.check("salom")
