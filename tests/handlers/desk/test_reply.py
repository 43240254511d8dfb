"""Answering: nothing goes to a worker but what the preview showed, after one explicit press."""

import pytest

from domain.case import Status
from domain.entry import EntryKind
from domain.incoming import IncomingKind
from domain.journal import Act
from domain.language import Language
from handlers.desk.canned import CANNED, NEVER_ASKED
from handlers.desk.reply import HELD
from locales.voice import Voice
from services import case as desk_case
from services.content import open_case
from services.member import server_keys
from storage import erasure
from tests.handlers.desk.conftest import Lawyer
from tests.kit import filing
from tests.kit.office import WORKER, Office

ANSWER = "Keep your weighing slips."


@pytest.fixture
async def taken(office: Office, lawyer: Lawyer) -> Lawyer:
    """Let the lawyer take the case of a worker who is answered in the chat."""
    await office.report(answer="here")
    await lawyer.phone.deliver()
    await lawyer.phone.press("Take")
    return lawyer


async def told(office: Office) -> str:
    """Read what the worker's chat shows after **Show**; empty when nothing came."""
    worker = office.phone(WORKER)
    await worker.deliver()
    if not worker.messages:
        return ""
    await worker.press_data(worker.last.buttons[0][1], max(worker.messages))
    return worker.last.text


async def test_a_worker_s_command_with_words_behind_it_is_part_of_the_answer(
    taken: Lawyer,
) -> None:
    phone = taken.phone
    await phone.press("Reply")
    await phone.say("/rights shows what to read first.")
    assert "/rights shows what to read first." in phone.screen.text
    assert phone.sent == {}


async def test_a_code_behind_queue_opens_its_case_while_an_answer_is_written(
    office: Office, taken: Lawyer
) -> None:
    phone, code = taken.phone, (await office.report(WORKER + 1)).code
    await phone.press("Reply")
    await phone.say(f"/queue {code}")
    assert code in phone.screen.text
    assert "This is what the worker" not in phone.screen.text


async def test_one_message_shows_the_preview_and_send_sends_it(
    office: Office, taken: Lawyer
) -> None:
    phone = taken.phone
    await phone.press("Reply")
    await phone.say(ANSWER)
    assert phone.sent == {}
    assert phone.screen.labels == ["Send to the worker", "Change", "Add to it", "Stop"]
    preview = phone.screen.text
    assert ANSWER in preview
    assert await told(office) == ""
    await phone.press("Send to the worker")
    assert "Answered; the worker's turn." in phone.screen.text
    assert ": kept." in phone.screen.text
    assert await phone.draft() is None
    shown = await told(office)
    assert ANSWER in shown
    assert shown.partition("\n\n🙈")[0] in preview
    assert Voice(Language.UZ).text(NEVER_ASKED) in shown
    assert await office.acts() == [Act.CASE_TAKEN, Act.CASE_REPLIED]


async def test_a_second_press_of_send_sends_nothing_twice(office: Office, taken: Lawyer) -> None:
    phone = taken.phone
    await phone.press("Reply")
    await phone.say(ANSWER)
    send, number = phone.data("Send to the worker"), max(phone.messages)
    await phone.press_data(send, number)
    await phone.press_data(send, number)
    assert (await office.acts()).count(Act.CASE_REPLIED) == 1


async def test_chatter_after_the_preview_waits_until_it_is_added(
    office: Office, taken: Lawyer
) -> None:
    phone = taken.phone
    await phone.press("Reply")
    await phone.say(ANSWER)
    await phone.say("Lunch at one?")
    assert HELD in phone.screen.text
    assert "Lunch" not in phone.text
    await phone.press("Send to the worker")
    assert "Lunch" not in await told(office)


async def test_add_to_it_takes_in_what_was_held_and_goes_on_until_done(
    office: Office, taken: Lawyer
) -> None:
    phone = taken.phone
    await phone.press("Reply")
    await phone.say(ANSWER)
    await phone.say("Write down the days.")
    await phone.press("Add to it")
    await phone.say("And the names of the scales.")
    assert not phone.has("Send to the worker")
    await phone.press_all("Done", "Send to the worker")
    shown = await told(office)
    for said in (ANSWER, "Write down the days.", "And the names of the scales."):
        assert said in shown


async def test_change_writes_it_anew_with_the_old_text_to_copy(
    office: Office, taken: Lawyer
) -> None:
    phone = taken.phone
    await phone.press("Reply")
    await phone.say("Keep your slips, Aziz!")
    await phone.press("Change")
    assert "Aziz" in phone.screen.text
    await phone.say(ANSWER)
    await phone.press("Send to the worker")
    shown = await told(office)
    assert ANSWER in shown
    assert "Aziz" not in shown


async def test_a_press_of_an_older_preview_sends_nothing(office: Office, taken: Lawyer) -> None:
    phone = taken.phone
    await phone.press("Reply")
    await phone.say("Too early")
    old = phone.data("Send to the worker")
    await phone.press("Change")
    await phone.say(ANSWER)
    await phone.press_data(old, max(phone.messages))
    assert Act.CASE_REPLIED not in await office.acts()
    assert ANSWER in phone.screen.text


