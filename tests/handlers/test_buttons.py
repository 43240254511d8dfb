"""Buttons come back as they were made, and nothing else is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.buttons import MOST_BYTES, Press, Realm, data, long, read, short

SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters=":")
WORDS = st.lists(st.text(SIGNS, max_size=12), max_size=4)


@given(st.sampled_from(Realm), WORDS)
def test_what_fits_comes_back_and_the_rest_is_never_made(realm: Realm, words: list[str]) -> None:
    size = len(":".join((realm.value, *words)).encode())
    if size > MOST_BYTES:
        with pytest.raises(ValueError, match="cannot be encoded"):
            data(realm, *words)
    else:
        assert read(data(realm, *words)) == Press(realm, tuple(words))


def test_a_button_has_64_bytes_at_most() -> None:
    fits, too_long = "x" * (MOST_BYTES - 3), "x" * (MOST_BYTES - 2)
    assert read(data(Realm.GO, fits)) == Press(Realm.GO, (fits,))
    assert read(f"go:{too_long}") is None
    with pytest.raises(ValueError, match="cannot be encoded"):
        data(Realm.GO, too_long)


def test_a_word_with_a_colon_would_come_back_as_two() -> None:
    with pytest.raises(ValueError, match="cannot be encoded"):
        data(Realm.GO, "leaflet:pay")


@given(st.text(max_size=80))
def test_whatever_is_sent_is_read_or_refused(sent: str) -> None:
    press = read(sent)
    if press is not None:
        assert data(press.realm, *press.words) == sent


def test_a_word_that_is_not_there_is_empty() -> None:
    press = Press(Realm.GO, ("menu",))
    assert (press.word(0), press.word(1)) == ("menu", "")


@given(st.binary(min_size=16, max_size=16))
def test_an_id_comes_back_from_its_22_signs(key: bytes) -> None:
    assert len(short(key)) == 22
    assert long(short(key)) == key


@given(st.text(max_size=30))
def test_an_id_has_one_spelling(sent: str) -> None:
    key = long(sent)
    assert key is None or (len(key), short(key)) == (16, sent)


@pytest.mark.parametrize("sent", ["", short(bytes(15)), short(bytes(17)), "A" * 21 + "B", "A" * 21])
def test_what_is_no_id_is_none(sent: str) -> None:
    assert long(sent) is None
