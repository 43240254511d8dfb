"""The way to Telegram: kept connections of aiohttp, and a thin path for what is called often.

aiohttp's errors carry the address, and the address carries the token. So an error of ours is made
inside the `except` and raised after it: nothing of theirs is left to print, not even as a context.
"""

import io
import ssl
from collections.abc import Awaitable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self, TypeAlias
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

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
from bot.exchange import Exchange, read

#: What Telegram answers in `result`: an object, a list of updates, or plain yes.
Answer: TypeAlias = dict[str, object] | list[dict[str, object]] | bool

#: Seconds that a long poll may last beyond the timeout it asked for.
POLL_MARGIN: Final = 10.0

_ANSWER_LIMIT: Final = 32 * 1024 * 1024  # bytes; a hundred updates are far below one of these
_REMEMBERED: Final = 128  # methods, and timeouts: what is asked for again and again
_HEADERS: Final = {"Content-Type": "application/json"}
_UNASKED: Final = ("Accept", "Accept-Encoding", "User-Agent")  # each costs time and says something
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_REFUSALS: Final[dict[int, type[TelegramError]]] = {
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.UNAUTHORIZED: InvalidToken,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: InvalidToken,
    HTTPStatus.CONFLICT: Conflict,
}

#: What is sent: JSON, a form with files, or nothing.
Body: TypeAlias = bytes | aiohttp.FormData | None


@dataclass(frozen=True, slots=True, repr=False)
class Upload:
    """A file that goes up as one field of a form."""

    content: bytes
    name: str
    mime: str


