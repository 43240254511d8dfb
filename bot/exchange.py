"""An exchange: one small call on a kept connection of aiohttp's pool, without a session around it.

A session makes request, writer and response anew for each call and looks for cookies, redirects,
authorisation and middlewares: half of what a call costs. Ours is always some JSON with a length,
to one host, for a short answer. Pool, TLS and parser are aiohttp's (decision 20).
"""

import asyncio
from typing import Final

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.http_parser import RawResponseMessage
from aiohttp.streams import StreamReader
from yarl import URL

from bot.errors import Oversized

_REMEMBERED: Final = 128  # addresses: one for each method of the Bot API that we use
_SCHEMES: Final = frozenset({"http", "https"})
_FINAL: Final = 200  # below are announcements of an answer that is still to come


class Exchange:
    """Posts to addresses on kept connections. `limit` is how many bytes an answer may have."""

    def __init__(
        self, connector: aiohttp.BaseConnector, *, connect_timeout: float, limit: int
    ) -> None:
        self._connector = connector
        self._patience = aiohttp.ClientTimeout(total=None, sock_connect=connect_timeout)
        self._limit = limit
        self._doors: dict[URL, tuple[ClientRequest, bytes]] = {}
        #: The `Date` of the last answer.
        self.date = ""

    async def post(self, address: URL, body: bytes, *, seconds: float) -> tuple[int, bytes]:
        """Post JSON; return status and body. Raises TimeoutError, ClientError, Oversized."""
        door, head = self._door(address)
        async with asyncio.timeout(seconds):
            connection = await self._connector.connect(door, [], self._patience)
            try:
                answer = await self._over(connection, b"%b%d\r\n\r\n%b" % (head, len(body), body))
            except BaseException:
                # Whatever is still to come on it would be taken for the next answer.
                connection.close()
                raise
            connection.release()
        return answer

    async def _over(self, connection: Connection, written: bytes) -> tuple[int, bytes]:
        protocol = connection.protocol
        if protocol is None or protocol.transport is None:
            raise aiohttp.ServerDisconnectedError
        protocol.set_response_params(read_until_eof=True, auto_decompress=False)
        protocol.transport.write(written)
        message, content = await _begun(protocol)
        self.date = message.headers.get("Date", "")
        length = message.headers.get("Content-Length")
        body = await read(content, int(length) if length else None, self._limit)
        return message.code, body

    def _door(self, address: URL) -> tuple[ClientRequest, bytes]:
        """Give what the pool knows a host by, and the lines of a request to this address."""
        known = self._doors.get(address)
        if known is None:
            if address.scheme not in _SCHEMES or not address.raw_host:
                raise aiohttp.InvalidURL("")  # without the address: it carries the token
            known = ClientRequest("POST", address), _head(address)
            if len(self._doors) < _REMEMBERED:
                self._doors[address] = known
        return known


async def read(content: StreamReader, length: int | None, limit: int) -> bytes:
    """Read a body whose announced length is known, or not; raise Oversized beyond the limit."""
    if length is not None and length <= limit:
        return await content.read()
    body = bytearray()
    if length is None:
        async for chunk in content.iter_any():
            body += chunk
            if len(body) > limit:
                break
        else:
            return bytes(body)
    raise Oversized("The answer is longer than allowed")


async def _begun(protocol: ResponseHandler) -> tuple[RawResponseMessage, StreamReader]:
    message, content = await protocol.read()
    while message.code < _FINAL:
        message, content = await protocol.read()
    return message, content


def _head(address: URL) -> bytes:
    return (
        f"POST {address.raw_path_qs} HTTP/1.1\r\nHost: {address.host_port_subcomponent}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    ).encode("ascii")
