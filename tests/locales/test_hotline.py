"""A hotline is said with all that is known of it, and with what is not."""

from dataclasses import replace

import pytest

from domain.hotline import GROUPS, HOTLINES, hotline, in_group
from domain.language import Language
from locales.hotline import cards, line
from locales.voice import Voice

ENGLISH = Voice(Language.EN)


def test_one_line_is_number_and_name() -> None:
    assert line(ENGLISH, hotline("103")) == "103 – Ambulance"


def test_a_card_says_what_is_not_known_and_that_nobody_checked() -> None:
    assert cards(ENGLISH, [hotline("1211")]) == (
        "1211 – Federation of Trade Unions\n"
        "Hours: day and night\n\n"
        "Not known yet: cost, languages, whether it asks your name.\n"
        "We have not yet checked this."
    )


def test_what_is_known_of_none_of_them_is_said_once() -> None:
    assert cards(ENGLISH, [hotline("1282"), hotline("1211")]) == (
        "1282 – State Labour Inspectorate (cotton season)\n\n"
        "1211 – Federation of Trade Unions\n"
        "Hours: day and night\n\n"
        "Not known yet of 1282: hours.\n"
        "Not known yet: cost, languages, whether it asks your name.\n"
        "We have not yet checked this."
    )


@pytest.mark.parametrize("group", [one.code for one in GROUPS])
def test_no_screen_says_twice_that_something_is_not_known(group: str) -> None:
    said = cards(ENGLISH, in_group(group))
    assert said.count("hours") <= 1
    assert said.count("Not known yet:") <= 1


def test_an_unchecked_number_beside_a_checked_one_says_so_itself() -> None:
    checked = replace(hotline("1211"), checked_on="2026-09-01", checked_by="Legal desk")
    told, other, _end = cards(ENGLISH, [checked, hotline("1282")]).split("\n\n")
    assert "We have not yet checked this." not in told
    assert other.endswith("We have not yet checked this.")


def test_a_card_of_a_checked_line_says_when_and_by_whom() -> None:
    checked = replace(
        hotline("1211"),
        cost="day and night",
        languages=("uz", "ru"),
        asks_name=False,
        checked_on="2026-09-01",
        checked_by="Legal desk",
    )
    assert cards(ENGLISH, [checked]).split("\n")[2:] == [
        "Cost: day and night",
        "Languages: Oʻzbekcha, Русский",
        "It does not ask your name.",
        "Last checked: 1 September 2026, Legal desk.",
    ]


@pytest.mark.parametrize("language", Language)
def test_every_card_speaks_every_language(language: Language) -> None:
    voice = Voice(language)
    assert all(cards(voice, [it]).startswith(it.number) for it in HOTLINES)
