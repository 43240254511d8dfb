"""What the key files hold, and how it is written as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.vault.private_file import Json

VERSION = 1
_KEY = 32


@dataclass(frozen=True)
class Pin:
    """A desk's public key and which of its generations that is."""

    generation: int
    public: bytes


@dataclass(frozen=True, repr=False)
class Keys:
    """The long-lived keys of a server."""

    purposes: Mapping[str, bytes]
    ring: bytes
    months: Mapping[str, bytes]
    desks: Mapping[str, Pin]
    server_member: bytes | None
    #: The newest tables of a database that these keys worked with; empty before the first.
    tables: str


@dataclass(frozen=True, repr=False)
class Founding:
    """The desks' private keys while the first members join."""

    desks: Mapping[str, bytes]
    until: datetime


_OVER = Founding({}, datetime.min.replace(tzinfo=UTC))


def read_keys(content: Json) -> Keys:
    """Read the key file; an empty one has no keys yet."""
    if content and content["version"] != VERSION:
        raise ValueError
    member = content.get("server_member")
    return Keys(
        purposes={name: _secret(one["key"]) for name, one in content.get("purposes", {}).items()},
        ring=_secret(content["ring"]) if content else b"",
        months=read_secrets(content.get("months", {})),
        desks={name: _pin(pin) for name, pin in content.get("desks", {}).items()},
        server_member=_secret(member) if member else None,
        tables=str(content.get("tables", "")),
    )


def write_keys(keys: Keys) -> Json:
    """Write the key file."""
    content: Json = {
        "version": VERSION,
        "purposes": {name: {"version": 1, "key": key.hex()} for name, key in keys.purposes.items()},
        "ring": keys.ring.hex(),
        "months": write_secrets(keys.months),
        "desks": {
            name: {"generation": pin.generation, "public": pin.public.hex()}
            for name, pin in keys.desks.items()
        },
    }
    if keys.server_member is not None:
        content["server_member"] = keys.server_member.hex()
    if keys.tables:
        content["tables"] = keys.tables
    return content


def read_secrets(content: Json) -> Mapping[str, bytes]:
    """Read named 32-byte keys, as the day file has them."""
    return {name: _secret(key) for name, key in content.items()}


def write_secrets(keys: Mapping[str, bytes]) -> Json:
    """Write named 32-byte keys."""
    return {name: key.hex() for name, key in keys.items()}


def read_founding(content: Json) -> Founding:
    """Read the founding file; an absent one is over."""
    if not content:
        return _OVER
    return Founding(read_secrets(content["desks"]), datetime.fromisoformat(content["until"]))


def write_founding(founding: Founding) -> Json:
    """Write the founding file."""
    return {"desks": write_secrets(founding.desks), "until": founding.until.isoformat()}


def _pin(content: Json) -> Pin:
    return Pin(int(content["generation"]), _secret(content["public"]))


def _secret(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != _KEY:
        raise ValueError
    return key
