"""A machine that is not all there yet: no desk, no lawyer, nobody on duty, an older release."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from storage import draft
from tests.kit import ledger
from tests.kit.town import Town, town
from tests.kit.walk import Walker

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_DESK = "The legal desk is not open yet, so we cannot take a report safely."
NOBODY = "Nobody is at the desk just now, so we cannot promise a time. In danger, call now:"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with town(tmp_path_factory.mktemp("early") / "m") as lived_in:
        yield lived_in


async def test_without_a_desk_no_report_is_begun_and_the_numbers_are_shown(tmp_path: Path) -> None:
    async with town(tmp_path / "m", desk=False) as nowhere:
        worker = await nowhere.worker()
        await worker.press("Report a violation")
        await worker.phone.wait_for(NO_DESK, fresh=False)
        await worker.press("Hotlines", "Not paid")
        await worker.phone.text("/report")
        await worker.phone.wait_for(NO_DESK)


async def test_without_a_lawyer_a_report_is_kept_and_no_time_is_promised(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.file(story)
    await worker.phone.wait_for(NOBODY, fresh=False)
    assert (await here.case(story)).texts == [story]


async def test_with_nobody_on_duty_a_report_is_kept_and_no_time_is_promised(here: Town) -> None:
    lawyer = await here.lawyer()
    await lawyer.phone.text("/duty")
    await lawyer.press("Off duty")
    await lawyer.phone.wait_for("You are off duty", fresh=False)
    worker, story = await here.worker(), here.story()
    receipt = await worker.file(story)
    await worker.phone.wait_for(NOBODY, fresh=False)
    await lawyer.phone.text("/queue")
    await lawyer.phone.wait_for("nobody on duty, the clock stands")
    await worker.press("Menu", "My report", "I have a receipt")
    await worker.phone.text(receipt)
    look = await worker.phone.wait_for("The time for our answer goes on when somebody is back.")
    assert NOBODY in look.text
    assert "First answer by" not in look.text
    assert (await here.case(story)).texts == [story]


async def test_a_release_in_the_middle_of_a_draft_loses_no_word_and_no_answer(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    await _age(here, worker)
    await worker.press("Done")
    await worker.phone.wait_for("Kept safe: 1 message", fresh=False)
    await worker.finish()
    case = await here.case(story)
    assert case.texts == [story]
    assert case.entries[0].body["answers"]["subtopic"] == "WG2"


async def test_a_button_of_the_last_release_sends_nothing_by_mistake(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    await worker.press("Done", "This week", "Fergana region", "Answer me here")
    await worker.phone.wait_for_button("Send")
    await _age(here, worker)
    await worker.press("Send")
    assert here.person(worker.phone).id not in await _receipt_chats(here)
    await worker.press("Send")
    await worker.receipt()
    assert (await here.case(story)).texts == [story]


async def _age(here: Town, worker: Walker) -> None:
    """Let a draft be one that an earlier release began, at a question that is asked no more."""
    await here.settled()
    async with ledger.opened(here.machine) as store, store.work() as unit:
        lane = unit.vault.lane(here.person(worker.phone).id)
        found = (await draft.of_lanes(unit, [lane]))[lane]
        draft.keep(unit, lane, replace(found, version=found.version - 1, step="weather"))


async def _receipt_chats(here: Town) -> set[int]:
    await here.settled()
    calls = await here.sandbox.calls("sendMessage")
    return {call["params"]["chat_id"] for call in calls if "<code>" in call["params"]["text"]}
