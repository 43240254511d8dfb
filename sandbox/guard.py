"""What the sandbox refuses: a real bot's token, an address others can reach, others' pages."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

#: A token that nobody takes for a real one.
TOKEN = "1000000:SANDBOX-SANDBOX-SANDBOX-SANDBOX-SAND"  # noqa: S105 - it opens nothing

_SHAPE = re.compile(r"\d{1,12}:[A-Za-z0-9_-]+")
_REAL = re.compile(r"\d{8,10}:[A-Za-z0-9_-]{35}")


class OwnPages:
    """Answers requests to this machine's own names, and from no page but its own.

    A page anywhere may make a browser on this machine ask us something, under a name of its own
    that leads here, or across origins.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            asked = Headers(scope=scope)
            places = [f"http://{asked.get('host', '')}", *asked.getlist("origin")]
            if not all(_is_loopback(urlsplit(place).hostname or "") for place in places):
                await PlainTextResponse("Only for this machine.", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Unsafe(ValueError):
    """The sandbox will not start like this; the message says why."""


def check_token(token: str) -> None:
    if _REAL.fullmatch(token) and "SANDBOX" not in token:
        raise Unsafe("This token looks real. The sandbox takes a token with SANDBOX in it.")
    if not _SHAPE.fullmatch(token):
        raise Unsafe("A token is a number, a colon, and letters, as 1000000:SANDBOX.")


def check_bind(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    if not _is_loopback(host.strip("[]")) or not port.isdigit():
        raise Unsafe(f"The sandbox serves loopback only (as 127.0.0.1:8081), not {bind}.")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
