"""Regions and districts of Uzbekistan, by official code (sources: domain/data/README.md)."""

from dataclasses import dataclass
from functools import cache
from typing import TypedDict

from domain.data import read
from domain.language import Language


@dataclass(frozen=True, slots=True)
class Name:
    """One name in every language."""

    uz: str
    uz_cyrl: str
    ru: str
    en: str

    def spoken(self, language: Language) -> str:
        """Give the name as this language writes it."""
        return str(getattr(self, language.value.lower()))


@dataclass(frozen=True, slots=True)
class Region:
    """A first-level region; its code is ISO 3166-2 ("UZ-FA")."""

    code: str
    soato: str
    names: Name

    def name(self, language: Language) -> str:
        return self.names.spoken(language)


@dataclass(frozen=True, slots=True)
class District:
    """A district or city of a region; its code is the SOATO one ("1730203")."""

    code: str
    region: str
    names: Name

    def name(self, language: Language) -> str:
        return self.names.spoken(language)


def region(code: str) -> Region:
    """Find a region by its ISO code; KeyError when there is none."""
    return _BY_CODE[code]


def district(code: str) -> District:
    """Find a district by its SOATO code; KeyError when there is none."""
    return _districts()[code]


def districts(region_code: str) -> tuple[District, ...]:
    """List the districts and cities of a region, in alphabetical order of the Uzbek name."""
    return tuple(found for found in _districts().values() if found.region == region_code)


class _Row(TypedDict):
    soato: str
    uz: str
    uz_Cyrl: str
    ru: str
    en: str


class _RegionRow(_Row):
    code: str
    districts: list[_Row]


def _name(row: _Row) -> Name:
    return Name(row["uz"], row["uz_Cyrl"], row["ru"], row["en"])


@cache
def _districts() -> dict[str, District]:
    return {
        row["soato"]: District(row["soato"], parent["code"], _name(row))
        for parent in _ROWS
        for row in parent["districts"]
    }


_ROWS: list[_RegionRow] = read("places.json")

#: Every region, in the order of the screens.
REGIONS = tuple(Region(row["code"], row["soato"], _name(row)) for row in _ROWS)
_BY_CODE = {found.code: found for found in REGIONS}
