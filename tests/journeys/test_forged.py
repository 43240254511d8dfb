"""Buttons that we never made, that are over, or that are somebody else's: nothing changes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from sandbox.bubble import Bubble
from sandbox.model.world import CHANNEL_ID, GROUP_ID
from tests.kit.town import WORD, Town, town
from tests.kit.walk import Walker

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNKNOWN = "I do not know this command. Please press a button."
ELSEWHERE = "Please write to me in a private chat: others can read this one."
GONE = "This answer is no longer here. Your receipt still opens it, under My report."
ENDED = "This button has ended. Use My report to write more."
STORY, KEPT = "Tell us what happened.", "Kept safe: 1 message"
OVER = "This is over already. What you sent is with the desk."
MENU = "Terimchi is for cotton pickers"
ANSWER = "Fictitious answer: write down each day."

#: What an earlier release may have left in a chat, and what nobody ever left there.
STRANGE = (
    *("report:topic:WG", "st:old", "st::", "st:aaaaaaaa:send", "st:aaaaaaaa:erase", ":", "🌾" * 16),
    *("go:nowhere", "go:anew:aaaaaaaa", "go:lang:xx", "mo:short", "an:", "ad:short:withdrawn"),
    *("zz:1:2:3", "x" * 64, "ca:", "ca:K7M-4QX:1:take", "dk:queue:all:0", "dk:duty:off"),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    # Not strict: to edit or delete what a forged press names is refused, rightly.
    async with town(tmp_path_factory.mktemp("forged") / "m", strict=False) as lived_in:
        await lived_in.lawyer()
        yield lived_in


@pytest.mark.parametrize("data", STRANGE)
async def test_a_button_that_is_none_is_answered_with_a_screen_and_loses_nothing(
    here: Town, data: str
) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    shown = await worker.phone.wait_for_button("Done")
    since = (await here.sandbox.calls())[-1]["number"]
    await worker.phone.forge(data, shown.message_id)
    await here.settled()
    chat = here.person(worker.phone).id
    drawn = await here.sandbox.calls("send*,edit*", since=since)
    assert [call for call in drawn if call["params"]["chat_id"] == chat], "nothing is shown"
    await worker.phone.look()
    assert "Done" in worker.phone.labels(), "the current screen is shown again"
    assert STORY in worker.phone.screen.text
    assert KEPT in worker.phone.screen.text
    await worker.finish()
    assert (await here.case(story)).texts == [story]


@pytest.mark.parametrize("data", [f"an:{'A' * 22}:hide", "go:written", "go:written:aaaaaaaa"])
async def test_a_forged_press_does_not_take_the_screen_away(here: Town, data: str) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    shown = await worker.phone.wait_for_button("Done")
    await worker.phone.forge(data, shown.message_id)
    await here.settled()
    await worker.phone.look()
    assert "Done" in worker.phone.labels()
    await worker.finish()
    assert (await here.case(story)).texts == [story]


@pytest.mark.parametrize("verb", ["send", "choose:WG", "goto:review", "hide:phone", "page:9", "x"])
async def test_a_right_token_with_a_wrong_deed_changes_nothing(here: Town, verb: str) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    shown = await worker.phone.wait_for_button("Done")
    token = _data(shown, "Done").split(":")[1]
    await worker.phone.forge(f"st:{token}:{verb}", shown.message_id)
    await here.settled()
    await worker.finish()
    assert (await here.case(story)).texts == [story]


async def test_a_step_of_another_chat_sends_nothing_there_or_here(here: Town) -> None:
    owner, other, story = await here.worker(), await here.worker(), here.story()
    await owner.reach_story()
    await owner.tell(story)
    shown = await owner.phone.wait_for_button("Send now")
    await other.phone.forge(_data(shown, "Stop"), other.phone.screen.message_id)
    await other.phone.wait_for(OVER)
    await owner.finish()
    assert (await here.case(story)).texts == [story]


async def test_the_case_of_another_chat_is_neither_shown_nor_withdrawn(here: Town) -> None:
    owner, other = await _answered_worker(here), await here.worker()
    await owner.phone.start()
    await owner.press("My report")
    (label,) = [each for each in owner.phone.labels() if each.startswith("Not paid")]
    address = _data(await owner.phone.wait_for_button(label), label).split(":")[1]
    for verb in ("open", "write", "answer", "withdraw", "withdrawn", "deleted", "stopped"):
        await other.phone.forge(f"ad:{address}:{verb}", other.phone.screen.message_id)
        await here.settled()
        await other.phone.wait_for("No report is answered in this chat.", fresh=False)
    await owner.phone.press(label)
    await owner.phone.wait_for("The desk has answered. It waits for you.", fresh=False)


async def test_the_answer_of_another_chat_is_not_shown_there(here: Town) -> None:
    owner, other = await _answered_worker(here), await here.worker()
    key = _data(await owner.phone.wait_for_button("Show"), "Show")
    for verb in (":solved", "", ":hide"):
        await other.phone.forge(f"{key}{verb}", other.phone.screen.message_id)
        if not verb:
            await other.phone.wait_for(GONE)
        await here.settled()
        assert ANSWER not in (await other.phone.look()).drawn()
    await owner.press("Show")
    await owner.phone.wait_for(ANSWER, fresh=False)


async def test_nothing_is_added_to_the_report_of_another_chat(here: Town) -> None:
    owner, other, story = await here.worker(), await here.worker(), here.story()
    await owner.file(story)
    more = _data(await owner.phone.wait_for_button("Add more"), "Add more")
    await other.phone.forge(more, other.phone.screen.message_id)
    await other.phone.wait_for(ENDED)
    await owner.press("Add more", "2–9")


async def test_a_button_that_is_none_on_the_receipt_costs_nobody_the_receipt(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.file(story)
    shown = await worker.receipt()
    await worker.phone.forge("go:noted", shown.message_id)
    await worker.phone.wait_for(MENU)
    assert shown.text in worker.phone.words()


async def test_a_button_of_the_desk_does_nothing_for_a_worker(here: Town) -> None:
    worker, lawyer, story = await here.worker(), Walker(here.sandbox.phone("lawyer")), here.story()
    await worker.file(story)
    card = await here.card(lawyer.phone, story)
    last = await worker.phone.wait_for_button("Add more")
    await worker.phone.forge(_data(card, "Take"), last.message_id)
    await worker.phone.wait_for(UNKNOWN)
    for command in ("/queue", "/cases", "/duty"):
        await worker.phone.text(command)
        await worker.phone.wait_for(UNKNOWN)
    await lawyer.phone.press("Take", on=card)
    await lawyer.phone.wait_for_button("Reply")


async def test_an_invitation_that_is_none_is_an_unknown_command(here: Town) -> None:
    worker = await here.worker()
    await worker.phone.start("join-AAAAAAAAAAAAAAAAAAAAAAAAAA")
    await worker.phone.wait_for(UNKNOWN)


async def test_a_group_gets_one_line_for_all_commands_a_channel_and_talk_none(here: Town) -> None:
    group = here.sandbox.in_group("worker_one")
    await here.sandbox.group_text("worker_one", here.story())
    await here.sandbox.group_text("worker_two", "/report", from_bot=True)
    await here.sandbox.channel_post(here.story())
    await group.text("/report")
    await group.wait_for(ELSEWHERE)
    await group.text("/start")
    await here.settled()
    await group.look()
    assert len([bubble for bubble in group.messages if bubble.by_bot]) == 1
    calls = await here.sandbox.calls("send*,edit*,delete*")
    assert [call for call in calls if call["params"].get("chat_id") == CHANNEL_ID] == []


@pytest.mark.parametrize("data", ["go:report", "go:menu", "st:aaaaaaaa:send", "strange", "an:x"])
async def test_a_worker_s_button_does_nothing_in_a_group(here: Town, data: str) -> None:
    since = (await here.sandbox.calls())[-1]["number"]
    await _press_in_group(here, data)
    await here.settled()
    calls = await here.sandbox.calls("send*,edit*", since=since)
    assert [call for call in calls if call["params"]["chat_id"] == GROUP_ID] == []


async def test_who_blocks_the_bot_and_comes_back_finds_everything(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    await worker.reach_story()
    await worker.tell(story)
    await worker.phone.block()
    await worker.phone.unblock()
    await worker.phone.start()
    await worker.press("Continue my report")
    await worker.phone.wait_for(KEPT)
    await worker.finish()
    assert (await here.case(story)).texts == [story]


async def test_an_answer_to_who_blocked_the_bot_is_opened_by_the_receipt(here: Town) -> None:
    worker, story = await here.worker(), here.story()
    digits = await worker.file(story)
    await worker.phone.block()
    await here.answer(story, ANSWER)
    await here.settled()
    await worker.phone.start()
    await worker.press("My report", "I have a receipt")
    await worker.tell(digits)
    await worker.phone.wait_for(ANSWER)


async def _answered_worker(here: Town) -> Walker:
    """Let a report be filed and answered."""
    worker = await here.worker()
    story = here.story()
    await worker.file(story)
    await here.answer(story, ANSWER)
    await worker.phone.wait_for_button("Show")
    return worker


def _data(bubble: Bubble, label: str) -> str:
    button = bubble.button(label)
    assert button is not None
    return str(button["callback_data"])


async def _press_in_group(here: Town, data: str) -> None:
    """Press a forged button in the group, as a changed client can."""
    person = here.person(await here.stranger())
    chat = {"id": GROUP_ID, "type": "supergroup", "title": WORD}
    number = f"{person.id}{data}"
    message = {"message_id": 1, "date": 0, "chat": chat}
    about: dict[str, Any] = {"id": number, "from": person.as_user(), "message": message}
    await here.sandbox.update({"callback_query": {**about, "chat_instance": "1", "data": data}})
