"""Leaflets and the warning that stands above an edition nobody reviewed."""

from dataclasses import replace
from datetime import date

import pytest

from domain.language import Language
from domain.leaflet import LEAFLETS, Edition, needs_banner
from domain.topic import topic

REVIEWED = Edition(
    slug="pay",
    language=Language.EN,
    title="Pay",
    body="",
    articles=("LC 253",),
    text_date=date(2025, 12, 30),
    reviewed_by="Legal desk",
    reviewed_on=date(2026, 9, 1),
    expires_on=date(2027, 6, 30),
)


def test_there_are_fourteen_leaflets_in_the_order_of_the_screen() -> None:
    assert [it.label for it in LEAFLETS] == [
        "Pay",
        "Contract",
        "Scales and deductions",
        "Hours and rest",
        "Heat and water",
        "Chemicals",
        "Injury",
        "Children",
        "Forced to pick",
        "Women and pregnancy",
        "Violence and harassment",
        "Union",
        "Leaving early",
        "Where to complain",
    ]


def test_every_leaflet_leads_to_a_topic() -> None:
    assert all(topic(it.topic) for it in LEAFLETS)
    assert {it.slug: it.topic for it in LEAFLETS}["injury"] == "OS"


def test_a_reviewed_edition_needs_no_banner_up_to_its_last_day() -> None:
    assert not needs_banner(REVIEWED, date(2027, 6, 30))


def test_an_expired_edition_needs_a_banner() -> None:
    assert needs_banner(REVIEWED, date(2027, 7, 1))


@pytest.mark.parametrize(
    "edition", [replace(REVIEWED, reviewed_by=""), replace(REVIEWED, reviewed_on=None)]
)
def test_an_edition_without_a_name_or_a_date_of_review_needs_a_banner(edition: Edition) -> None:
    assert needs_banner(edition, date(2026, 9, 2))


def test_an_edition_without_a_last_day_does_not_expire() -> None:
    assert not needs_banner(replace(REVIEWED, expires_on=None), date(2040, 1, 1))
