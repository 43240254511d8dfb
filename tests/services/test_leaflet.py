"""Leaflets that need a banner are shown with it, or hidden where a setting says so."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.language import Language
from domain.leaflet import LEAFLETS, Edition
from locales.leaflet import edition
from locales.voice import Voice
from services import leaflet

LAST_DAY = datetime(2027, 6, 30, 12, tzinfo=UTC)
DAY_AFTER = datetime(2027, 7, 1, 12, tzinfo=UTC)
VOICE = Voice(Language.EN)


@pytest.fixture
def reviewed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a lawyer have checked every leaflet, good until the last day of June."""

    def checked(slug: str, language: Language) -> Edition:
        told = edition(slug, language)
        by, on = "Legal desk", date(2026, 9, 1)
        return replace(told, reviewed_by=by, reviewed_on=on, expires_on=LAST_DAY.date())

    monkeypatch.setattr(leaflet, "edition", checked)


def test_a_setting_hides_what_no_lawyer_checked() -> None:
    assert leaflet.listed(Language.EN, LAST_DAY, unreviewed=True) == LEAFLETS
    assert leaflet.listed(Language.EN, LAST_DAY, unreviewed=False) == ()


@pytest.mark.usefixtures("reviewed")
def test_the_setting_hides_what_is_past_its_date_too() -> None:
    assert leaflet.listed(Language.EN, LAST_DAY, unreviewed=False) == LEAFLETS
    assert leaflet.listed(Language.EN, DAY_AFTER, unreviewed=False) == ()
    assert leaflet.page(VOICE, "pay", DAY_AFTER, unreviewed=False) is None


@pytest.mark.usefixtures("reviewed")
def test_without_the_setting_what_is_past_its_date_is_shown_with_a_banner() -> None:
    good = leaflet.page(VOICE, "pay", LAST_DAY, unreviewed=True)
    old = leaflet.page(VOICE, "pay", DAY_AFTER, unreviewed=True)
    assert good is not None
    assert old is not None
    assert "30 June 2027" not in good.html
    assert "This text was good until 30 June 2027." in old.html
