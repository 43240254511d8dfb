"""python-telegram-bot's way to Telegram: its Bot speaks through our client, on our connections.

It is for what is called now and then and has typed methods there: names, commands, uploads. It is
read late, for reading it takes longer than most starts last otherwise (decision 22).
"""

import io
import os
from http import HTTPStatus
from typing import Any, Final, TypeAlias

import aiohttp
import orjson
from telegram import error as theirs
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.request import BaseRequest, RequestData

from bot import errors
from bot.client import Body, Client, parsed_object

# The library's newer way to tell a time; of the older one it warns at every 429.
os.environ.setdefault("PTB_TIMEDELTA", "1")

_Timeout: TypeAlias = ODVInput[float]

#: Our error, and what the library calls the same.
_SAME: Final[dict[type[errors.TelegramError], type[theirs.TelegramError]]] = {
    errors.TimedOut: theirs.TimedOut,
    errors.BadRequest: theirs.BadRequest,
    errors.InvalidToken: theirs.InvalidToken,
    errors.Forbidden: theirs.Forbidden,
    errors.Conflict: theirs.Conflict,
}


class Request(BaseRequest):
    """What a `telegram.Bot` asks through. The client is opened and closed by whoever lends it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def read_timeout(self) -> float:
        return self._client.read_timeout

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        write_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send JSON, or a form where there are files; raise the library's own errors."""
        read = _chosen(read_timeout, self._client.read_timeout)
        connect = _chosen(connect_timeout, self._client.connect_timeout)
        uploads = request_data is not None and request_data.contains_files
        patience = aiohttp.ClientTimeout(
            total=None,
            connect=_sum(connect, _chosen(pool_timeout, self._client.connect_timeout)),
            sock_connect=connect,
            sock_read=_sum(read, _chosen(write_timeout, self._client.read_timeout))
            if uploads
            else read,
        )
        body = _encoded(request_data)
        fault: theirs.TelegramError
        try:
            return HTTPStatus.OK, await self._client.ask(method, url, body, patience=patience)
        except errors.TelegramError as error:
            fault = _translated(error)
        raise fault  # here, so that it carries no context

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse without the base class's habit of logging what it cannot read."""
        parsed = parsed_object(payload)
        if "result" not in parsed:
            raise theirs.NetworkError("Invalid server response")
        return parsed


def _translated(error: errors.TelegramError) -> theirs.TelegramError:
    if isinstance(error, errors.RetryAfter):
        return theirs.RetryAfter(round(error.retry_after))
    if isinstance(error, errors.ChatMigrated):
        return theirs.ChatMigrated(error.new_chat_id)
    return _SAME.get(type(error), theirs.NetworkError)(error.message)


def _encoded(request_data: RequestData | None) -> Body:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return orjson.dumps(request_data.parameters)
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=mime)
    return form


def _chosen(given: _Timeout, default: float) -> float | None:
    return default if isinstance(given, DefaultValue) else given


def _sum(*seconds: float | None) -> float | None:
    return None if None in seconds else sum(second or 0 for second in seconds)
