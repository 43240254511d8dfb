"""The format of everything that is sealed under a key of the server.

    format (1 byte) | key id (2) | nonce (24) | XChaCha20-Poly1305 of the padded plain text

The associated data are the first three bytes, the label, a zero byte and `bind` (as a rule the
row's primary key): a ciphertext moved to another row, column or realm does not open.
"""

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as _decrypt
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as _encrypt
from nacl.exceptions import CryptoError
from nacl.utils import random

from storage.vault.errors import Tampered
from storage.vault.label import Label
from storage.vault.pad import pad_row, unpad

#: first bytes of the four realms; the low half is the version of the format
DAY, MONTH, RING, HELD = b"\x11", b"\x21", b"\x31", b"\x41"
HEAD = 3
_BODY = HEAD + 24
_SHORTEST = _BODY + 16


def seal(head: bytes, key: bytes, label: Label, plain: bytes, bind: bytes) -> bytes:
    """Seal under `key`; `head` is the realm's byte and the key's id."""
    nonce = random(24)
    return head + nonce + _encrypt(pad_row(plain), head + label + b"\0" + bind, nonce, key)


def read_head(realm: bytes, sealed: bytes) -> bytes:
    """Read the key id of what belongs to `realm`; raise `Tampered` for anything else."""
    if len(sealed) < _SHORTEST or sealed[:1] != realm:
        raise Tampered
    return sealed[1:HEAD]


def unseal(key: bytes, label: Label, sealed: bytes, bind: bytes) -> bytes:
    """Open what `seal` made with the same key, label and bind, or raise `Tampered`."""
    bound = sealed[:HEAD] + label + b"\0" + bind
    try:
        return unpad(_decrypt(sealed[_BODY:], bound, sealed[HEAD:_BODY], key))
    except CryptoError:
        raise Tampered from None
