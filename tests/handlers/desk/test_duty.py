"""Going on and off duty, and coming to the desk by a code."""

import pytest

from domain.case import Desk
from domain.language import Language
from domain.staff import Role
from handlers.worker.start import UNKNOWN
from services import duty, staff
from storage.member import members
from tests.handlers.desk.conftest import Lawyer
from tests.kit.office import WORKER, Office


async def test_off_duty_hears_of_no_new_case(
    office: Office, lawyer: Lawyer, colleague: Lawyer
) -> None:
    await lawyer.phone.say("/duty")
    await lawyer.phone.press("Off duty")
    assert "You are off duty" in lawyer.phone.screen.text
    await office.report()
    assert await office.letters(lawyer.phone.chat_id) == []
    assert len(await office.letters(colleague.phone.chat_id)) == 1
    await lawyer.phone.press("On duty")
    async with office.reading() as unit:
        found = await staff.of_chat(unit, lawyer.phone.chat_id)
    assert found is not None
    assert found.duty


async def test_a_word_behind_the_command_goes_off_and_on(office: Office, lawyer: Lawyer) -> None:
    await lawyer.phone.say("/duty off")
    assert "You are off duty" in lawyer.phone.screen.text
    await lawyer.phone.say("/duty on")
    assert "You are on duty" in lawyer.phone.screen.text
    await lawyer.phone.say("/duty please")
    assert "You are on duty" in lawyer.phone.screen.text


async def test_no_label_of_duty_stands_in_a_row_too_narrow_for_it(
    office: Office, lawyer: Lawyer
) -> None:
    await office.speak(lawyer.phone, Language.RU)
    await lawyer.phone.say("/duty")
    assert lawyer.phone.screen.labels == ["На дежурстве", "Не на дежурстве", "Очередь"]
    assert lawyer.phone.screen.rows == 3


async def test_the_last_one_to_go_is_told_that_nobody_is_left(
    office: Office, lawyer: Lawyer
) -> None:
    await lawyer.phone.say("/duty")
    await lawyer.phone.press("Off duty")
    assert "Nobody of the general desk is on duty now." in lawyer.phone.screen.text


async def test_who_is_on_duty_without_a_key_is_told_that_workers_are_promised_nothing(
    office: Office,
) -> None:
    _person, phone = await office.person("Person K", where=Desk.PROTECTION)
    await phone.say("/duty")
    assert "⚠️" not in phone.screen.text
    async with office.work() as unit:
        await unit.change(members.delete())
        await duty.settle_all(unit)
    await phone.say("/duty")
    assert "Nobody on duty can open cases of the protection desk" in phone.screen.text


async def test_a_code_enrols_and_is_deleted_from_the_chat(office: Office) -> None:
    code = await office.invite("Person S", Role.SUPERVISOR)
    phone = office.phone(WORKER + 7)
    await phone.say(f"/start {code}")
    assert phone.sent == {}
    assert "Person S" in phone.screen.text
    assert "supervisor" in phone.screen.text
    await phone.press("Queue")
    assert "Nothing waits here." in phone.screen.text


@pytest.mark.parametrize("code", ["join-", "JOIN-what", "join-" + "0" * 26])
async def test_a_wrong_code_tells_nothing(office: Office, code: str) -> None:
    phone = office.phone(WORKER + 7)
    await office.speak(phone, Language.EN)
    await phone.say(f"/start {code}")
    assert UNKNOWN in phone.text
    async with office.reading() as unit:
        assert await staff.of_chat(unit, phone.chat_id) is None
