"""Promises of the month keys: what is needed is sealed anew, what is over opens no more."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from domain.language import Language
from domain.preference import IDLE_DAYS
from services import address, reply, upkeep
from storage import address as addresses
from storage import preference
from storage.preference import preferences
from tests.kit.filing import come_back
from tests.kit.office import WORKER, Office


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as office:
        yield office


async def chosen(office: Office) -> Language | None:
    lane = office.vault.lane(WORKER)
    async with office.reading() as unit:
        found = (await preference.of_lanes(unit, [lane])).get(lane)
    return found[0].language if found else None


async def reseal(office: Office) -> None:
    async with office.work() as unit:
        await upkeep.reseal(unit)


async def test_what_a_month_sealed_is_sealed_anew_before_its_key_goes(office: Office) -> None:
    await office.speak(office.phone(), Language.RU)
    case, filed_in = await office.report(answer="here"), office.vault.month
    for _ in range(3):
        office.later(days=31)
        await reseal(office)
    assert filed_in not in office.vault.months
    assert await chosen(office) is Language.RU
    async with office.reading() as unit:
        assert [one.case.id for one in await address.of_chat(unit, WORKER)] == [case.id]
        assert (await addresses.of_case(unit, case.id)) is not None


@pytest.mark.parametrize("sealed", [b"", b"x" * 90, b"\x21\xff\xff" + b"x" * 90])
async def test_a_row_that_does_not_open_keeps_no_old_key_alive(
    office: Office, sealed: bytes
) -> None:
    filed_in = office.vault.month
    async with office.work() as unit:
        row = {"lane": b"l" * 16, "sealed": sealed, "day": office.now.date()}
        await unit.change(insert(preferences), row)
    office.later(days=62)
    await reseal(office)
    assert filed_in not in office.vault.months


async def test_an_address_whose_month_is_over_leaves_the_answer_to_the_receipt(
    office: Office,
) -> None:
    given = await office.filed(answer="here")
    office.later(days=62)
    office.vault.forget_month(office.vault.old_months[0])
    async with office.work() as unit:
        assert not await reply.from_desk(unit, await office.case(given.filed.case), "Come back.")
    assert [one.text for one in (await come_back(office, given.digits)).replies] == ["Come back."]


async def test_a_chat_that_is_idle_for_thirty_days_is_forgotten(office: Office) -> None:
    await office.speak(office.phone(), Language.RU)
    for days, known in ((IDLE_DAYS, Language.RU), (1, None)):
        office.later(days=days)
        async with office.work() as unit:
            await upkeep.forget(unit)
        assert await chosen(office) is known
