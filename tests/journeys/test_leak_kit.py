"""The search for leaks finds what is there: each dress is worn once, and is seen through."""

import base64
import bz2
import gzip
import io
import json
import lzma
import pickle
import sqlite3
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kit.leak import places_of, traces_of

WORD, CYRILLIC = "Boʻtavoy", "Бўтавой"
NUMBER = 7_391_846_205
NOISE = bytes(range(256)) * 3


def _zipped(content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("entry.txt", content * 20)
    return written.getvalue()


def _row(content: object) -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (x)")
    database.execute("INSERT INTO t VALUES (?)", [content])
    return database.serialize()


def _encoded(codec: str) -> Callable[[str], bytes]:
    return lambda word: word.encode(codec)


def _base64(write: Callable[[bytes], bytes], shift: int, codec: str) -> Callable[[str], bytes]:
    return lambda word: write(b"\xff" * shift + word.encode(codec) + b"yz")


DRESSES: dict[str, Callable[[str], bytes]] = {
    **{
        codec: _encoded(codec)
        for codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    },
    "small letters": lambda word: word.lower().encode(),
    "large letters": lambda word: word.upper().encode(),
    "a plain apostrophe": lambda word: word.replace("ʻ", "'").encode(),
    "no apostrophe": lambda word: word.replace("ʻ", "").encode(),
    "the other alphabet": lambda _word: CYRILLIC.encode(),
    "cp1251": lambda _word: CYRILLIC.encode("cp1251"),
    "reversed": lambda word: word[::-1].encode(),
    "bytes reversed": lambda word: word.encode()[::-1],
    "hex": lambda word: word.encode().hex().encode(),
    "large hex": lambda word: word.encode().hex().upper().encode(),
    "URL": lambda word: urllib.parse.quote(f"a b{word}").encode(),
    "JSON": lambda word: json.dumps([word]).encode(),
    "Python": lambda word: repr(word.encode()).encode(),
    "pickle": lambda word: pickle.dumps({"a": word}),
    "zlib": lambda word: zlib.compress(word.encode() * 9),
    "gzip": lambda word: gzip.compress(word.encode() * 9),
    "bzip2": lambda word: bz2.compress(word.encode() * 9),
    "xz": lambda word: lzma.compress(word.encode() * 9),
    "zip": lambda word: _zipped(word.encode()),
    "packed twice": lambda word: gzip.compress(zlib.compress(word.encode() * 9)),
    "SQLite": _row,
    **{f"base64 after {shift}": _base64(base64.b64encode, shift, "utf-8") for shift in range(5)},
    **{
        f"base64 for URLs after {shift}": _base64(base64.urlsafe_b64encode, shift, "utf-16-le")
        for shift in range(3)
    },
}

NUMBERS: dict[str, Callable[[int], bytes]] = {
    "decimal": lambda number: str(number).encode(),
    "negative": lambda number: str(-number).encode(),
    "hex": lambda number: b"%x" % number,
    "eight bytes": lambda number: number.to_bytes(8, "big"),
    "eight bytes, small end first": lambda number: number.to_bytes(8, "little"),
    "a negative one": lambda number: (-number).to_bytes(8, "big", signed=True),
    "a negative one, small end first": lambda number: (-number).to_bytes(8, "little", signed=True),
    "packed digits": lambda number: bytes.fromhex(str(number)),
    "SQLite": _row,
    "base64": lambda number: base64.b64encode(b"id=" + str(number).encode()),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_word_is_found_in_every_dress(dress: str) -> None:
    assert traces_of({"word": WORD}, {"here": NOISE + DRESSES[dress](WORD) + NOISE})


@pytest.mark.parametrize("dress", NUMBERS)
def test_a_number_is_found_in_every_dress(dress: str) -> None:
    assert traces_of({"number": NUMBER}, {"here": NOISE + NUMBERS[dress](NUMBER) + NOISE})


def test_a_receipt_is_found_with_and_without_its_spaces() -> None:
    digits = "12345678901234567890"
    for written in (b"1234 5678 9012 3456 7890", digits.encode()):
        assert traces_of({"receipt": digits}, {"here": NOISE + written})


def test_nothing_is_found_where_nothing_is() -> None:
    assert traces_of({"word": WORD, "number": NUMBER}, {"here": NOISE * 50}) == []


def test_it_says_what_where_and_how(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(WORD.encode())
    (tmp_path / "left").write_bytes(WORD.encode())
    places = places_of(tmp_path, leave=[tmp_path / "left"])
    found = traces_of({"word": WORD}, places)
    assert f"word as utf-8 in {tmp_path / 'deep' / 'file'}" in found
    assert not [line for line in found if "left" in line]
