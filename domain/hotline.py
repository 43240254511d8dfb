"""Hotlines and the bodies behind them; sample data until an operator has confirmed each one."""

from dataclasses import dataclass
from typing import TypedDict

from domain.data import read

#: What a report screen shows at most.
FITTING_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody who can help: an inspectorate, a union, a court."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number to call; None means "we do not know", never "no"."""

    code: str
    number: str
    name: str
    body: str
    hours: str | None
    cost: str | None
    languages: tuple[str, ...]
    asks_name: bool | None
    verified: bool
    #: When it was last checked (ISO date) and by whom.
    checked_on: str | None
    checked_by: str | None
    #: Where the number was read, its date there, and how sure we are of it.
    source: str
    source_date: str | None
    sureness: str
    #: ISO codes of the regions that it serves; empty means the whole country.
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One button of the hotlines screen; `note` is said before the numbers."""

    code: str
    label: str
    icon: str
    note: str | None
    hotlines: tuple[str, ...]


def hotline(code: str) -> Hotline:
    """Find a hotline by its code; KeyError when there is none."""
    return _BY_CODE[code]


def group(code: str) -> Group:
    """Find a group by its code ("danger"); KeyError when there is none."""
    return _GROUP_BY_CODE[code]


def in_group(code: str, region: str | None = None) -> tuple[Hotline, ...]:
    """List the hotlines of a group that serve a region, the first to call first."""
    return _serving(group(code).hotlines, region)


def fitting(topic: str, region: str | None = None) -> tuple[Hotline, ...]:
    """Choose the two or three hotlines that fit a topic in a region."""
    return _serving(_FITTING[topic], region)[:FITTING_AT_MOST]


class _File(TypedDict):
    bodies: list[dict[str, str]]
    hotlines: list["_HotlineRow"]
    groups: list["_GroupRow"]
    fitting: dict[str, list[str]]


class _HotlineRow(TypedDict):
    code: str
    number: str
    name: str
    body: str
    hours: str | None
    cost: str | None
    languages: list[str]
    asks_name: bool | None
    verified: bool
    checked_on: str | None
    checked_by: str | None
    source: str
    source_date: str | None
    sureness: str
    regions: list[str]


class _GroupRow(TypedDict):
    code: str
    label: str
    icon: str
    note: str | None
    hotlines: list[str]


def _serving(codes: tuple[str, ...], region: str | None) -> tuple[Hotline, ...]:
    found = (hotline(code) for code in codes)
    return tuple(
        line for line in found if not line.regions or region is None or region in line.regions
    )


def _hotline(row: _HotlineRow) -> Hotline:
    return Hotline(
        code=row["code"],
        number=row["number"],
        name=row["name"],
        body=row["body"],
        hours=row["hours"],
        cost=row["cost"],
        languages=tuple(row["languages"]),
        asks_name=row["asks_name"],
        verified=row["verified"],
        checked_on=row["checked_on"],
        checked_by=row["checked_by"],
        source=row["source"],
        source_date=row["source_date"],
        sureness=row["sureness"],
        regions=tuple(row["regions"]),
    )


def _group(row: _GroupRow) -> Group:
    return Group(row["code"], row["label"], row["icon"], row["note"], tuple(row["hotlines"]))


_FILE: _File = read("hotlines.json")
BODIES = {row["code"]: Body(row["code"], row["name"]) for row in _FILE["bodies"]}
HOTLINES = tuple(map(_hotline, _FILE["hotlines"]))
#: The buttons of the hotlines screen, in order.
GROUPS = tuple(map(_group, _FILE["groups"]))
_BY_CODE = {found.code: found for found in HOTLINES}
_GROUP_BY_CODE = {found.code: found for found in GROUPS}
_FITTING = {topic: tuple(codes) for topic, codes in _FILE["fitting"].items()}
#: What the emergency card shows.
EMERGENCY = in_group("danger")
