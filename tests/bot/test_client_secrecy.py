"""The token is in no error of the way to Telegram, and in no log, whatever goes wrong."""

import asyncio
import logging
import socket
import traceback

import pytest
from telegram import error as theirs

from bot.client import Client
from bot.errors import TelegramError
from bot.request import Request
from tests.kit.loopback import TOKEN, Loopback, cutting, hang


def _everything(error: BaseException) -> str:
    """Whatever a careless log could print of an error, contexts that `from None` only hides too."""
    found, seen = [], set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        found += [str(one), repr(one), repr(one.args), repr(vars(one))]
        waiting += [one.__context__, one.__cause__]
    return "".join(found + traceback.format_exception(error))


@pytest.mark.parametrize(
    "trouble", ["hang", "before", "headers", "body", "500", "302", "refused", "nonsense", "unknown"]
)
async def test_the_token_is_in_no_error_and_no_log(
    api: Loopback, client: Client, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    url = _troubled(api, trouble)
    for ask in (
        client.call(url, {"chat_id": 5}, timeout=0.2),
        Request(client).post(url, read_timeout=0.2),
        client.download(url, limit=10),
    ):
        with pytest.raises((TelegramError, theirs.TelegramError)) as caught:
            await ask
        assert "planted-token" not in _everything(caught.value)
        assert caught.value.__context__ is None
    assert "planted-token" not in caplog.text


def _troubled(api: Loopback, trouble: str) -> str:
    if trouble == "refused":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return f"http://127.0.0.1:{free.getsockname()[1]}/bot{TOKEN}/getMe"
    if trouble == "nonsense":
        return f"http://[bad/bot{TOKEN}/getMe"
    if trouble == "unknown":
        return f"gopher://127.0.0.1/bot{TOKEN}/getMe"
    if trouble in {"500", "302"}:
        api.says_raw(int(trouble), b"<html>")
    else:
        api.answer = hang if trouble == "hang" else cutting(trouble)
    return api.url()
