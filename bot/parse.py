"""How the text of one setting is read; what cannot be read is refused in a plain sentence."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,}")
#: The address of a server has no port, or a number for one. A password may hold anything but "@".
_PORT = re.compile(r"^(?!postgresql)|://([^@]*@)?(\[[^\]]*\]|[^:/?]*)(:\d+)?([/?]|$)")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_YES = {"yes": True, "true": True, "on": True, "1": True}
_NO = {"no": False, "false": False, "off": False, "0": False}


class Unreadable(ValueError):
    """What is wrong, as the end of a sentence that begins with the setting's name."""


class Secret:
    """Text that no repr, log line or traceback shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(…)" if self._text else "Secret()"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True, slots=True)
class Bind:
    """Where to listen. Port 0 means any free one."""

    host: str
    port: int

    @property
    def is_local(self) -> bool:
        return is_loopback(self.host)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def token(text: str) -> Secret:
    if text and not _TOKEN.fullmatch(text):
        raise Unreadable("does not look like a bot's token: digits, a colon, letters and digits")
    return Secret(text)


def path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise Unreadable("begins with ~, but this account has no home folder") from None


def database(text: str) -> Secret:
    if text and not text.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        raise Unreadable("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
    if text.startswith("sqlite") and _names_no_file(text):
        raise Unreadable("names no file: sqlite+aiosqlite:////folder/terimchi.db")
    if "sslmode=" in text:
        raise Unreadable("has sslmode=, which is called ssl= here")
    if not _PORT.search(text):
        raise Unreadable("has a port that is no number")
    return Secret(text)


def _names_no_file(text: str) -> bool:
    return text.partition(":///")[2].partition("?")[0] in {"", ":memory:"}


def bind(text: str) -> Bind | None:
    """Read `host:port` or `[host]:port`."""
    if not text:
        return None
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:  # noqa: PLR2004 - the largest port
        raise Unreadable("must be an address and a port, such as 127.0.0.1:8080")
    return Bind(host.strip("[]") or "127.0.0.1", int(port))


def address(text: str) -> str:
    """Read a web address; a plain http one only where nobody listens between."""
    if not text:
        return ""
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unreadable("must be a web address that begins with https://")
    if parts.scheme == "http" and not _is_near(parts.hostname):
        raise Unreadable("must begin with https://, or everybody on the way could read along")
    return text.rstrip("/")


def group(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"-\d{1,20}", text):
        raise Unreadable("must be a group's number, which begins with a minus")
    return int(text)


def choice(*allowed: str) -> Callable[[str], str]:
    """Make a reader that takes one of these words."""

    def read(text: str) -> str:
        if text.lower() not in allowed:
            raise Unreadable(f"must be one of: {', '.join(allowed)}")
        return text.lower()

    return read


def level(text: str) -> str:
    if text.upper() not in _LEVELS:
        raise Unreadable(f"must be one of: {', '.join(_LEVELS)}")
    return text.upper()


def rate(most: float) -> Callable[[str], float]:
    """Make a reader of a number a second, above zero and at most this."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = 0
        if not 0 < number <= most:
            raise Unreadable(f"must be a number above 0 and at most {most:g}")
        return number

    return read


def yes_or_no(text: str) -> bool:
    known = (_YES | _NO).get(text.lower())
    if known is None:
        raise Unreadable("must be yes or no")
    return known


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # any other name may be led here by whoever owns it
        return False


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises where the port is no number
    except ValueError:
        raise Unreadable("is not a web address") from None
    return parts


def _is_near(host: str) -> bool:
    """Tell whether a host is this machine, or one beside it in a private network."""
    if is_loopback(host) or "." not in host or host.endswith((".internal", ".local")):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
