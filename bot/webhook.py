"""The webhook: Telegram brings updates; it hears 200 only when they are on disk."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.allow import UPDATES
from bot.client import POLL_MARGIN, Client
from bot.errors import TelegramError
from bot.faults import Faults
from bot.intake import Intake, NotKept
from bot.log import fault
from bot.nursery import pause

#: Bytes of one update; Telegram's own are far below.
LARGEST: Final = 1024 * 1024

#: Seconds between looks whether Telegram still knows our address.
LOOK: Final = 60.0

_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


def secret_of(token: str) -> str:
    """Derive the word by which Telegram shows that it is Telegram; every receiver gets the same."""
    return hashlib.blake2b(
        b"terimchi webhook 1", key=token.encode()[:64], digest_size=32
    ).hexdigest()


@dataclass(slots=True)
class Webhook:
    """Serves the route that Telegram calls, and tells Telegram where it is."""

    client: Client
    method_url: Callable[[str], str]
    #: The public address of this route.
    address: str
    secret: str
    intake: Intake
    beat: Callable[[float], None] = lambda _within: None
    _faults: Faults = field(default_factory=Faults)

    def app(self) -> Starlette:
        """Make the application for a bind of its own; path and secret guard it."""
        return Starlette(routes=[Route("/{path:path}", self.receive, methods=["POST"])])

    async def receive(self, http: Request) -> Response:
        """Take one update: 200 once it is durable; 503 makes Telegram bring it again."""
        if refused := self._refused(http):
            return refused
        body = await _body(http)
        if body is None:
            return Response(status_code=413)
        update = _parsed(body)
        if update is None:
            return Response(status_code=400)
        if not self.intake.has_room():
            return Response(status_code=503)
        try:
            await self.intake.join(update)
        except Exception as error:  # noqa: BLE001 - whatever it is, Telegram has to bring it again
            if not isinstance(error, NotKept):  # said once, for the batch
                fault("webhook", error)
            return Response(status_code=503)
        return Response()

    def _refused(self, http: Request) -> Response | None:
        """Turn away who is not at our address, or does not know the secret."""
        if http.path_params["path"].strip("/") not in self._paths:
            return Response(status_code=404)
        given = http.headers.get(_HEADER, "").encode("latin-1", "replace")
        known = hmac.compare_digest(given, self.secret.encode())
        return None if known else Response(status_code=403)

    @property
    def _paths(self) -> set[str]:
        """The path of our address, and what a proxy leaves of it that strips a part in front."""
        parts = unquote(urlsplit(self.address).path).strip("/").split("/")
        return {"/".join(parts[n:]) for n in range(len(parts) + 1)}

    async def run(self, stop: asyncio.Event) -> None:
        """Keep Telegram knowing our address, until told to stop."""
        while not stop.is_set():
            self.beat(LOOK + POLL_MARGIN)
            try:
                await self._register()
                self._faults.over()
                wait = LOOK
            except TelegramError as error:
                self.intake.vitals.away = type(error).__name__
                wait = self._faults.next_wait(error)
            await pause(wait, stop)

    async def _register(self) -> None:
        about = await self._call("getWebhookInfo", {})
        known = about.get("url") if isinstance(about, dict) else ""
        # The secret cannot be asked for, so the first look always sets all of it again.
        if known != self.address or self.intake.vitals.reached_at is None:
            await self._call(
                "setWebhook",
                {
                    "url": self.address,
                    "secret_token": self.secret,
                    "max_connections": 100,
                    "allowed_updates": UPDATES,
                },
            )
        self.intake.vitals.reached()

    async def _call(self, method: str, payload: dict[str, object]) -> object:
        return await self.client.call(self.method_url(method), payload, timeout=POLL_MARGIN)


async def _body(http: Request) -> bytes | None:
    """Read the body, but give up as soon as it is too large."""
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        update = orjson.loads(body)
    except ValueError:
        return None
    return update if isinstance(update, dict) else None
