"""Sending, changing, deleting: strict as Telegram is."""

from typing import Any

import pytest

from sandbox import schema
from sandbox.client import Phone, Sandbox
from tests.sandbox.conftest import PlainBot, StandingClock

DAY = 86_400
MARKUP = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


async def test_a_message_looks_like_telegrams(
    bot: PlainBot, worker: Phone, chat_id: int, clock: StandingClock
) -> None:
    sent = await bot.get(
        "sendMessage",
        chat_id=chat_id,
        text="<b>Hello</b>",
        parse_mode="HTML",
        protect_content=True,
        reply_markup=MARKUP,
    )
    schema.fits("Message", sent)
    assert sent["from"]["is_bot"]
    assert (sent["text"], sent["date"]) == ("Hello", int(clock.now))
    assert sent["has_protected_content"]
    await worker.look()
    assert worker.labels() == ["Go"]
    assert worker.screen.protected


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "\N{MEMO}" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "HTML", "colour": 1}, "unknown"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
    ],
)
async def test_a_text_that_telegram_refuses_is_refused(
    bot: PlainBot, worker: Phone, chat_id: int, asked: dict[str, Any], complaint: str
) -> None:
    assert complaint in await bot.refusal("sendMessage", chat_id=chat_id, **asked)


async def test_a_text_is_measured_after_its_html_is_read(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    text = f"<b>{'x' * 4096}</b>"
    assert await bot.get("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML")


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        (
            {"text": "x", "callback_data": "\N{CYRILLIC SMALL LETTER YA}" * 33},
            "BUTTON_DATA_INVALID",
        ),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "exactly one action"),
        ({"text": "x", "callback_data": "y", "url": "https://example.org"}, "exactly one action"),
        ({"text": " ", "callback_data": "y"}, "non-empty"),
        ({"text": "x", "url": "http://localhost:8080/case"}, "Wrong HTTP URL"),
    ],
)
async def test_a_button_that_telegram_refuses_is_refused(
    bot: PlainBot, worker: Phone, chat_id: int, button: dict[str, Any], complaint: str
) -> None:
    markup = {"inline_keyboard": [[button]]}
    asked = {"chat_id": chat_id, "text": "x", "reply_markup": markup}
    assert complaint in await bot.refusal("sendMessage", **asked)


async def test_nobody_hears_a_bot_that_they_never_started(bot: PlainBot, chat_id: int) -> None:
    said = await bot.call("sendMessage", chat_id=chat_id, text="x")
    assert said["error_code"] == 403
    assert said["description"] == "Forbidden: bot can't initiate conversation with a user"
    assert await bot.refusal("sendMessage", chat_id=77, text="x") == "Bad Request: chat not found"


async def test_who_blocked_the_bot_gets_nothing_until_they_start_again(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    await worker.block()
    said = await bot.refusal("sendMessage", chat_id=chat_id, text="x")
    assert said == "Forbidden: bot was blocked by the user"
    await worker.start()
    assert await bot.get("sendMessage", chat_id=chat_id, text="x")
    updates = await bot.get("getUpdates")
    kinds = [next(kind for kind in update if kind != "update_id") for update in updates]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]
    for update in updates:
        schema.fits("Update", update)


async def test_an_edit_that_changes_nothing_is_refused(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    sent = await bot.get("sendMessage", chat_id=chat_id, text="x", reply_markup=MARKUP)
    edit = {"chat_id": chat_id, "message_id": sent["message_id"], "text": "x"}
    said = await bot.refusal("editMessageText", **edit, reply_markup=MARKUP)
    assert "message is not modified" in said


async def test_an_edit_without_a_keyboard_removes_it(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    sent = await bot.get("sendMessage", chat_id=chat_id, text="x", reply_markup=MARKUP)
    edit = {"chat_id": chat_id, "message_id": sent["message_id"], "text": "y"}
    edited = await bot.get("editMessageText", **edit)
    assert "reply_markup" not in edited
    assert edited["edit_date"]


async def test_only_an_own_text_can_be_edited(bot: PlainBot, worker: Phone, chat_id: int) -> None:
    said = await worker.text("mine")
    place = {"chat_id": chat_id, "message_id": said["message_id"]}
    assert "can't be edited" in await bot.refusal("editMessageText", **place, text="y")
    place["message_id"] = 1
    assert "to edit not found" in await bot.refusal("editMessageText", **place, text="y")


async def test_messages_of_both_sides_are_deleted_within_48_hours(
    bot: PlainBot, worker: Phone, chat_id: int, sandbox: Sandbox
) -> None:
    said = await worker.text("mine")
    sent = await bot.get("sendMessage", chat_id=chat_id, text="yours")
    await sandbox.advance(2 * DAY - 1)
    ids = [said["message_id"], sent["message_id"], 5]
    assert await bot.get("deleteMessages", chat_id=chat_id, message_ids=ids)
    await worker.look()
    assert [each.text for each in worker.deleted] == ["mine", "yours"]
    gone = await bot.refusal("deleteMessage", chat_id=chat_id, message_id=said["message_id"])
    assert gone == "Bad Request: message to delete not found"


async def test_a_message_of_48_hours_stays(
    bot: PlainBot, worker: Phone, chat_id: int, sandbox: Sandbox
) -> None:
    said = await worker.text("mine")
    await sandbox.advance(2 * DAY)
    old = await bot.refusal("deleteMessage", chat_id=chat_id, message_id=said["message_id"])
    assert old == "Bad Request: message can't be deleted for everyone"


async def test_who_empties_the_chat_takes_the_messages_from_the_bot_too(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    sent = await bot.get("sendMessage", chat_id=chat_id, text="x")
    await worker.clear()
    place = {"chat_id": chat_id, "message_id": sent["message_id"]}
    assert "to edit not found" in await bot.refusal("editMessageText", **place, text="y")
    assert "to delete not found" in await bot.refusal("deleteMessage", **place)
    assert not (await worker.look()).messages


async def test_a_protected_message_is_not_copied(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    sent = await bot.get("sendMessage", chat_id=chat_id, text="x", protect_content=True)
    said = await worker.text("mine")
    copy = {"chat_id": chat_id, "from_chat_id": chat_id}
    refused = await bot.refusal("copyMessage", **copy, message_id=sent["message_id"])
    assert "can't be copied" in refused
    made = await bot.get("copyMessage", **copy, message_id=said["message_id"])
    assert list(made) == ["message_id"]


async def test_a_reply_needs_its_message_or_leave_to_go_without(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    asked = {"chat_id": chat_id, "text": "x"}
    said = await bot.refusal("sendMessage", **asked, reply_parameters={"message_id": 5})
    assert "message to be replied not found" in said
    loose = {"message_id": 5, "allow_sending_without_reply": True}
    assert await bot.get("sendMessage", **asked, reply_parameters=loose)
