"""A receipt survives being written, read out and typed in any script, and slips are found."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from domain.receipt import LENGTH, Read, Verdict, find, find_in, new, read, shown

RANDOM = st.binary(min_size=8, max_size=8)
DIGITS = RANDOM.map(new)
OTHER_SCRIPTS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９")
EXAMPLE = new(bytes(range(8)))


@given(RANDOM)
def test_the_check_digit_is_that_of_the_standard(random_bytes: bytes) -> None:
    digits = new(random_bytes)
    assert len(digits) == LENGTH
    assert mod_11_10.is_valid(digits)
    assert int(digits[:-1]) == int.from_bytes(random_bytes, "big") >> 1


@given(DIGITS)
def test_a_shown_receipt_is_five_groups_of_four(digits: str) -> None:
    assert [len(group) for group in shown(digits).split(" ")] == [4] * 5
    assert read(shown(digits)) == Read(Verdict.VALID, digits)


def test_the_ends_of_the_range_are_receipts_too() -> None:
    assert shown(new(bytes(8))) == "0000 0000 0000 0000 0006"
    assert new(b"\xff" * 8)[:-1] == str(2**63 - 1)


@pytest.mark.parametrize("count", [0, 7, 9])
def test_other_amounts_of_chance_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="eight"):
        new(bytes(count))


@given(
    DIGITS,
    st.sampled_from(
        ["", " ", "-", ".", " - ", "\n", "\u00a0", "\u2009", "–", "−", "_", "\u200e", "/"]
    ),
)
def test_any_separator_will_do(digits: str, between: str) -> None:
    assert read(between.join(digits)).digits == digits
    assert read(f"  {between.join(shown(digits).split())}\n").digits == digits


@given(DIGITS, st.sampled_from(OTHER_SCRIPTS))
def test_any_scripts_digits_will_do(digits: str, script: str) -> None:
    typed = shown(digits).translate({ord("0") + n: sign for n, sign in enumerate(script)})
    assert read(typed) == Read(Verdict.VALID, digits)
    assert find_in(f"mana: {typed}!")


def test_keycap_digits_will_do() -> None:
    assert read("".join(f"{digit}\ufe0f\u20e3" for digit in EXAMPLE)).digits == EXAMPLE


@given(DIGITS)
def test_every_single_wrong_digit_is_a_typing_error(digits: str) -> None:
    for at in range(LENGTH):
        for digit in set("0123456789") - {digits[at]}:
            assert read(digits[:at] + digit + digits[at + 1 :]) == Read(Verdict.TYPO)


def test_nearly_every_swap_of_neighbours_is_a_typing_error() -> None:
    swapped = missed = 0
    for number in range(2000):
        digits = new((number * 9_223_372_036_854_775_783).to_bytes(16, "big")[-8:])
        for at, (one, other) in enumerate(pairwise(digits)):
            if one != other:
                swapped += 1
                missed += (
                    read(digits[:at] + other + one + digits[at + 2 :]).verdict is not Verdict.TYPO
                )
    assert 0 < missed / swapped < 0.03


@given(DIGITS, st.sampled_from([18, 19, 21, 22]))
def test_some_digits_too_few_or_too_many_are_a_typing_error(digits: str, length: int) -> None:
    typed = (digits + "77")[:length]
    assert read(typed) == read(shown(typed)) == Read(Verdict.TYPO)


@pytest.mark.parametrize(
    "text", ["", "salom", "12", "90 123 45 67", "1" * 17, "8" * 23, "/start", "½" * 20]
)
def test_other_texts_are_not_receipts(text: str) -> None:
    assert read(text) == Read(Verdict.NOT_A_RECEIPT)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    found = read(text)
    assert (found.verdict is Verdict.VALID) == bool(found.digits) == find_in(text)


@given(DIGITS)
def test_a_receipt_is_found_inside_a_story(digits: str) -> None:
    for written in (digits, shown(digits), "-".join(digits), shown(digits).replace(" ", "\n")):
        assert find_in(f"Brigadir 3 kun pul bermadi.\nKod: {written}. Yordam bering, 50 kg terdim")
        assert find(f"chek{written}pul") == (digits,)
        assert read(f"mening kodim {written}") == Read(Verdict.VALID, digits)


@given(DIGITS)
def test_a_receipt_is_found_between_other_numbers(digits: str) -> None:
    assert digits in find(f"12 {shown(digits)} 7")
    assert digits in find(f"998{digits}41")


def test_a_receipt_in_two_messages_worth_of_lines_is_found_once() -> None:
    assert find(f"{shown(EXAMPLE)}\nyana bir marta {EXAMPLE}") == (EXAMPLE,)


@pytest.mark.parametrize(
    "story",
    [
        "Menga +998 90 123 45 67 ga qoʻngʻiroq qiling",
        "901234567, 907654321, 935556677, 971112233",
        "3 kun 50 kg terdim, 2000 soʻm, 100000 soʻm berishmadi",
        "karta 8600 1234 5678 9012",
        "2026-11-20, 2026-11-21, 2026-11-22",
    ],
)
def test_telephone_numbers_sums_and_cards_are_not_receipts(story: str) -> None:
    assert not find_in(story)


def test_a_receipt_by_chance_across_two_numbers_is_not_one() -> None:
    digits = f"9{EXAMPLE}9"
    assert not find_in(f"{digits[:11]} {digits[11:]}")
    assert find_in(digits)


def test_of_other_numbers_with_twenty_digits_one_in_ten_looks_like_a_receipt() -> None:
    body = EXAMPLE[:-1]
    assert [find_in(f"{body}{digit}") for digit in range(10)].count(True) == 1
