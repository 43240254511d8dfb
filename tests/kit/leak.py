"""A search for planted words in files and bytes, in every dress that a leak may wear."""

import base64
import bz2
import html
import json
import lzma
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import alifbo

#: Shorter numbers would be found in any noise.
LEAST_BYTES = 5
_MOST_UNPACKED = 64 * 1024 * 1024
_DEEPEST = 3
_CODECS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "latin-1", "cp1251")
_ALPHABETS = (alifbo.to_cyrillic, alifbo.to_old_latin, alifbo.to_new_latin)
_PACKED: tuple[tuple[re.Pattern[bytes], Callable[[memoryview], bytes]], ...] = (
    (re.compile(rb"\x78[\x01\x5e\x9c\xda]"), lambda part: _inflated(part, 15)),
    (re.compile(rb"\x1f\x8b\x08"), lambda part: _inflated(part, 31)),
    (re.compile(rb"PK\x03\x04.{26}", re.DOTALL), lambda part: _inflated(_zipped(part), -15)),
    (re.compile(rb"BZh[1-9]1AY&SY"), lambda part: bz2.BZ2Decompressor().decompress(part)),
    (re.compile(rb"\xfd7zXZ\x00"), lambda part: lzma.LZMADecompressor().decompress(part)),
)

Places = Mapping[str, bytes]


def traces_of(words: Mapping[str, str | int], places: Places) -> list[str]:
    """Name every planted word that is found: which, in what dress, where."""
    net = _Net(words)
    seen: set[bytes] = set()
    found: set[str] = set()
    for place, content in places.items():
        for layer in layers(content):
            if layer not in seen:
                seen.add(layer)
                found |= {f"{caught} in {place}" for caught in net.caught(layer)}
    return sorted(found)


def places_of(*roots: Path, leave: Iterable[Path] = ()) -> dict[str, bytes]:
    """Read files, and all files in folders, but for those that are left out."""
    left = {path.resolve() for path in leave}
    found = (path for root in roots for path in ([root] if root.is_file() else root.rglob("*")))
    return {str(path): path.read_bytes() for path in found if path.is_file() and _in(path, left)}


def dresses_of(word: str | int) -> Iterator[tuple[str, bytes]]:
    """Give every dress of a word or a number, by name."""
    if isinstance(word, int):
        yield from _number(word)
        yield from _text(str(word))
        return
    for spelled in _spelled(word):
        yield from _text(spelled)
        for case in (str.lower, str.upper, str.title):
            yield from _plain(case(spelled))
    digits = re.sub(r"[\s-]", "", word)
    if digits.isdecimal():
        yield from _number(int(digits))
        yield from _text(digits)
        yield from _text(" ".join(digits[at : at + 4] for at in range(0, len(digits), 4)))


def layers(content: bytes, depth: int = _DEEPEST) -> Iterator[bytes]:
    """Give the content, and whatever is packed inside it."""
    yield content
    if depth:
        for unpacked in _unpacked(content):
            yield from layers(unpacked, depth - 1)


class _Net:
    """All dresses of all words by their first bytes, so that content is read once."""

    def __init__(self, words: Mapping[str, str | int]) -> None:
        self._knots: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
        for name, word in words.items():
            for dress, form in set(dresses_of(word)):
                assert len(form) >= LEAST_BYTES, f"{name} is too short to be looked for"
                self._knots[form[:LEAST_BYTES]].append((form, f"{name} as {dress}"))

    def caught(self, content: bytes) -> set[str]:
        knots, size = self._knots, LEAST_BYTES
        places = [at for at in range(len(content)) if content[at : at + size] in knots]
        return {
            name
            for at in places
            for form, name in knots[content[at : at + size]]
            if content.startswith(form, at)
        }


def _in(path: Path, left: set[Path]) -> bool:
    return not left & {path.resolve(), *path.resolve().parents}


def _spelled(word: str) -> set[str]:
    """Spell a word as people and programs do: with other signs, in the other alphabets."""
    signs = {word.translate({ord(sign): other for sign in "ʻʼ‘’`'"}) for other in ("'", None)}
    spelled = {word, *signs, *(change(word).text for change in _ALPHABETS)}
    return {unicodedata.normalize(form, one) for one in spelled for form in ("NFC", "NFD")}


def _plain(word: str) -> Iterator[tuple[str, bytes]]:
    for codec in _CODECS:
        with suppress(UnicodeEncodeError):
            yield codec, word.encode(codec)


def _text(word: str) -> Iterator[tuple[str, bytes]]:
    for codec, raw in _plain(word):
        yield codec, raw
        yield f"reversed {codec}", raw[::-1]
        yield from _armoured(codec, raw)
    yield "reversed text", word[::-1].encode()
    yield "JSON", json.dumps(word)[1:-1].encode()
    yield "JSON in large hex", re.sub(r"\\u(....)", _large, json.dumps(word)[1:-1]).encode()
    yield "HTML", html.escape(word).encode()
    yield "HTML by numbers", "".join(f"&#{ord(sign)};" for sign in word).encode()
    yield "URL", quote(word, safe="").encode()
    yield "URL in small hex", quote(word, safe="").lower().encode()
    yield "form", quote(word, safe="").replace("%20", "+").encode()
    yield "Python", ascii(word)[1:-1].encode()
    yield "bytes of Python", repr(word.encode())[2:-1].encode()


def _armoured(codec: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield f"hex of {codec}", raw.hex().encode()
    yield f"large hex of {codec}", raw.hex().upper().encode()
    for shift in range(3):
        # The signs at either end depend on the neighbours; what stands between is certain.
        middle = base64.b64encode(bytes(shift) + raw)
        first, last = (0, 2, 3)[shift], len(raw) + shift
        sure = middle[first : last // 3 * 4]
        if len(sure) > LEAST_BYTES:
            yield f"base64 of {codec}", sure
            yield (
                f"base64 for URLs of {codec}",
                base64.urlsafe_b64encode(bytes(shift) + raw)[first : last // 3 * 4],
            )
    if len(raw) >= 2 * LEAST_BYTES:
        yield f"base32 of {codec}", base64.b32encode(raw)[: len(raw) * 8 // 5]


def _number(number: int) -> Iterator[tuple[str, bytes]]:
    number = abs(number)
    short = number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")
    if len(short) >= LEAST_BYTES:
        yield "a number", short
        yield "a number, small end first", short[::-1]
        yield "a negative number", (-number).to_bytes(len(short) + 1, "big", signed=True)[1:]
        yield (
            "a negative number, small end first",
            (-number).to_bytes(len(short) + 1, "little", signed=True)[:-1],
        )
    digits = str(number)
    packed = bytes.fromhex(digits if len(digits) % 2 == 0 else f"0{digits}")
    if len(packed) >= LEAST_BYTES:
        yield "packed digits", packed
        yield "packed digits, small end first", packed[::-1]
    yield "hex number", b"%x" % number
    yield "large hex number", b"%X" % number


def _large(found: re.Match[str]) -> str:
    return f"\\u{found[1].upper()}"


def _unpacked(content: bytes) -> Iterator[bytes]:
    for sign, unpack in _PACKED:
        for found in sign.finditer(content):
            try:
                unpacked = unpack(memoryview(content)[found.start() :])
            except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError):
                continue
            if unpacked:
                yield unpacked


def _inflated(part: memoryview, bits: int) -> bytes:
    return zlib.decompressobj(bits).decompress(part, _MOST_UNPACKED)


def _zipped(part: memoryview) -> memoryview:
    name, extra = int.from_bytes(part[26:28], "little"), int.from_bytes(part[28:30], "little")
    return part[30 + name + extra :]
