"""At the desk's door: what somebody of the desk sends to nobody stays at the desk."""

from domain.language import Language
from handlers.desk.enrol import COMMANDS, STRAY
from handlers.worker.start import HELP, UNKNOWN
from tests.handlers.desk.conftest import Lawyer
from tests.kit.office import WORKER, Office


async def test_plain_talk_of_the_desk_goes_to_nobody_and_is_deleted(
    office: Office, lawyer: Lawyer
) -> None:
    case = await office.report()
    await lawyer.phone.say("/queue")
    await lawyer.phone.press_all(case.code, "Take")
    await lawyer.phone.say("Please wait for us.")
    assert lawyer.phone.screen.text.startswith(STRAY)
    assert lawyer.phone.screen.labels == ["Queue", "On duty", "Language"]
    assert "Please wait for us." not in lawyer.phone.sent.values()
    assert await office.letters(WORKER) == []


async def test_a_mistyped_command_of_the_desk_shows_the_desk(lawyer: Lawyer) -> None:
    await lawyer.phone.say("/queeu")
    assert lawyer.phone.screen.text.startswith(UNKNOWN)
    assert lawyer.phone.screen.labels == ["Queue", "On duty", "Language"]


async def test_help_tells_the_desk_of_the_desk_and_a_worker_of_reports(
    office: Office, lawyer: Lawyer
) -> None:
    await lawyer.phone.say("/help")
    assert COMMANDS in lawyer.phone.screen.text
    assert lawyer.phone.screen.labels == ["Queue", "On duty", "Language"]
    worker = office.phone(WORKER)
    await office.speak(worker, Language.EN)
    await worker.say("/help")
    assert HELP in worker.screen.text


async def test_plain_talk_of_a_worker_is_answered_as_before(office: Office) -> None:
    phone = office.phone(WORKER)
    await office.speak(phone, Language.EN)
    await phone.say("Hello")
    assert STRAY not in phone.screen.text
    assert "Report a violation" in phone.screen.labels
