"""What the way to Telegram promises: answers, errors and limits."""

import gzip
import json
import logging

import pytest
from aiohttp import web

from bot.client import POLL_MARGIN, Client, Upload
from bot.errors import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    Oversized,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from tests.kit.loopback import SENT, Loopback, cutting, hang


async def test_a_call_sends_json_and_returns_the_plain_result(
    api: Loopback, client: Client
) -> None:
    payload: dict[str, object] = {"chat_id": 5, "text": "oʻzbekcha", "reply_markup": {"a": [1]}}
    assert await client.call(api.url(), payload, timeout=5) == SENT
    kind, body = api.seen[-1]
    assert kind == "application/json"
    assert json.loads(body) == payload


async def test_a_file_goes_up_in_a_form_with_the_rest(api: Loopback, client: Client) -> None:
    file = Upload(b"\xff\xd8 a picture", "K7M-4QX-01-photo.jpg", "image/jpeg")
    payload: dict[str, object] = {"chat_id": 5, "protect_content": True, "caption": "oʻ"}
    assert await client.upload(api.url("sendPhoto"), payload | {"photo": file}, timeout=5) == SENT
    kind, body = api.seen[-1]
    assert kind == "multipart/form-data"
    assert b'name="photo"; filename="K7M-4QX-01-photo.jpg"' in body
    for part in (file.content, b"image/jpeg", b"\r\n\r\n5\r\n", b"true", "oʻ".encode()):
        assert part in body
    api.says(400, ok=False, error_code=400, description="Bad Request: IMAGE_PROCESS_FAILED")
    with pytest.raises(BadRequest, match="IMAGE_PROCESS_FAILED"):
        await client.upload(api.url("sendPhoto"), {"photo": file}, timeout=5)


async def test_a_plain_yes_and_a_list_come_back_as_they_are(api: Loopback, client: Client) -> None:
    api.says(200, ok=True, result=True)
    assert await client.call(api.url(), {}, timeout=5) is True
    api.says(200, ok=True, result=[])
    assert await client.call(api.url(), {}, timeout=5) == []


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
async def test_each_status_becomes_an_error_with_telegrams_description(
    api: Loopback, client: Client, status: int, kind: type[TelegramError]
) -> None:
    api.says(status, ok=False, error_code=status, description="a plain reason")
    with pytest.raises(TelegramError) as caught:
        await client.call(api.url(), {}, timeout=5)
    assert type(caught.value) is kind
    assert caught.value.message == "a plain reason"


async def test_a_429_says_how_long_to_wait(api: Loopback, client: Client) -> None:
    api.says(429, ok=False, error_code=429, description="x", parameters={"retry_after": 3})
    with pytest.raises(RetryAfter) as caught:
        await client.call(api.url(), {}, timeout=5)
    assert caught.value.retry_after == 3


async def test_a_group_that_moved_says_so(api: Loopback, client: Client) -> None:
    api.says(400, ok=False, description="x", parameters={"migrate_to_chat_id": -1001})
    with pytest.raises(ChatMigrated):
        await client.call(api.url(), {}, timeout=5)


@pytest.mark.parametrize("body", [b"<html>planted words</html>", b"[]", b"", b"\xff\x00"])
async def test_a_500_that_is_not_json_is_a_network_error_without_its_body(
    api: Loopback, client: Client, body: bytes
) -> None:
    api.says_raw(500, body)
    with pytest.raises(NetworkError) as caught:
        await client.call(api.url(), {}, timeout=5)
    assert caught.value.message == "HTTP status 500"


@pytest.mark.parametrize("body", [b"planted words", b"[]", b"{}", b'{"ok":true}'])
async def test_a_200_that_is_not_an_answer_is_a_network_error_without_its_body(
    api: Loopback, client: Client, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api.says_raw(200, body)
    with pytest.raises(NetworkError) as caught:
        await client.call(api.url(), {}, timeout=5)
    assert caught.value.message == "Invalid server response"
    assert "planted" not in caplog.text


async def test_a_redirect_is_not_followed(api: Loopback, client: Client) -> None:
    async def away(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "http://127.0.0.1:1/elsewhere"})

    api.answer = away
    with pytest.raises(NetworkError, match="302"):
        await client.call(api.url(), {}, timeout=5)


