"""A sealed file opens whole or not at all."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import Tampered, open_file, seal_file
from storage.vault.stream import CHUNK

BIG = bytes(range(256)) * 4096  # 1 MiB: five chunks


@given(st.binary(max_size=3000))
def test_a_file_comes_back(content: bytes) -> None:
    assert open_file(*seal_file(content)) == content


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK - 1, 1_000_000])
def test_a_file_of_any_length_comes_back(length: int) -> None:
    content = BIG[:length]
    key, chunks = seal_file(content)
    assert open_file(key, chunks) == content
    assert max(map(len, chunks)) <= CHUNK + 17 + 25


@pytest.mark.parametrize(
    "spoil",
    [
        lambda chunks: [],
        lambda chunks: chunks[:-1],
        lambda chunks: chunks[1:],
        lambda chunks: [chunks[0], chunks[2], chunks[1], *chunks[3:]],
        lambda chunks: [*chunks[:2], chunks[1], *chunks[2:]],
        lambda chunks: [*chunks, chunks[-1]],
        lambda chunks: [*chunks, b""],
        lambda chunks: [*chunks[:-1], chunks[-1][:-1]],
        lambda chunks: [chunks[0][:20], *chunks[1:]],
        lambda chunks: [b"\x82" + chunks[0][1:], *chunks[1:]],
        lambda chunks: chunks[::-1],
    ],
)
def test_a_file_with_missing_moved_added_or_cut_chunks_is_noticed(
    spoil: Callable[[list[bytes]], list[bytes]],
) -> None:
    key, chunks = seal_file(BIG)
    with pytest.raises(Tampered):
        open_file(key, spoil(chunks))


def test_a_file_cut_where_its_content_looks_like_an_end_is_noticed() -> None:
    looks_ended = (b"x" * (CHUNK - 1)) + b"\x80"
    key, chunks = seal_file(looks_ended + b"y" * CHUNK)
    with pytest.raises(Tampered):
        open_file(key, chunks[:1])


def test_any_changed_byte_of_a_file_is_noticed() -> None:
    key, (chunk,) = seal_file(b"a small picture")
    for at in range(len(chunk)):
        changed = chunk[:at] + bytes([chunk[at] ^ 1]) + chunk[at + 1 :]
        with pytest.raises(Tampered):
            open_file(key, [changed])


def test_chunks_of_two_files_do_not_mix() -> None:
    (key, one), (_, other) = seal_file(BIG), seal_file(BIG)
    with pytest.raises(Tampered):
        open_file(key, [*one[:-1], other[-1]])
    with pytest.raises(Tampered):
        open_file(key, other)


def test_files_of_nearly_one_size_look_the_same() -> None:
    lengths = {sum(map(len, seal_file(BIG[:length])[1])) for length in range(100_000, 100_300)}
    assert len(lengths) == 1


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_a_key_of_a_wrong_length_opens_nothing(key: bytes) -> None:
    with pytest.raises(Tampered):
        open_file(key, seal_file(b"a small picture")[1])
