"""A voice speaks four languages, and English where a word is missing."""

from datetime import UTC, date, datetime

import pytest

from domain.language import Language
from domain.topic import TOPICS
from locales import voice as room
from locales.mark import button, pgettext, sentence
from locales.voice import Voice

EVENING = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.UZ, "Ish haqi berilmadi"),
        (Language.UZ_CYRL, "Иш ҳақи берилмади"),
        (Language.RU, "Не заплатили"),
        (Language.EN, "Not paid"),
    ],
)
def test_a_label_is_said_in_every_language(language: Language, said: str) -> None:
    assert Voice(language).text(button("Not paid")) == said
    assert Voice(language).topic("WG") == said


@pytest.mark.parametrize("language", Language)
def test_a_text_that_nobody_translated_is_said_in_english(language: Language) -> None:
    voice = Voice(language)
    assert voice.text("Never written anywhere {n}", n=3) == "Never written anywhere 3"
    assert voice.text(pgettext("elsewhere", "Never written")) == "Never written"


def test_values_are_put_in_by_name_and_never_read_as_a_text() -> None:
    assert Voice(Language.EN).text("{list}!", list="{x} %s") == "{x} %s!"


def test_a_missing_value_is_a_fault_and_not_a_strange_screen() -> None:
    with pytest.raises(KeyError):
        Voice(Language.EN).text("Hello {name}")


def test_a_count_takes_its_form_and_its_number() -> None:
    voice = Voice(Language.EN)
    assert voice.plural("{count} photo", "{count} photos", 1) == "1 photo"
    assert voice.plural("{count} photo of {all}", "{count} photos of {all}", 3, all=5) == (
        "3 photos of 5"
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.UZ, "24-noyabr, 2026"),
        (Language.UZ_CYRL, "24 ноябр, 2026"),
        (Language.RU, "24 ноября 2026\u202fг."),
        (Language.EN, "24 November 2026"),
    ],
)
def test_days_are_those_of_tashkent(language: Language, said: str) -> None:
    voice = Voice(language)
    assert voice.date(EVENING) == said
    assert voice.date(date(2026, 11, 24)) == said
    assert voice.time(EVENING) == "01:30"
    assert voice.moment(EVENING) == f"{said}, 01:30"


@pytest.mark.parametrize("language", Language)
def test_a_topic_and_its_day_stand_on_one_button(language: Language) -> None:
    voice = Voice(language)
    assert "24" in voice.day(EVENING)
    assert "2026" not in voice.day(EVENING)
    assert all(len(f"{voice.topic(it.code)}, {voice.day(EVENING)}") <= 40 for it in TOPICS)


def test_great_numbers_are_grouped_as_the_language_does() -> None:
    assert Voice(Language.EN).number(1271000) == "1,271,000"
    assert Voice(Language.RU).number(1271000) == "1\xa0271\xa0000"
    assert Voice(Language.UZ).number(999) == "999"


def test_a_place_is_said_with_its_district() -> None:
    assert Voice(Language.EN).place("UZ-FA") == "Fergana region"
    assert Voice(Language.UZ).place("UZ-FA", "1730233") == "Fargʻona viloyati, Fargʻona tumani"


@pytest.mark.parametrize("language", Language)
def test_every_topic_and_subtopic_has_a_button(language: Language) -> None:
    voice = Voice(language)
    labels = [voice.topic(it.code) for it in TOPICS]
    labels += [voice.subtopic(sub.code) for it in TOPICS for sub in it.subtopics]
    assert all(0 < len(label) <= 41 for label in labels)


def test_a_missing_catalog_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(room, "ROOM", tmp_path)
    with pytest.raises(FileNotFoundError, match="make texts"):
        room._catalog.__wrapped__(Language.UZ)


def test_a_refusal_is_said_by_its_docstring_on_one_line() -> None:
    class Full(Exception):
        """There is no room.

        Please wait.
        """

    assert sentence(Full) == sentence(Full()) == "There is no room. Please wait."


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.UZ, "25-noyabr"),
        (Language.UZ_CYRL, "25 ноябр"),
        (Language.RU, "25 ноября"),
        (Language.EN, "25 November"),
    ],
)
def test_a_term_that_ends_at_midnight_ends_with_its_day(language: Language, said: str) -> None:
    voice = Voice(language)
    assert voice.until(datetime(2026, 11, 25, 19, tzinfo=UTC)) == f"{said}, 24:00"
    assert voice.until(datetime(2026, 11, 25, 18, 59, tzinfo=UTC)) == f"{said}, 23:59"
