"""The button codec: what stands in callback data, at most 64 bytes, and nothing about a person."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from enum import StrEnum

#: Telegram's limit for callback data, in bytes.
MOST_BYTES = 64


class Realm(StrEnum):
    """What a button acts on."""

    #: Walk somewhere; needs no state: `go:leaflet:pay`.
    GO = "go"
    #: Answer the current step: `st:<token>:choose:WG`. An old token changes nothing.
    STEP = "st"
    #: A case, for staff: `ca:K7M-4QX:<version>:take`.
    CASE = "ca"
    #: Show the answer whose key rests in this button: `an:<key>`.
    ANSWER = "an"
    #: A case answered in this chat: `ad:<address id>:withdraw`.
    ADDRESS = "ad"
    #: Add to the case that was just filed: `mo:<capability>`.
    MORE = "mo"
    #: Staff rooms that need no case: `dk:queue:new:2`.
    DESK = "dk"


_REALMS = {realm.value: realm for realm in Realm}


@dataclass(frozen=True, slots=True)
class Press:
    """A decoded button."""

    realm: Realm
    words: tuple[str, ...]

    def word(self, n: int) -> str:
        """Return the n-th word, or an empty one."""
        return self.words[n] if n < len(self.words) else ""


def data(realm: Realm, *words: str) -> str:
    """Encode a button. Raises ValueError when it would not fit or a word holds a colon."""
    text = ":".join((realm.value, *words))
    if len(text.encode()) > MOST_BYTES or text.count(":") != len(words):
        raise ValueError("this button cannot be encoded")
    return text


def read(text: str) -> Press | None:
    """Decode a button; None for anything that we never made."""
    name, *words = text.split(":")
    realm = _REALMS.get(name)
    if realm is None or len(text.encode()) > MOST_BYTES:
        return None
    return Press(realm, tuple(words))


def short(key: bytes) -> str:
    """Write 16 bytes as 22 characters."""
    return urlsafe_b64encode(key).decode().rstrip("=")


def long(text: str) -> bytes | None:
    """Read 16 bytes back; None when they are not that."""
    try:
        key = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        return None
    return key if len(key) == 16 and short(key) == text else None  # noqa: PLR2004 - 128 bits
