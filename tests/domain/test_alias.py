"""A case's code is typed in many ways and means one case; its alias is two plain words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import alias as room
from domain.alias import alias, new_code, read_code

CODES = st.binary(min_size=4, max_size=4).map(new_code)


@given(CODES)
def test_a_code_is_two_groups_of_three(code: str) -> None:
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}", code)
    assert read_code(code) == code


@given(CODES)
def test_a_code_may_be_typed_carelessly(code: str) -> None:
    bare = code.replace("-", "")
    for typed in (bare, code.lower(), f" #{bare[:3]} {bare[3:]}\n", "-".join(bare), f"{code}."):
        assert read_code(typed) == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code
    assert read_code(code.replace("0", "O").replace("1", "I")) == code


@given(CODES)
def test_a_code_may_be_typed_on_a_cyrillic_keyboard(code: str) -> None:
    cyrillic = str.maketrans("ABEKMHPCTX0", "АВЕКМНРСТХО")
    assert read_code(code.translate(cyrillic)) == code
    assert read_code(code.translate(cyrillic).lower()) == code


@pytest.mark.parametrize("text", ["", "K7M", "K7M-4Q", "K7M-4QXX", "K7M-4QU", "K7M+4QX", "щука77"])
def test_other_texts_are_not_codes(text: str) -> None:
    assert read_code(text) is None


@given(st.text(max_size=12))
def test_any_text_can_be_read_as_a_code(text: str) -> None:
    code = read_code(text)
    assert code is None or read_code(code) == code


def test_all_thirty_bits_are_used() -> None:
    assert new_code(bytes(4)) == "000-000"
    assert new_code(b"\xff" * 4) == "ZZZ-ZZZ"
    assert len({new_code((1 << bit).to_bytes(4, "big")) for bit in range(2, 32)}) == 30
    with pytest.raises(ValueError, match="four"):
        new_code(bytes(3))


@given(CODES)
def test_an_alias_is_a_quality_and_a_creature(code: str) -> None:
    quality, creature = alias(code).split(" ")
    assert quality in room._QUALITIES
    assert creature in room._CREATURES


def test_the_lists_hold_64_different_plain_words_each() -> None:
    for words in (room._QUALITIES, room._CREATURES):
        assert len(set(words)) == len(words) == 64
        assert all(re.fullmatch(r"[a-z]{2,13}", word) for word in words)
    assert not set(room._QUALITIES) & set(room._CREATURES)


def test_an_alias_stays_what_it_is() -> None:
    assert alias("K7M-4QX") == "qishki shaftoli"


def test_aliases_are_spread_evenly() -> None:
    made = {alias(new_code(number.to_bytes(4, "big"))) for number in range(0, 4 * 4096, 4)}
    assert len(made) > 2300
