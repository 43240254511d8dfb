"""Evidence files as an encrypted stream under a key of their own, cut for database rows.

The first chunk begins with the format and the stream's header; the last one carries the final
tag. The content is padded inside (Padmé), so that rows tell the size only roughly.
"""

from itertools import chain

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from storage.vault.errors import Tampered
from storage.vault.pad import pad, unpad

CHUNK = 256 * 1024
_FORMAT = b"\x81"
_HEADER = 24
_BOUND = b"terimchi/file"
_MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


def seal_file(content: bytes) -> tuple[bytes, list[bytes]]:
    """Seal a file under a fresh key; give that key and the chunks in order."""
    padded = pad(content)
    key = sodium.crypto_secretstream_xchacha20poly1305_keygen()
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    header = sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    last = (len(padded) - 1) // CHUNK
    sealed = (
        sodium.crypto_secretstream_xchacha20poly1305_push(
            state,
            padded[number * CHUNK : (number + 1) * CHUNK],
            _BOUND,
            _FINAL if number == last else _MESSAGE,
        )
        for number in range(last + 1)
    )
    first = _FORMAT + header + next(sealed)
    return key, [first, *sealed]


def open_file(key: bytes, chunks: list[bytes]) -> bytes:
    """Open a whole file; raise `Tampered` if a chunk is missing, moved, added or changed."""
    if not chunks or chunks[0][:1] != _FORMAT:
        raise Tampered
    try:
        parts, tags = zip(*_pulled(key, chunks), strict=True)
    except (CryptoError, RuntimeError, TypeError, ValueError):
        raise Tampered from None
    if tags != (*[_MESSAGE] * (len(chunks) - 1), _FINAL):
        raise Tampered
    return unpad(b"".join(parts))


def _pulled(key: bytes, chunks: list[bytes]) -> list[tuple[bytes, int]]:
    start = 1 + _HEADER
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, chunks[0][1:start], key)
    return [
        sodium.crypto_secretstream_xchacha20poly1305_pull(state, chunk, _BOUND)
        for chunk in chain([chunks[0][start:]], chunks[1:])
    ]