async def test_ahanging_server_is_a_timeout(api: Loopback, client: Client) -> None:
    api.answer = hang
    with pytest.raises(TimedOut):
        await client.call(api.url(), {}, timeout=0.05)


async def test_the_pollers_own_pool_waits_as_long_as_it_was_told(api: Loopback) -> None:
    async with Client.polling() as poller:
        assert poller.read_timeout == POLL_MARGIN
        api.answer = hang
        with pytest.raises(TimedOut):
            await poller.call(api.url("getUpdates"), {"timeout": 50}, timeout=0.05)


@pytest.mark.parametrize("cut", ["before", "headers", "body"])
async def test_a_lost_connection_is_a_network_error(
    api: Loopback, client: Client, cut: str
) -> None:
    api.answer = cutting(cut)
    with pytest.raises(NetworkError) as caught:
        await client.call(api.url(), {}, timeout=5)
    assert not isinstance(caught.value, TimedOut)


async def test_connections_are_kept_between_calls(api: Loopback, client: Client) -> None:
    for _ in range(5):
        await client.call(api.url(), {}, timeout=5)
    assert len(api.peers) == 1


async def test_an_answer_that_comes_too_late_is_not_taken_for_the_next(
    api: Loopback, client: Client
) -> None:
    api.answer = hang
    with pytest.raises(TimedOut):
        await client.call(api.url(), {"n": 1}, timeout=0.05)
    api.says(200, ok=True, result={"n": 2})
    assert await client.call(api.url(), {"n": 2}, timeout=5) == {"n": 2}
    assert len(api.peers) == 2


async def test_an_answer_in_chunks_is_read_whole(api: Loopback, client: Client) -> None:
    async def chunked(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for part in (b'{"ok": true, ', b'"result": {"n"', b": 2}}"):
            await response.write(part)
        return response

    api.answer = chunked
    assert await client.call(api.url(), {}, timeout=5) == {"n": 2}
    assert await client.call(api.url(), {}, timeout=5) == {"n": 2}
    assert len(api.peers) == 1


async def test_a_connection_that_ends_with_its_answer_is_not_used_again(
    api: Loopback, client: Client
) -> None:
    async def last(_: web.Request) -> web.StreamResponse:
        response = web.json_response({"ok": True, "result": True})
        response.force_close()
        return response

    api.answer = last
    for _ in range(3):
        assert await client.call(api.url(), {}, timeout=5) is True
    assert len(api.peers) == 3


async def test_a_packed_answer_does_not_swell(api: Loopback, client: Client) -> None:
    async def packed(_: web.Request) -> web.StreamResponse:
        body = gzip.compress(b'{"ok": true, "result": "' + b"0" * 10_000_000 + b'"}')
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    api.answer = packed
    with pytest.raises(NetworkError, match="Invalid server response"):
        await client.call(api.url(), {}, timeout=5)


async def test_a_download_gives_the_bytes(api: Loopback, client: Client) -> None:
    api.says_raw(200, b"x" * 1000, "image/jpeg")
    assert await client.download(api.url("file"), limit=1000) == b"x" * 1000


@pytest.mark.parametrize("announced", [True, False])
async def test_a_download_stops_beyond_its_limit(
    api: Loopback, client: Client, *, announced: bool
) -> None:
    async def flood(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if announced:
            response.content_length = 1_000_000_000
        await response.prepare(request)
        while True:  # until the other side has had enough
            await response.write(b"x" * 65536)

    api.answer = flood
    with pytest.raises(Oversized):
        await client.download(api.url("file"), limit=100_000)


async def test_a_file_that_is_gone_says_nothing_about_the_token(
    api: Loopback, client: Client
) -> None:
    api.says_raw(404, b"")
    with pytest.raises(BadRequest):
        await client.download(api.url("file"), limit=10)
