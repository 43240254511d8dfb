"""Rights and numbers are two presses away, in every language, and lead to a report."""

import pytest

from domain import hotline
from domain.language import Language
from locales.leaflet import available
from tests.kit.phone import Phone, Street


async def test_only_complete_leaflets_are_offered(phone: Phone) -> None:
    await phone.press("My rights")
    labels = [one.label for one in available()]
    assert phone.screen.labels == [*labels, "Menu"]


async def test_a_leaflet_leads_to_a_report_whose_topic_is_known(phone: Phone) -> None:
    await phone.press_all("My rights", "Pay", "Report this")
    draft = await phone.draft()
    assert draft is not None
    assert (draft.answers, draft.step) == ({"topic": "WG"}, "subtopic")


async def test_a_leaflet_leads_to_its_numbers(phone: Phone) -> None:
    await phone.press_all("My rights", "Injury", "Hotlines")
    assert "103" in phone.screen.text


async def test_from_its_numbers_back_leads_to_the_leaflet(phone: Phone) -> None:
    await phone.press_all("My rights", "Pay", "Hotlines", "Fergana region", "Back", "Back")
    assert "Report this" in phone.screen.labels


async def test_a_forged_leaflet_behind_the_numbers_is_forgotten(phone: Phone) -> None:
    await phone.press_data(f"go:lines:pay::{'x' * 49}", max(phone.messages))
    await phone.press_all("Fergana region", "Back", "Back")
    assert "In danger now" in phone.screen.labels


@pytest.mark.parametrize("language", list(Language))
async def test_every_leaflet_fits_one_message(street: Street, language: Language) -> None:
    phone = street.phone()
    await phone.say("/start")
    await phone.press(language.label)
    for one in available():
        await phone.press_data(f"go:leaflet:{one.slug}", max(phone.messages))
        assert len(phone.screen.buttons) == 3
        assert len(phone.screen.text) > 200


async def test_a_leaflet_nobody_checked_says_so_behind_its_article(phone: Phone) -> None:
    await phone.press_all("My rights", "Pay")
    articles, _banner, _rest = phone.screen.text.partition("No lawyer has checked this text yet.")
    assert _banner
    assert "Labour Code, article" in articles


async def test_an_unknown_leaflet_shows_the_list(phone: Phone) -> None:
    await phone.press_data("go:leaflet:nothing", max(phone.messages))
    assert "Pay" in phone.screen.labels


async def test_hotlines_go_from_a_group_to_a_region_to_numbers(phone: Phone) -> None:
    await phone.press_all("Hotlines", "Not paid", "Fergana region")
    assert "Not paid · Fergana region" in phone.screen.text
    assert "1282" in phone.screen.text
    assert "We have not yet checked this." in phone.screen.text


async def test_in_danger_the_numbers_come_before_any_question(phone: Phone) -> None:
    await phone.press_all("Hotlines", "In danger now")
    assert phone.screen.text.index("112") < phone.screen.text.index("In which region")


@pytest.mark.parametrize("language", list(Language))
async def test_every_group_fits_one_message(street: Street, language: Language) -> None:
    phone = street.phone()
    await phone.say("/start")
    await phone.press(language.label)
    for group in hotline.GROUPS:
        await phone.press_data(f"go:lines:{group.code}:all", max(phone.messages))
        assert hotline.hotline(group.hotlines[0]).number in phone.screen.text


async def test_a_forged_group_shows_the_groups(phone: Phone) -> None:
    await phone.press_data("go:lines:nothing:UZ-FA", max(phone.messages))
    assert "In danger now" in phone.screen.labels
