"""What python-telegram-bot's own Bot gets through our client: answers, its errors, uploads."""

import json
import logging

import pytest
import telegram
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.client import Client
from bot.request import Request
from tests.kit.loopback import TOKEN, Loopback, hang


@pytest.fixture
def request_(client: Client) -> Request:
    return Request(client)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (401, InvalidToken),
        (403, Forbidden),
        (404, InvalidToken),
        (409, Conflict),
        (500, NetworkError),
    ],
)
async def test_each_status_becomes_the_librarys_own_error(
    api: Loopback, request_: Request, status: int, kind: type[TelegramError]
) -> None:
    api.says(status, ok=False, error_code=status, description="A plain reason")
    with pytest.raises(TelegramError) as caught:
        await request_.post(api.url())
    assert type(caught.value) is kind
    assert caught.value.message == "A plain reason"
    assert caught.value.__context__ is None


async def test_what_a_refusal_says_besides_is_told_too(api: Loopback, request_: Request) -> None:
    api.says(429, ok=False, error_code=429, description="x", parameters={"retry_after": 3})
    with pytest.raises(RetryAfter) as waited:
        await request_.post(api.url())
    assert waited.value._retry_after.total_seconds() == 3
    api.says(400, ok=False, description="x", parameters={"migrate_to_chat_id": -1001})
    with pytest.raises(ChatMigrated) as moved:
        await request_.post(api.url())
    assert moved.value.new_chat_id == -1001


@pytest.mark.parametrize("body", [b"planted words", b"[]", b"{}", b'{"ok":true}'])
async def test_what_is_no_answer_is_a_network_error_without_its_body(
    api: Loopback, request_: Request, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api.says_raw(200, body)
    with pytest.raises(NetworkError) as caught:
        await request_.post(api.url())
    assert "planted" not in caught.value.message
    assert "planted" not in caplog.text


async def test_a_hanging_server_is_a_timeout(api: Loopback, request_: Request) -> None:
    api.answer = hang
    with pytest.raises(TimedOut):
        await request_.post(api.url(), read_timeout=0.05)


async def test_the_librarys_bot_speaks_through_it(api: Loopback, request_: Request) -> None:
    bot = telegram.Bot(TOKEN, base_url=f"{api.base}/bot", request=request_)
    markup = telegram.InlineKeyboardMarkup(
        [[telegram.InlineKeyboardButton("A", callback_data="b")]]
    )
    message = await bot.send_message(5, "salom", reply_markup=markup)
    assert message.message_id == 7
    keyboard = {"inline_keyboard": [[{"callback_data": "b", "text": "A"}]]}
    assert json.loads(api.seen[-1][1]) == {"chat_id": 5, "text": "salom", "reply_markup": keyboard}


async def test_a_file_goes_out_as_multipart(api: Loopback, request_: Request) -> None:
    content = b"planted file " * 200_000  # beyond what aiohttp takes as raw bytes without a warning
    bot = telegram.Bot(TOKEN, base_url=f"{api.base}/bot", request=request_)
    await bot.send_document(5, content, filename="a.txt", caption="two words")
    kind, body = api.seen[-1]
    assert kind == "multipart/form-data"
    assert content in body
    assert b"two words" in body
