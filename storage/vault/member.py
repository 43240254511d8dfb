"""A member's private key under a passphrase, and the recovery key under twelve words.

A passphrase of six words has 66 bits, twelve words have 132. The passphrase goes through Argon2id
(256 MiB, 3 passes: about half a second), because six words must withstand a stolen key file
together with a stolen database; twelve words need no stretching.
"""

from dataclasses import dataclass
from hashlib import blake2b

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.utils import random

from storage.vault.box import KeyPair, from_seed
from storage.vault.errors import Tampered, WrongPassphrase
from storage.vault.label import Label
from storage.vault.vault import Vault
from storage.vault.words import draw, spelled, word_list

RECOVERY_WORDS = 12
_FORMAT = b"\x91"
_SALT, _NONCE = 16, 24
_HEAD = 1 + 4 + 8 + _SALT
_LENGTH = _HEAD + _NONCE + 32 + 16


@dataclass(frozen=True)
class Cost:
    """What one try at a passphrase costs: passes, and memory in bytes."""

    passes: int
    memory: int


STRONG = Cost(passes=3, memory=256 * 1024 * 1024)


def new_passphrase(words: int = 6) -> str:
    """Draw a passphrase; 11 bits a word."""
    return draw(words)


def seal_member(
    private: bytes, passphrase: str, *, vault: Vault, bind: bytes = b"", cost: Cost = STRONG
) -> bytes:
    """Seal a member's private key under the passphrase, then under the ring.

    Slow and large on purpose: call it in a thread.
    """
    costs = cost.passes.to_bytes(4, "big") + cost.memory.to_bytes(8, "big")
    head = _FORMAT + costs + random(_SALT)
    nonce = random(_NONCE)
    key = _stretch(passphrase, head)
    inner = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(private, head, nonce, key)
    return vault.seal_ring(Label.MEMBER, head + nonce + inner, bind)


def open_member(sealed: bytes, passphrase: str, *, vault: Vault, bind: bytes = b"") -> bytes:
    """Give the member's private key, or raise `WrongPassphrase` or `Tampered`; in a thread."""
    blob = vault.open_ring(Label.MEMBER, sealed, bind)
    if len(blob) != _LENGTH or blob[:1] != _FORMAT:
        raise Tampered
    head, nonce, inner = blob[:_HEAD], blob[_HEAD : _HEAD + _NONCE], blob[_HEAD + _NONCE :]
    key = _stretch(passphrase, head)
    try:
        return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(inner, head, nonce, key)
    except CryptoError:
        raise WrongPassphrase from None


def recovery_words() -> str:
    """Draw the words of a recovery key: shown once, kept on paper."""
    return draw(RECOVERY_WORDS)


def recovery_pair(words: str) -> KeyPair:
    """Derive the recovery key pair; case, spaces and signs do not matter.

    Raises `WrongPassphrase` where the words are not twelve of the list.
    """
    given = spelled(words)
    if len(given.split()) != RECOVERY_WORDS or not set(given.split()) <= set(word_list()):
        raise WrongPassphrase
    return from_seed(blake2b(given.encode(), digest_size=32, person=b"terimchi-recover").digest())


def _stretch(passphrase: str, head: bytes) -> bytes:
    return sodium.crypto_pwhash_alg(
        32,
        spelled(passphrase).encode(),
        head[-_SALT:],
        int.from_bytes(head[1:5], "big"),
        int.from_bytes(head[5:13], "big"),
        sodium.crypto_pwhash_ALG_ARGON2ID13,
    )
