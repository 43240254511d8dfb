"""Cyrillic is made from Latin, and nothing technical is touched."""

import re
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.cyrillic import kept_out, to_cyrillic

#: Things no alphabet may touch.
TECHNICAL = st.one_of(
    st.text(ascii_lowercase, min_size=1, max_size=9).map(lambda name: "{" + name + "}"),
    st.sampled_from(["<b>", "</b>", "/start", "@sinov_bot", "https://example.org/yol?a=b"]),
    st.sampled_from(["1282", "16–17", "200-06-00"]),
)
WORDS = st.sampled_from(["oʻzbek", "Ish", "maʼlumot", "qoʻngʻiroq", "yer", "baxtsiz", "sentabrda"])


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Oʻzbekcha maʼlumot", "Ўзбекча маълумот"),
        ("Yevropa, yer, yoʻl, yomgʻir", "Европа, ер, йўл, ёмғир"),
        ("elektron eʼlon, poyezd", "электрон эълон, поезд"),
        ("qoʻngʻiroq, koʻngil, tong", "қўнғироқ, кўнгил, тонг"),
        ("sentabr, sentabrda, OKTABR, Oktabrdan", "сентябрь, сентябрда, ОКТЯБРЬ, Октябрдан"),
        ("obyekt, Obyektning", "объект, Объектнинг"),
        ("Davlat mehnat inspeksiyasi", "Давлат меҳнат инспекцияси"),
        ("mediatsiya, kompensatsiyasi", "медиация, компенсацияси"),
        ("baxtsiz, ketsa, aytsin, shartsiz", "бахтсиз, кетса, айтсин, шартсиз"),
        ("Isʼhoq, Isʼhoqqa", "Исҳоқ, Исҳоққа"),
    ],
)
def test_words_are_written_as_an_uzbek_reader_writes_them(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic


def test_names_that_stay_latin_stay() -> None:
    assert to_cyrillic("Telegram ochiq: 20 MB") == "Telegram очиқ: 20 MB"


@given(st.lists(st.tuples(WORDS, TECHNICAL), min_size=1, max_size=6))
def test_placeholders_tags_commands_names_and_numbers_survive(
    pieces: list[tuple[str, str]],
) -> None:
    said = to_cyrillic(" ".join(f"{word} {technical}" for word, technical in pieces))
    assert said.split(" ")[1::2] == [technical for _word, technical in pieces]
    assert not re.search(r"[A-Za-zʻʼ]", kept_out(said))


@given(st.text(ascii_lowercase, min_size=1), WORDS)
def test_a_placeholder_glued_to_a_word_survives(name: str, word: str) -> None:
    assert "{" + name + "}" in to_cyrillic(f"{word}{{{name}}}{word}")


@given(st.text())
def test_any_text_at_all_is_taken(text: str) -> None:
    assert isinstance(to_cyrillic(text), str)