async def test_stop_asks_once_and_then_nothing_is_left(office: Office, taken: Lawyer) -> None:
    phone = taken.phone
    await phone.press("Reply")
    await phone.say(ANSWER)
    await phone.press("Stop")
    assert phone.screen.labels == ["Stop", "Go on"]
    await phone.press("Go on")
    assert ANSWER in phone.screen.text
    await phone.press_all("Stop", "Stop")
    assert await phone.draft() is None
    assert phone.has("Reply")


async def test_text_without_reply_goes_nowhere(office: Office, taken: Lawyer) -> None:
    await taken.phone.say(ANSWER)
    assert Act.CASE_REPLIED not in await office.acts()
    assert await told(office) == ""


async def test_walking_off_ends_an_answer_without_a_word(office: Office, taken: Lawyer) -> None:
    await taken.phone.press("Reply")
    await taken.phone.say("/queue")
    assert await taken.phone.draft() is None


@pytest.mark.parametrize("kind", [IncomingKind.PHOTO, IncomingKind.VOICE, IncomingKind.CONTACT])
async def test_only_text_is_taken(office: Office, taken: Lawyer, kind: IncomingKind) -> None:
    await taken.phone.press("Reply")
    await taken.phone.send(kind)
    assert taken.phone.sent == {}
    assert not taken.phone.has("Send to the worker")


async def test_a_text_that_would_not_fit_stays_with_its_writer(
    office: Office, taken: Lawyer
) -> None:
    await taken.phone.press("Reply")
    await taken.phone.say("ж" * 3501)
    assert len(taken.phone.sent) == 1
    assert not taken.phone.has("Send to the worker")


async def test_what_is_held_fits_the_answer_together_with_it(office: Office, taken: Lawyer) -> None:
    await taken.phone.press("Reply")
    for text in ("first " + "a" * 3000, "second " + "b" * 300, "third " + "c" * 600):
        await taken.phone.say(text)
    assert [text[:5] for text in taken.phone.sent.values()] == ["third"]
    await taken.phone.press("Add to it")
    assert "second" in taken.phone.screen.text
    await taken.phone.press_all("Done", "Send to the worker")
    assert (await told(office)).count("first") == 1


async def test_a_canned_reply_is_previewed_in_the_workers_language(
    office: Office, taken: Lawyer
) -> None:
    phone = taken.phone
    label, text = CANNED[1]
    await phone.press_all("Reply", "Canned replies", Voice(Language.EN).text(label))
    said = Voice(Language.UZ).text(text)
    assert said in phone.screen.text
    await phone.press("Send to the worker")
    assert said in await told(office)


async def test_with_a_receipt_only_the_receipt_opens_the_answer(
    office: Office, lawyer: Lawyer
) -> None:
    given = await office.filed()
    await lawyer.phone.deliver()
    await lawyer.phone.press_all("Take", "Reply")
    await lawyer.phone.say(ANSWER)
    await lawyer.phone.press("Send to the worker")
    assert "with the receipt" in lawyer.phone.screen.text
    assert await told(office) == ""
    back = await filing.come_back(office, given.digits)
    assert ANSWER in back.replies[0].text


async def test_who_lost_the_case_meanwhile_sends_nothing(
    office: Office, taken: Lawyer, colleague: Lawyer
) -> None:
    await taken.phone.press("Reply")
    await taken.phone.say(ANSWER)
    async with office.work() as unit:
        (case,) = await office.open_cases(unit)
        await desk_case.assign(unit, taken.person, case, colleague.person)
    await taken.phone.press("Send to the worker")
    assert "This case is not assigned to you." in taken.phone.text
    assert Act.CASE_REPLIED not in await office.acts()


async def test_an_answer_to_a_case_that_was_deleted_can_be_stopped(
    office: Office, taken: Lawyer
) -> None:
    await taken.phone.press("Reply")
    await taken.phone.say(ANSWER)
    async with office.work() as unit:
        (case,) = await office.open_cases(unit)
        await erasure.erase(unit, case.id)
    await taken.phone.press("Send to the worker")
    assert "There is no such case." in taken.phone.text
    await taken.phone.press_all("Stop", "Stop")
    assert await taken.phone.draft() is None


async def test_an_answer_does_not_swallow_a_report_of_ones_own(
    office: Office, taken: Lawyer
) -> None:
    await filing.tell(office, taken.phone.chat_id, "my own story")
    await taken.phone.press("Reply")
    assert "unfinished report" in taken.phone.screen.text
    draft = await taken.phone.draft()
    assert draft is not None
    assert draft.flow == "report"


async def test_a_note_is_sealed_and_no_worker_sees_it(office: Office, taken: Lawyer) -> None:
    phone = taken.phone
    await phone.press("Note")
    await phone.say("The cluster did this before.")
    await phone.say("Ask the union.")
    assert phone.sent == {}
    await phone.press("Done")
    assert "The note is kept with the case." in phone.screen.text
    assert await told(office) == ""
    async with office.reading() as unit:
        (case,) = await office.open_cases(unit)
        opened = await open_case(unit, case, await server_keys(unit))
    (note,) = [one for one in opened.entries if one.kind is EntryKind.NOTE]
    assert note.body["texts"][0]["text"] == "The cluster did this before.\n\nAsk the union."
    assert case.status is Status.TAKEN
    assert (await office.acts())[-1] is Act.CASE_NOTED
