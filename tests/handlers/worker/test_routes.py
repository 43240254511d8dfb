"""What stands behind a worker's command: a story begins with it, or it is said to be lost."""

import pytest

from handlers.worker.start import BEHIND, STRAY
from handlers.worker.story import RECEIPT_HERE
from tests.kit.phone import Phone
from tests.kit.phone_paths import file_report


@pytest.mark.parametrize("space", [" ", "\n", "  \n"])
async def test_words_behind_report_are_the_first_of_the_story(phone: Phone, space: str) -> None:
    await phone.say(f"/report{space}They did not pay us")
    assert "kept safe as part of your story" in phone.screen.text
    draft = await phone.draft()
    assert draft is not None
    assert draft.messages == 1
    await phone.press_all("Not paid", "Paid late")
    assert "Kept safe: 1 message" in phone.screen.text


@pytest.mark.parametrize("command", ["/help", "/rights", "/hotlines", "/case", "/cancel", "/start"])
async def test_words_behind_another_command_are_deleted_and_said_to_be_lost(
    phone: Phone, command: str
) -> None:
    await phone.say(f"{command} they did not pay us")
    assert BEHIND in phone.text
    assert BEHIND not in phone.screen.text
    assert phone.screen.buttons
    assert not [said for said in phone.sent.values() if "did not pay" in said]


async def test_a_link_or_a_command_alone_is_not_said_to_have_lost_words(phone: Phone) -> None:
    for said in ("/start pay", "/start oldcode77", "/help", "/rights"):
        await phone.say(said)
        assert BEHIND not in phone.text


async def test_words_behind_report_while_something_waits_are_said_to_be_lost(phone: Phone) -> None:
    await file_report(phone)
    await phone.press("Add more")
    await phone.say("/report they did not pay us")
    assert BEHIND in phone.text
    assert phone.screen.labels[:2] == ["Continue my report", "Start again"]


async def test_a_story_behind_a_command_that_is_none_is_said_to_be_lost(phone: Phone) -> None:
    await phone.say("/xirmon they did not pay us")
    assert STRAY in phone.screen.text
    assert not [said for said in phone.sent.values() if "did not pay" in said]


@pytest.mark.parametrize("space", [" ", "\n"])
async def test_a_receipt_behind_report_is_kept_nowhere(phone: Phone, space: str) -> None:
    await phone.say(f"/report{space}{'1234 ' * 5}")
    assert RECEIPT_HERE in phone.screen.text
    draft = await phone.draft()
    assert draft is not None
    assert draft.messages == 0


async def test_a_receipt_behind_a_command_is_deleted_at_once(phone: Phone) -> None:
    for command in ("/start", "/report", "/help", "/cancel"):
        await phone.say(f"{command} 1697 7926 2593 1169 4175")
        assert RECEIPT_HERE in phone.text
        assert BEHIND not in phone.text
    assert not [said for said in phone.sent.values() if "1697" in said]
