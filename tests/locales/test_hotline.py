"""A hotline is said with all that is known of it, and with what is not."""

from dataclasses import replace

import pytest

from domain.hotline import HOTLINES, hotline
from domain.language import Language
from locales.hotline import card, cards, line
from locales.voice import Voice

ENGLISH = Voice(Language.EN)


def test_one_line_is_number_and_name() -> None:
    assert line(ENGLISH, hotline("103")) == "103 – Ambulance"


def test_a_card_says_what_is_not_known_and_that_nobody_checked() -> None:
    assert card(ENGLISH, hotline("1211")) == (
        "1211 – Federation of Trade Unions\n"
        "Hours: day and night\n"
        "Not known yet: cost, languages, whether it asks your name.\n"
        "Not yet checked by us."
    )


def test_what_is_known_of_none_of_them_is_said_once() -> None:
    assert cards(ENGLISH, [hotline("1282"), hotline("1211")]) == (
        "1282 – State Labour Inspectorate (cotton season)\n"
        "Not known yet: hours.\n\n"
        "1211 – Federation of Trade Unions\n"
        "Hours: day and night\n\n"
        "Not known yet: cost, languages, whether it asks your name.\n"
        "Not yet checked by us."
    )


def test_a_card_of_a_checked_line_says_when_and_by_whom() -> None:
    checked = replace(
        hotline("1211"),
        cost="day and night",
        languages=("uz", "ru"),
        asks_name=False,
        checked_on="2026-09-01",
        checked_by="Legal desk",
    )
    assert card(ENGLISH, checked).split("\n")[2:] == [
        "Cost: day and night",
        "Languages: Oʻzbekcha, Русский",
        "It does not ask your name.",
        "Last checked: 1 September 2026, Legal desk.",
    ]


@pytest.mark.parametrize("language", Language)
def test_every_card_speaks_every_language(language: Language) -> None:
    voice = Voice(language)
    assert all(card(voice, it).startswith(it.number) for it in HOTLINES)
