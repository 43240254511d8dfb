"""Padding hides lengths, costs little, and comes off exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault.errors import Tampered
from storage.vault.pad import COARSE, SMALLEST, pad, pad_row, unpad

LENGTHS = st.integers(0, 3 * COARSE)


@given(st.binary(max_size=2000))
def test_what_is_padded_comes_back(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain
    assert unpad(pad_row(plain)) == plain


@given(st.binary(max_size=40), st.integers(0, 40))
def test_a_text_that_ends_like_padding_comes_back(plain: bytes, zeros: int) -> None:
    tricky = plain + b"\x80" + bytes(zeros)
    assert unpad(pad(tricky)) == tricky


@given(st.integers(0, 30_000_000))
def test_padding_adds_at_most_an_eighth(length: int) -> None:
    padded = len(pad(bytes(length)))
    assert length < padded
    assert padded <= max(SMALLEST, (length + 1) * 1.12)


@given(LENGTHS, LENGTHS)
def test_a_longer_text_is_never_padded_shorter(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert len(pad(bytes(low))) <= len(pad(bytes(high)))
    assert len(pad_row(bytes(low))) <= len(pad_row(bytes(high)))


def test_the_sizes_of_the_paper_come_out() -> None:
    assert [len(pad(bytes(n - 1))) for n in (1, 256, 257, 300, 1000, 1025, 9000)] == [
        256, 256, 272, 304, 1024, 1088, 9216
    ]  # fmt: skip


def test_small_rows_have_five_sizes() -> None:
    assert {len(pad_row(bytes(n))) for n in range(COARSE)} == {256, 512, 1024, 2048, 4096}


@pytest.mark.parametrize("padded", [b"", bytes(256), b"no mark", b"x" * 256])
def test_bytes_without_padding_are_refused(padded: bytes) -> None:
    with pytest.raises(Tampered):
        unpad(padded)
