"""Sealing to a public key (X25519): entries of a case, and keys handed on to other keys.

    format (1 byte) | libsodium sealed box of: framed label, framed header, body

A sealed box says nothing about who sealed it. Whoever can write to the database can therefore
add a box; what they cannot do is read one, move one, or pass one off as another kind.
"""

from dataclasses import dataclass, field
from hmac import compare_digest

from nacl.bindings import (
    crypto_box_keypair,
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_box_seed_keypair,
    crypto_scalarmult_base,
)
from nacl.exceptions import CryptoError

from storage.vault.errors import Tampered
from storage.vault.label import Label
from storage.vault.pad import pad, unpad

_SEALED, _WRAPPED = b"\x61", b"\x71"
_KEY = 32


@dataclass(frozen=True)
class KeyPair:
    """An X25519 key pair; the private half never shows in a representation."""

    public: bytes
    private: bytes = field(repr=False)


def new_pair() -> KeyPair:
    """Make a key pair from the system's randomness."""
    return KeyPair(*crypto_box_keypair())


def from_seed(seed: bytes) -> KeyPair:
    """Derive a key pair from 32 secret bytes, the same each time."""
    return KeyPair(*crypto_box_seed_keypair(seed))


def from_private(private: bytes) -> KeyPair:
    """Complete a private key with its public half."""
    return KeyPair(crypto_scalarmult_base(private), private)


def seal_to(public: bytes, label: Label, header: bytes, body: bytes) -> bytes:
    """Seal header and body, padded, so that only the private key of `public` opens them."""
    return _SEALED + _box(public, pad(_frame(label) + _frame(header) + body))


def open_with(key: KeyPair | bytes, label: Label, sealed: bytes) -> tuple[bytes, bytes]:
    """Open what `seal_to` made; give header and body, or raise `Tampered`."""
    found, rest = _unframe(unpad(_unbox(key, _SEALED, sealed)))
    if found != label:
        raise Tampered
    return _unframe(rest)


def wrap_key(private: bytes, to_public: bytes, label: Label, bind: bytes) -> bytes:
    """Hand a 32-byte key to the holder of another: a case key to its desk, and so on."""
    if len(private) != _KEY:
        raise ValueError("only a 32-byte key can be wrapped")
    return _WRAPPED + _box(to_public, _frame(label) + _frame(bind) + private)


def unwrap_key(key: KeyPair | bytes, sealed: bytes, label: Label, bind: bytes) -> bytes:
    """Take the key out of what `wrap_key` made for the same label and bind, or raise `Tampered`."""
    wrapped = _unbox(key, _WRAPPED, sealed)
    expected = _frame(label) + _frame(bind)
    if len(wrapped) != len(expected) + _KEY or not compare_digest(wrapped[:-_KEY], expected):
        raise Tampered
    return wrapped[-_KEY:]


def _box(public: bytes, plain: bytes) -> bytes:
    try:
        return crypto_box_seal(plain, public)
    except CryptoError:  # a public key of low order, which nobody made honestly
        raise Tampered from None


def _unbox(key: KeyPair | bytes, form: bytes, sealed: bytes) -> bytes:
    pair = from_private(key) if isinstance(key, bytes) else key
    if sealed[:1] != form:
        raise Tampered
    try:
        return crypto_box_seal_open(sealed[1:], pair.public, pair.private)
    except (CryptoError, TypeError, ValueError):
        raise Tampered from None


def _frame(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


def _unframe(framed: bytes) -> tuple[bytes, bytes]:
    end = 4 + int.from_bytes(framed[:4], "big")
    if len(framed) < end:
        raise Tampered
    return framed[4:end], framed[end:]
