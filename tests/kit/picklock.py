"""A thief with the server's keys: every key that is found is tried on everything that is sealed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import product
from pathlib import Path
from typing import Any

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from sqlalchemy import select

from storage.store import Store
from storage.tables import metadata
from storage.vault import Label
from storage.vault.envelope import DAY, HELD, MONTH, RING

_KEY = re.compile(rb"[0-9a-f]{64}")
_ID, _SECRET = 32, 32
_ENVELOPES = (DAY, MONTH, RING, HELD)
_HEAD, _NONCE, _STREAM = 3, 24, 25

Row = Mapping[str, Any]


@dataclass
class Loot:
    """What a thief has: the keys of the key files, and the rows of the database."""

    keys: set[bytes]
    rows: dict[str, list[Row]]
    #: What opened so far: table and column, and what was inside.
    opened: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)

    def tables(self) -> set[str]:
        """Name the tables of which anything opened."""
        return {table for table, _column in self.opened}

    def pick(self) -> None:
        """Try every key on everything; keys found inside are tried in turn."""
        tried: set[bytes] = set()
        while self.keys - tried:
            new = self.keys - tried
            tried |= new
            for table, row in self._all():
                for column, sealed in row.items():
                    if isinstance(sealed, bytes) and len(sealed) > _NONCE:
                        self._try(table, column, sealed, row, new)

    def _try(self, table: str, column: str, sealed: bytes, row: Row, keys: set[bytes]) -> None:
        for inside in opened(sealed, keys, list(_binds(row))):
            self.opened.setdefault((table, column), []).append(inside)
            self.keys |= set(_keys_in(inside))

    def _all(self) -> Iterator[tuple[str, Row]]:
        return ((table, row) for table, rows in self.rows.items() for row in rows)


async def steal(store: Store, key_file: Path) -> Loot:
    """Take the key file with all that lies beside it, and every row."""
    keys = {key for path in key_file.parent.iterdir() for key in _keys_in(path.read_bytes())}
    rows: dict[str, list[Row]] = {}
    async with store.reading() as unit:
        for table in metadata.tables.values():
            rows[table.name] = [dict(row) for row in await unit.rows(select(table))]
    return Loot(keys, rows)


def opened(sealed: bytes, keys: set[bytes], binds: list[bytes]) -> Iterator[bytes]:
    """Give what each key finds inside, in every way that the product seals anything."""
    for key in keys:
        yield from _boxed(sealed, key)
        yield from _streamed(sealed, key)
        if sealed[:1] in _ENVELOPES:
            yield from _enveloped(sealed, key, product(Label, binds))
    if sealed[:1] == HELD:
        # A button's secret is kept nowhere; if it were, it would stand in the row.
        for key, secret in product(keys, binds):
            held = blake2b(secret, digest_size=32, key=key).digest()
            yield from _enveloped(sealed, held, product(Label, binds))


def _boxed(sealed: bytes, key: bytes) -> Iterator[bytes]:
    public = sodium.crypto_scalarmult_base(key)
    try:
        yield sodium.crypto_box_seal_open(sealed[1:], public, key)
    except (CryptoError, TypeError, ValueError):
        return


def _streamed(sealed: bytes, key: bytes) -> Iterator[bytes]:
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    try:
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, sealed[1:_STREAM], key)
        yield sodium.crypto_secretstream_xchacha20poly1305_pull(
            state, sealed[_STREAM:], b"terimchi/file"
        )[0]
    except (CryptoError, RuntimeError, TypeError, ValueError):
        return


def _enveloped(sealed: bytes, key: bytes, ways: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    head, nonce = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE]
    for label, bind in ways:
        try:
            yield sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
                sealed[_HEAD + _NONCE :], head + label + b"\0" + bind, nonce, key
            )
        except (CryptoError, TypeError, ValueError):
            continue


def _binds(row: Row) -> Iterator[bytes]:
    """Give everything in a row that a seal is bound to: ids, its lane, the numbers of an update."""
    short = [value for value in row.values() if isinstance(value, bytes) and len(value) <= _ID]
    numbers = [str(value).encode() for value in row.values() if isinstance(value, int)]
    yield b""
    yield from short
    yield from (b"public" + value for value in short)
    if row.get("lane") and row.get("id") in short:
        yield row["lane"] + row["id"]
    yield from (first + b":" + second for first, second in product(numbers, numbers))


def _keys_in(content: bytes) -> Iterator[bytes]:
    yield from (bytes.fromhex(found.decode()) for found in _KEY.findall(content))
    if len(content) >= _SECRET:
        yield content[-_SECRET:]
