"""What the sandbox refuses to be started with: a real bot's token, an address others can reach."""

from __future__ import annotations

import ipaddress
import re

#: A token that nobody takes for a real one.
TOKEN = "1000000:SANDBOX-SANDBOX-SANDBOX-SANDBOX-SAND"  # noqa: S105 - it opens nothing

_SHAPE = re.compile(r"\d{1,12}:[A-Za-z0-9_-]+")
_REAL = re.compile(r"\d{8,10}:[A-Za-z0-9_-]{35}")


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
