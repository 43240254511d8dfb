"""Regions and districts."""

import re

import pytest

from domain.language import Language
from domain.place import REGIONS, district, districts, region

#: The whole of uz-Latn that a name may use: no typewriter apostrophe.
LATIN = re.compile(r"[A-Za-z ʻʼ-]+")
CYRILLIC = re.compile(r"[А-Яа-яЁёЎўҚқҒғҲҳ -]+")


def test_there_are_fourteen_regions_and_205_districts() -> None:
    assert len({it.code for it in REGIONS}) == 14
    assert len({it.code for one in REGIONS for it in districts(one.code)}) == 205


def test_english_regions_are_called_as_the_contract_says() -> None:
    assert region("UZ-FA").name(Language.EN) == "Fergana region"
    assert region("UZ-QR").name(Language.EN) == "Republic of Karakalpakstan"
    assert region("UZ-TK").name(Language.EN) == "Tashkent city"


def test_a_district_begins_with_the_number_of_its_region() -> None:
    assert all(it.code.startswith(one.soato) for one in REGIONS for it in districts(one.code))
    assert district("1730233").name(Language.UZ) == "Fargʻona tumani"
    assert district("1730233").region == "UZ-FA"


@pytest.mark.parametrize(
    ("language", "letters"),
    [
        (Language.UZ, LATIN),
        (Language.UZ_CYRL, CYRILLIC),
        (Language.RU, CYRILLIC),
        (Language.EN, re.compile(r"[A-Za-z ]+")),
    ],
)
def test_every_name_is_written_in_the_letters_of_its_language(
    language: Language, letters: re.Pattern[str]
) -> None:
    names = [one.name(language) for one in REGIONS]
    names += [it.name(language) for one in REGIONS for it in districts(one.code)]
    assert [name for name in names if not letters.fullmatch(name)] == []


def test_a_place_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(KeyError):
        region("UZ-XX")
    with pytest.raises(KeyError):
        district("0")
