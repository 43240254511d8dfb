"""The word list is made by a rule, stays as it is, and forgives or finds slips."""

from hashlib import blake2b
from itertools import product

from storage.vault.words import COUNT, draw, spelled, word_list

_CONSONANTS, _VOWELS = "bdgklmnrstvz", "aeiou"
# Fragments that would read as a rude or frightening word in Uzbek, Russian or English.
_AVOIDED = "dik gad got kal kok kot kut lox mud nazi nig rab sik sir sos suk tit van vor zad zin"


def _made_by_the_rule() -> list[str]:
    made = []
    for (a, c1), (b, v1), (c, c2), (d, v2) in product(
        *map(list, map(enumerate, (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS)))
    ):
        last = _CONSONANTS[(a + 5 * b + 7 * c + 11 * d) % len(_CONSONANTS)]
        made.append(c1 + v1 + c2 + v2 + last)
    kept = [word for word in made if not any(bad in word for bad in _AVOIDED.split())]
    by_chance = sorted(kept, key=lambda word: blake2b(word.encode()).digest())
    return sorted(by_chance[:COUNT])


def test_the_list_is_what_its_rule_makes() -> None:
    assert list(word_list()) == _made_by_the_rule()


def test_the_list_is_frozen() -> None:
    digest = blake2b("\n".join(word_list()).encode(), digest_size=16).hexdigest()
    assert digest == "f78821a1cc9049c33fdf597099136dbc"


def test_a_word_is_known_by_its_first_four_letters() -> None:
    assert len({word[:4] for word in word_list()}) == COUNT == 2048


def test_one_wrong_letter_never_makes_another_word() -> None:
    holed = [(at, word[:at] + word[at + 1 :]) for word in word_list() for at in range(5)]
    assert len(set(holed)) == len(holed)


def test_drawn_words_are_from_the_list_and_differ() -> None:
    drawn = draw(400).split()
    assert len(drawn) == 400
    assert set(drawn) <= set(word_list())
    assert len(set(drawn)) > 300
    for quarter in range(0, COUNT, COUNT // 4):
        assert set(drawn) & set(word_list()[quarter : quarter + COUNT // 4])


def test_case_lines_and_numbering_do_not_matter() -> None:
    assert spelled(" 1. Bada\n2) ZOROK,  ") == "bada zorok"
