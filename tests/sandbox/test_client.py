"""The client on which journey tests stand, and python-telegram-bot as the bot."""

import asyncio

import pytest
import telegram

from sandbox.bubble import Bubble
from sandbox.client import Phone, PhoneError, Sandbox, SandboxError
from sandbox.label import bare, same
from tests.sandbox.conftest import PlainBot

MARKUP = {"inline_keyboard": [[{"text": "\N{MEMO} Report a violation", "callback_data": "r"}]]}


@pytest.mark.parametrize(
    ("label", "rest"),
    [
        ("\N{MEMO} Report", "Report"),
        ("\N{WARNING SIGN}\N{VARIATION SELECTOR-16} I am in danger", "I am in danger"),
        ("1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP} Pay", "Pay"),
        ("2\N{EN DASH}9", "2\N{EN DASH}9"),
        ("\N{LEFTWARDS ARROW} Back", "Back"),
        ("\N{THUMBS UP SIGN}", "\N{THUMBS UP SIGN}"),
        ("O\N{MODIFIER LETTER TURNED COMMA}zbekcha", "O\N{MODIFIER LETTER TURNED COMMA}zbekcha"),
    ],
)
def test_a_label_is_whole_after_its_emoji(label: str, rest: str) -> None:
    assert bare(label) == rest
    assert same(label, rest)
    assert not same(label, rest + "s")


async def test_a_press_waits_for_its_button_and_for_what_comes_of_it(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    async def play() -> None:
        await bot.get("sendMessage", chat_id=chat_id, text="Menu", reply_markup=MARKUP)
        (update,) = await bot.get("getUpdates", timeout=5)
        query = update["callback_query"]
        await bot.get("answerCallbackQuery", callback_query_id=query["id"])
        place = {"chat_id": chat_id, "message_id": query["message"]["message_id"]}
        await bot.get("editMessageText", **place, text="What happened?")

    playing = asyncio.create_task(play())
    await worker.press("Report a violation")
    assert worker.words().endswith("What happened?")
    assert worker.labels() == []
    await playing


async def test_an_error_shows_the_phone(bot: PlainBot, worker: Phone, chat_id: int) -> None:
    await bot.get("sendMessage", chat_id=chat_id, text="Menu", reply_markup=MARKUP)
    with pytest.raises(PhoneError) as error:
        await worker.press("Send", within=0.05)
    assert 'no button "Send"' in str(error.value)
    assert "[\N{MEMO} Report a violation]" in str(error.value)


async def test_waiting_looks_at_what_came_after_the_last_deed(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    await bot.get("sendMessage", chat_id=chat_id, text="Kept safe: 1 message")
    await worker.text("more")
    with pytest.raises(PhoneError):
        await worker.wait_for("Kept safe", within=0.05)
    old = await worker.wait_for("Kept safe", fresh=False)
    assert old.text == "Kept safe: 1 message"
    sent = await bot.get("sendMessage", chat_id=chat_id, text="Kept safe: 2 messages")
    found = await worker.wait_for("Kept safe")
    assert found.message_id == sent["message_id"]


async def test_a_deletion_is_waited_for(bot: PlainBot, worker: Phone, chat_id: int) -> None:
    sent = await bot.get("sendMessage", chat_id=chat_id, text="secret")
    shown = await worker.wait_for(lambda each: each.text == "secret")
    await bot.get("deleteMessage", chat_id=chat_id, message_id=sent["message_id"])
    gone: Bubble = await worker.wait_gone(shown)
    assert gone.deleted


async def test_what_a_phone_cannot_do_is_said(worker: Phone, sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match="1 to 4096"):
        await worker.text("x" * 4097)
    with pytest.raises(SandboxError, match="no message 5"):
        await worker.edit(5, "x")
    with pytest.raises(SandboxError, match='no person "nobody"'):
        await sandbox.phone("nobody").start()
    await worker.block()
    with pytest.raises(SandboxError, match="blocked"):
        await worker.text("x")


async def test_another_client_reaches_the_same_sandbox_by_its_address(
    sandbox: Sandbox, worker: Phone
) -> None:
    async with Sandbox(sandbox.url) as far:
        assert (await far.phone("worker_one").look()).messages[0].text == "/start"
        crowd = await far.add("worker_17", language="uz")
        await crowd.start()
    assert "worker_17" in sandbox.world.people


async def test_python_telegram_bot_talks_to_it(
    sandbox: Sandbox, worker: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without it the library warns of a change to come; the bot's own start sets it.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    bot = telegram.Bot(
        sandbox.token,
        base_url=f"{sandbox.url}/bot",
        base_file_url=f"{sandbox.url}/file/bot",
    )
    async with bot:
        assert bot.username == "sandbox_bot"
        await worker.photo(b"jpeg", caption="hot")
        (update,) = await bot.get_updates(timeout=1)
        assert update.message is not None
        chat_id, photo = update.message.chat_id, update.message.photo[-1]
        assert bytes(await (await photo.get_file()).download_as_bytearray()) == b"jpeg"
        button = telegram.InlineKeyboardButton("Go", callback_data="go")
        markup = telegram.InlineKeyboardMarkup([[button]])
        await bot.send_message(chat_id, "<b>hi</b>", parse_mode="HTML", reply_markup=markup)
        await worker.press("Go", quiet=True)
        (pressed,) = await bot.get_updates(offset=update.update_id + 1)
        assert pressed.callback_query is not None
        await pressed.callback_query.answer()
        await pressed.callback_query.edit_message_text("done")
        await bot.send_document(chat_id, b"pdf", filename="a.pdf", caption="yours")
        await worker.block()
        with pytest.raises(telegram.error.Forbidden):
            await bot.send_message(chat_id, "x")
        await sandbox.fault("429", retry_after=3, count=1)
        with pytest.raises(telegram.error.RetryAfter):
            await bot.send_message(chat_id, "x")
    assert [each["status"] for each in await sandbox.refused()] == [403]


async def test_a_reset_empties_all_and_keeps_counting(sandbox: Sandbox, worker: Phone) -> None:
    before = sandbox.world.account.updates.last_id
    await sandbox.fault("500")
    await sandbox.reset()
    assert (await worker.look()).messages == []
    assert sandbox.world.faults.scripted == []
    assert (await worker.start())["update_id"] == before + 1