class Client:
    """One pool of kept connections; the poller has a small one of its own (`Client.polling()`)."""

    def __init__(
        self,
        *,
        connections: int = 256,
        connect_timeout: float = 5.0,
        read_timeout: float = 20.0,
    ) -> None:
        #: Seconds to a connection, and between two pieces of an answer.
        self.connect_timeout, self.read_timeout = connect_timeout, read_timeout
        self._connections = connections
        self._routes: dict[str, tuple[URL, URL | None]] = {}
        self._timeouts: dict[float, aiohttp.ClientTimeout] = {}
        self._session: aiohttp.ClientSession | None = None
        self._exchange: Exchange | None = None
        #: The `Date` of the last answer, as the other side wrote it; empty until there is one.
        self.date = ""

    @classmethod
    def polling(cls) -> "Client":
        """Make the poller's own: two connections, so that sends never wait behind a long poll."""
        return cls(connections=2, read_timeout=POLL_MARGIN)

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=self._connections,
            keepalive_timeout=60,
            ttl_dns_cache=300,
            ssl=_trusted(),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=_UNASKED,
            auto_decompress=False,  # a few packed bytes must not swell past the limit
        )
        self._exchange = Exchange(
            connector, connect_timeout=self.connect_timeout, limit=_ANSWER_LIMIT
        )
        return self

    async def __aexit__(self, *_fault: object) -> None:
        session, self._session, self._exchange = self._session, None, None
        if session is not None:
            await session.close()

    async def call(self, url: str, payload: dict[str, object], *, timeout: float) -> Answer:  # noqa: ASYNC109 - it becomes the exchange's own
        """Call one method and return its plain `result`; raise what `bot.errors` names."""
        code, body = await _guarded(self._hot(url, orjson.dumps(payload), timeout))
        if code != HTTPStatus.OK:
            raise _refusal(code, body)
        return _result(body)

    async def upload(self, url: str, payload: dict[str, object], *, timeout: float) -> Answer:  # noqa: ASYNC109 - it becomes the exchange's own
        """Call one method with files among its parameters, in a form; raise as `call` does."""
        form = aiohttp.FormData()
        for name, value in payload.items():
            if isinstance(value, Upload):
                file = io.BytesIO(value.content)
                form.add_field(name, file, filename=value.name, content_type=value.mime)
            else:
                plain = value if isinstance(value, str) else orjson.dumps(value).decode()
                form.add_field(name, plain)
        patience = self._total(timeout)
        code, body = await _guarded(self._cold("POST", url, form, patience, _ANSWER_LIMIT))
        if code != HTTPStatus.OK:
            raise _refusal(code, body)
        return _result(body)

    async def download(self, url: str, *, limit: int) -> bytes:
        """Return a file's bytes; raise Oversized as soon as they are more than `limit`."""
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=self.connect_timeout, sock_read=self.read_timeout
        )
        code, body = await _guarded(self._cold("GET", url, None, timeout, limit))
        if code == HTTPStatus.NOT_FOUND:  # an expired path, which says nothing about the token
            raise BadRequest("Not Found: the file is no longer there")
        if code != HTTPStatus.OK:
            raise _refusal(code, body)
        return body

    async def ask(
        self, method: str, url: str, body: Body = None, *, patience: aiohttp.ClientTimeout
    ) -> bytes:
        """Call in any other way (files go up in a form), and return the answer's bytes."""
        code, answer = await _guarded(self._cold(method, url, body, patience, _ANSWER_LIMIT))
        if not HTTPStatus.OK <= code < HTTPStatus.MULTIPLE_CHOICES:
            raise _refusal(code, answer)
        return answer

    async def _hot(self, url: str, body: bytes, seconds: float) -> tuple[int, bytes]:
        if self._exchange is None:
            raise RuntimeError("This client is not open")
        address, proxy = self._route(url)
        if proxy is not None:
            return await self._cold("POST", url, body, self._total(seconds), _ANSWER_LIMIT)
        answer = await self._exchange.post(address, body, seconds=seconds)
        self.date = self._exchange.date
        return answer

    async def _cold(
        self, method: str, url: str, body: Body, patience: aiohttp.ClientTimeout, limit: int
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("This client is not open")
        address, proxy = self._route(url)
        async with self._session.request(
            method,
            address,
            data=body,
            headers=_HEADERS if isinstance(body, bytes) else None,
            timeout=patience,
            proxy=proxy,
            allow_redirects=False,
        ) as response:
            self.date = response.headers.get("Date", "")
            try:
                return response.status, await read(response.content, response.content_length, limit)
            except Oversized:
                response.close()  # not released: the rest must not be read
                raise

    def _route(self, url: str) -> tuple[URL, URL | None]:
        """Parse an address, and look for its proxy, once; file addresses never come back."""
        known = self._routes.get(url)
        if known is None:
            address = URL(url)
            known = address, _proxy(address)
            if "/file/bot" not in url and len(self._routes) < _REMEMBERED:
                self._routes[url] = known
        return known

    def _total(self, seconds: float) -> aiohttp.ClientTimeout:
        known = self._timeouts.get(seconds)
        if known is None:
            known = aiohttp.ClientTimeout(total=seconds, sock_connect=self.connect_timeout)
            if len(self._timeouts) < _REMEMBERED:
                self._timeouts[seconds] = known
        return known


async def _guarded(work: Awaitable[tuple[int, bytes]]) -> tuple[int, bytes]:
    fault: TelegramError
    try:
        return await work
    except TimeoutError:
        fault = TimedOut()
    except (aiohttp.ClientError, HttpProcessingError, OSError, ValueError) as error:
        fault = NetworkError(type(error).__name__)
    raise fault


def _result(body: bytes) -> Answer:
    try:
        result: Answer = orjson.loads(body)["result"]
    except (ValueError, KeyError, TypeError):
        result = False
    else:
        return result
    raise NetworkError("Invalid server response")


def _refusal(code: int, body: bytes) -> TelegramError:
    """Say what a status means, without quoting a body that is not Telegram's."""
    answer = parsed_object(body)
    parameters = answer.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    if migrated := parameters.get("migrate_to_chat_id"):
        return ChatMigrated(migrated)
    if seconds := parameters.get("retry_after"):
        return RetryAfter(seconds)
    return _REFUSALS.get(code, NetworkError)(answer.get("description") or f"HTTP status {code}")


def parsed_object(body: bytes) -> dict[str, Any]:
    """Parse a JSON object; anything else is an empty one."""
    try:
        parsed = orjson.loads(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _proxy(address: URL) -> URL | None:
    """Find the proxy that the environment names; aiohttp would look again at every call."""
    host = address.host or ""
    if host in _LOOPBACK or proxy_bypass(host):
        return None
    proxies = getproxies()
    named = proxies.get(address.scheme) or proxies.get("all")
    return URL(named) if named else None


def _trusted() -> ssl.SSLContext | bool:
    """Trust the system's authorities (aiohttp has them ready), or certifi's on a bare system."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())):
        return True
    import certifi

    return ssl.create_default_context(cafile=certifi.where())
