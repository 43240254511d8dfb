"""Leaflets as the worker sees them."""

import re
from dataclasses import replace
from datetime import date

import pytest

from domain.language import Language
from domain.leaflet import LEAFLETS, Edition
from locales.leaflet import available, banner, citation, edition, parse, render
from locales.voice import Voice

ALL = [(leaflet.slug, language) for leaflet in LEAFLETS for language in Language]
FILE = """---
articles: LC 253, AC 49¹, LC 254
text_date: 2025-12-30
reviewed_by:
reviewed_on:
expires_on: 2027-06-30
---
# A <b>title</b>

**Do** this & that
- one
"""


def test_all_fourteen_stand_in_four_languages() -> None:
    assert available() == LEAFLETS


@pytest.mark.parametrize(("slug", "language"), ALL)
def test_every_edition_fits_one_message_and_balances_its_tags(
    slug: str, language: Language
) -> None:
    shown = render(edition(slug, language))
    assert 800 < len(shown) < 1700
    assert shown.count("<b>") == shown.count("</b>")
    assert "**" not in shown
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<b>", "</b>", "<i>", "</i>"}


@pytest.mark.parametrize("slug", [leaflet.slug for leaflet in LEAFLETS])
def test_every_language_has_the_same_parts(slug: str) -> None:
    shapes = {
        tuple(line[:2] == "- " for line in edition(slug, it).body.split("\n")) for it in Language
    }
    assert len(shapes) == 1


def test_the_article_is_named_in_the_readers_language() -> None:
    said = {it: citation(edition("pay", it)).split(" (")[0] for it in Language}
    assert said[Language.EN] == "Labour Code, article 253"
    assert said[Language.UZ].startswith("Mehnat kodeksi, 253-modda")
    assert said[Language.UZ_CYRL].startswith("Меҳнат кодекси, 253-модда")
    assert said[Language.RU].startswith("Трудовой кодекс, статья 253")


def test_an_edition_is_escaped_before_it_is_styled() -> None:
    shown = render(parse("x", Language.EN, FILE))
    assert shown == (
        "<b>A &lt;b&gt;title&lt;/b&gt;</b>\n\n<b>Do</b> this &amp; that\n• one\n\n"
        "<i>Labour Code, article 253 (also 254); "
        "Code of Administrative Liability, article 49¹</i>"
    )


@pytest.mark.parametrize("language", Language)
def test_a_text_that_no_lawyer_checked_says_so(language: Language) -> None:
    said = banner(Voice(language), edition("pay", language), date(2026, 11, 23))
    assert said


def test_an_expired_text_says_until_when_it_was_good() -> None:
    old = _reviewed(expires_on=date(2026, 10, 1))
    assert "1 October 2026" in banner(Voice(Language.EN), old, date(2026, 11, 23))


def test_a_reviewed_text_needs_no_warning() -> None:
    assert banner(Voice(Language.EN), _reviewed(expires_on=None), date(2026, 11, 23)) == ""


def test_a_leaflet_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        edition("nothing", Language.EN)


def _reviewed(*, expires_on: date | None) -> Edition:
    return replace(
        edition("pay", Language.EN),
        reviewed_by="Legal desk",
        reviewed_on=date(2026, 9, 1),
        expires_on=expires_on,
    )
