"""A screen's rows: as many keys beside each other as a narrow telephone shows whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import place
from domain.language import Language
from handlers.screen import Button, sheets, stacked, units


def keys(*labels: str) -> list[Button]:
    return [(label, f"go:{n}") for n, label in enumerate(labels)]


def labels(*listed: str, across: int) -> list[list[str]]:
    return [[label for label, _to in row] for row in stacked(keys(*listed), across=across)]


def test_short_keys_stand_beside_each_other() -> None:
    assert labels("1", "2", "3", "4", across=4) == [["1", "2", "3", "4"]]
    assert labels("Pay", "Injury", "Union", across=2) == [["Pay", "Injury"], ["Union"]]


def test_a_label_that_half_a_row_would_cut_has_a_row_of_its_own() -> None:
    assert labels("Pay", "Women and pregnancy", "Union", "Injury", across=2) == [
        ["Pay"],
        ["Women and pregnancy"],
        ["Union", "Injury"],
    ]


def test_a_picture_takes_the_room_of_letters() -> None:
    assert labels("Heat and water", "Pay", across=2) == [["Heat and water", "Pay"]]
    assert labels("🥤 Heat and water", "Pay", across=2) == [["🥤 Heat and water"], ["Pay"]]


def test_a_cyrillic_letter_is_wider_than_a_latin_one() -> None:
    assert labels("Andijon viloyati", "Buxoro viloyati", across=2) == [
        ["Andijon viloyati", "Buxoro viloyati"]
    ]
    assert labels("Андижон вилояти", "Бухоро вилояти", across=2) == [
        ["Андижон вилояти"],
        ["Бухоро вилояти"],
    ]


@pytest.mark.parametrize("language", Language)
def test_no_region_is_lost_or_out_of_order(language: Language) -> None:
    names = [one.name(language) for one in place.REGIONS]
    assert [label for row in labels(*names, across=2) for label in row] == names


@given(text=st.text(st.sampled_from("aя\U0001f62d\n"), max_size=60), most=st.integers(2, 20))
def test_a_text_cut_into_sheets_is_whole_and_each_fits_telegram(text: str, most: int) -> None:
    cut = sheets(text, most)
    assert "".join(cut) == text
    assert all(units(sheet) <= most for sheet in cut)
    assert all(units(sheet) >= most - 1 for sheet in cut[:-1])
