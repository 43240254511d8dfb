"""The format of a backup: frames of rows, the same for every database, with a digest at the end.

    magic line | frame | frame | …             frame: kind (1 byte) | length (4) | body

The first frame is the head (JSON), then each table in turn: a frame with its name and columns,
frames of rows, a frame with their number; at last the digest of everything before it. A row is
its values one after another, each a letter for its type and, where that is not enough, its bytes.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from struct import Struct
from typing import Any

import orjson

from storage.parcel import Damaged

MAGIC = b"terimchi backup\n"
FORMAT = 1
HEAD, TABLE, ROWS, COUNT, END = b"H", b"T", b"R", b"N", b"Z"

#: A frame of rows is closed when it has grown to this; one row may be larger.
FULL = 512 * 1024
_LARGEST = 64 * 1024 * 1024

Value = bytes | str | int | bool | date | None
Row = Sequence[Value]
Frame = tuple[bytes, bytes]

_LENGTH, _NUMBER = Struct(">I"), Struct(">q")
_TYPE = 1


class Writer:
    """Writes frames, and the digest of all of them at the end."""

    def __init__(self) -> None:
        self._digest = blake2b(digest_size=32)

    def start(self, head: dict[str, Any]) -> bytes:
        """Write the beginning of a backup."""
        return self._counted(MAGIC) + self.told(HEAD, {"format": FORMAT, **head})

    def told(self, kind: bytes, fields: dict[str, Any]) -> bytes:
        """Write a frame of JSON."""
        return self._frame(kind, orjson.dumps(fields))

    def rows(self, packed: bytes) -> bytes:
        """Write a frame of rows that were packed."""
        return self._frame(ROWS, packed)

    def end(self) -> bytes:
        """Write the end, without which a backup is none."""
        return self._frame(END, self._digest.digest())

    def _frame(self, kind: bytes, body: bytes) -> bytes:
        return self._counted(kind + _LENGTH.pack(len(body)) + body)

    def _counted(self, written: bytes) -> bytes:
        self._digest.update(written)
        return written


async def read(blocks: AsyncIterator[bytes]) -> AsyncIterator[Frame]:
    """Read frames (kind, body) from a stream, or raise Damaged; the end frame is checked here."""
    kept, digest, started = bytearray(), blake2b(digest_size=32), False
    async for block in blocks:
        kept += block
        if not started and len(kept) >= len(MAGIC):
            started = True
            digest.update(_taken(kept, len(MAGIC), MAGIC))
        while started and (size := _size(kept)):
            written = _taken(kept, size)
            kind, body = written[:1], written[1 + _LENGTH.size :]
            if kind == END:
                if body != digest.digest() or kept:
                    raise Damaged
                return
            digest.update(written)
            yield kind, body
    raise Damaged


def pack(row: Row) -> bytes:
    """Write the values of one row."""
    return b"".join(map(_packed, row))


def unpack(body: bytes, columns: int) -> Iterator[list[Value]]:
    """Read rows of so many values, or raise Damaged."""
    at = 0
    while at < len(body):
        row: list[Value] = []
        for _ in range(columns):
            try:
                value, at = _unpacked(body, at)
            except (ValueError, OverflowError):  # no text, no day: the cause would quote it
                raise Damaged from None
            row.append(value)
        yield row


def _taken(kept: bytearray, size: int, expected: bytes | None = None) -> bytes:
    taken = bytes(kept[:size])
    if expected is not None and taken != expected:
        raise Damaged
    del kept[:size]
    return taken


def _size(kept: bytearray) -> int:
    # The size of the frame that stands whole at the beginning, 0 while it does not.
    head = 1 + _LENGTH.size
    if len(kept) < head:
        return 0
    (length,) = _LENGTH.unpack_from(kept, 1)
    if length > _LARGEST:
        raise Damaged
    return head + length if len(kept) >= head + length else 0


def _packed(value: Value) -> bytes:
    match value:
        case None:
            return b"0"
        case bool():
            return b"t" if value else b"f"
        case int():
            return b"i" + _NUMBER.pack(value)
        case date():
            return b"d" + _NUMBER.pack(value.toordinal())
        case str():
            written = value.encode()
            return b"s" + _LENGTH.pack(len(written)) + written
        case _:
            return b"b" + _LENGTH.pack(len(value)) + value


_PLAIN: dict[bytes, Value] = {b"0": None, b"t": True, b"f": False}


def _unpacked(body: bytes, at: int) -> tuple[Value, int]:
    kind, start = body[at : at + _TYPE], at + _TYPE
    if kind in _PLAIN:
        return _PLAIN[kind], start
    if kind in (b"i", b"d"):
        end = start + _NUMBER.size
        if end > len(body):
            raise Damaged
        (number,) = _NUMBER.unpack_from(body, start)
        return (number if kind == b"i" else date.fromordinal(number)), end
    return _bytes(kind, body, start)


def _bytes(kind: bytes, body: bytes, start: int) -> tuple[Value, int]:
    begin = start + _LENGTH.size
    if kind not in (b"b", b"s") or begin > len(body):
        raise Damaged
    end = begin + _LENGTH.unpack_from(body, start)[0]
    if end > len(body):
        raise Damaged
    return (body[begin:end] if kind == b"b" else body[begin:end].decode()), end
