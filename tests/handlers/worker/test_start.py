"""Everybody begins in their language; what belongs to no conversation is deleted and answered."""

import pytest

from domain.incoming import ChatKind, Incoming, IncomingKind
from domain.language import Language
from handlers.worker.answer import GONE
from handlers.worker.start import (
    ASK_AGAIN,
    ELSEWHERE,
    HELP,
    NOTHING_TO_STOP,
    STRAY,
    UNKNOWN,
)
from handlers.worker.story import NOT_TAKEN, RECEIPT_HERE, REFUSED
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import STORY, file_report, filed, opened, to_story

#: What a changed client may send, or an old message still bear.
KEY = "A" * 22
OVER = (
    *("an:", "an:x", f"an:{KEY}", "ad:short:withdrawn", f"ad:{KEY}:open", f"mo:{KEY}", "mo:"),
    *("go:lang:xx", "go:lang", "go:leaflet:nothing", "go:lines:nothing:UZ-FA", "go:nowhere"),
    *("ca:K7M-4QX:1:take", "dk:queue:all:0", "dk:duty:off", "st:old:erase", "go:anew:old"),
)
MENU = ["Report a violation", "My rights", "Hotlines", "My report", "Language"]


async def test_the_first_screen_offers_four_languages(street: Street) -> None:
    phone = street.phone()
    await phone.say("/start")
    assert phone.screen.labels == [language.label for language in Language]


async def test_the_menu_shows_only_what_works(phone: Phone) -> None:
    assert phone.screen.labels == MENU


async def test_the_language_is_asked_only_once(phone: Phone) -> None:
    await phone.say("/start")
    assert phone.screen.labels == MENU


@pytest.mark.parametrize("language", list(Language))
async def test_every_language_has_a_menu(street: Street, language: Language) -> None:
    phone = street.phone()
    await phone.say("/start")
    await phone.press(language.label)
    assert len(phone.screen.buttons) == len(MENU)


async def test_a_waiting_report_stands_first_in_the_menu(phone: Phone) -> None:
    await to_story(phone)
    await phone.say(STORY)
    await phone.say("/start")
    assert phone.screen.labels[:2] == ["Continue my report", "Start again"]
    await phone.press("Continue my report")
    assert "Kept safe: 1 message" in phone.screen.text


async def test_another_report_asks_what_becomes_of_the_first(phone: Phone) -> None:
    await to_story(phone)
    await phone.say(STORY)
    await phone.say("/report")
    assert phone.screen.labels[:2] == ["Continue my report", "Start again"]
    assert (await phone.draft()) is not None


@pytest.mark.parametrize("data", ["go:report", "go:report:WG", "go:report:MG"])
async def test_a_second_press_of_report_shows_the_report_that_just_began(
    phone: Phone, data: str
) -> None:
    number = max(phone.messages)
    await phone.press_data(data, number)
    first = phone.screen
    await phone.press_data(data, number)
    assert phone.screen == first
    await phone.press(next(label for label in first.labels if label not in {"Back", "Stop"}))


async def test_a_report_with_an_answer_is_asked_about_also_before_its_story(phone: Phone) -> None:
    number = max(phone.messages)
    await phone.press_all("Report a violation", "Not paid")
    await phone.press_data("go:report:CT", number)
    assert phone.screen.labels[:2] == ["Continue my report", "Start again"]


async def test_start_again_asks_once_and_erases(phone: Phone) -> None:
    await to_story(phone)
    await phone.say(STORY)
    await phone.say("/start")
    await phone.press("Start again")
    assert phone.screen.text == ASK_AGAIN
    await phone.press("Start again")
    draft = await phone.draft()
    assert draft is not None
    assert (draft.step, draft.messages) == ("topic", 0)


async def test_an_old_start_again_erases_nothing(phone: Phone) -> None:
    await to_story(phone)
    await phone.say(STORY)
    await phone.press_data("go:anew:000000000000", max(phone.messages))
    draft = await phone.draft()
    assert draft is not None
    assert draft.messages == 1


async def test_a_stray_story_is_deleted_and_the_way_is_shown(phone: Phone) -> None:
    await phone.say("they took my passport")
    assert STRAY in phone.screen.text
    assert "they took my passport" not in phone.sent.values()
    assert phone.screen.labels == MENU


async def test_a_stray_photo_is_deleted(phone: Phone) -> None:
    await phone.send(IncomingKind.PHOTO)
    assert STRAY in phone.screen.text
    assert list(phone.sent.values()) == ["/start"]


@pytest.mark.parametrize("kind", [IncomingKind.CONTACT, IncomingKind.LOCATION])
async def test_a_stray_contact_or_location_is_deleted(phone: Phone, kind: IncomingKind) -> None:
    await phone.send(kind)
    assert REFUSED[kind] in phone.screen.text
    assert list(phone.sent.values()) == ["/start"]


async def test_a_stray_sticker_gets_a_kind_line(phone: Phone) -> None:
    await phone.send(IncomingKind.OTHER)
    assert NOT_TAKEN in phone.screen.text


async def test_a_receipt_outside_my_report_is_deleted_and_refused(phone: Phone) -> None:
    digits = await file_report(phone)
    await phone.say(f"{digits}")
    assert RECEIPT_HERE in phone.screen.text
    assert digits not in phone.sent.values()


async def test_an_unknown_command_gets_a_kind_line_and_the_menu(phone: Phone) -> None:
    await phone.say("/queue_of_nobody")
    assert UNKNOWN in phone.screen.text
    assert phone.screen.labels == MENU


async def test_help_and_cancel_answer_without_a_report(phone: Phone) -> None:
    await phone.say("/help")
    assert HELP in phone.screen.text
    await phone.say("/cancel")
    assert NOTHING_TO_STOP in phone.screen.text


async def test_cancel_asks_as_stop_does(phone: Phone) -> None:
    await to_story(phone)
    await phone.say("/cancel")
    await phone.press("Stop")
    assert await phone.draft() is None


async def test_a_leaflet_code_opens_its_leaflet_after_the_language(street: Street) -> None:
    phone = street.phone()
    await phone.say("/start pay")
    await phone.press("English")
    assert "Report this" in phone.screen.labels
    await phone.say("/start injury")
    assert "Report this" in phone.screen.labels


async def test_an_unknown_start_code_opens_the_menu(phone: Phone) -> None:
    await phone.say("/start whatever")
    assert phone.screen.labels == MENU


async def test_an_unknown_place_shows_the_current_screen(phone: Phone) -> None:
    await phone.press_data("go:notices", max(phone.messages))
    assert phone.screen.labels == MENU
    await phone.press_data("nonsense", max(phone.messages))
    assert phone.screen.labels == MENU


async def test_a_forged_language_shows_the_current_screen(street: Street, phone: Phone) -> None:
    await phone.press_data("go:lang:xx", max(phone.messages))
    assert phone.screen.labels == MENU
    other = street.phone(7_000_000_002)
    await other.say("/start")
    await other.press_data("go:lang:xx", max(other.messages))
    assert other.screen.labels == [language.label for language in Language]


@pytest.mark.parametrize("data", OVER)
async def test_a_press_that_is_over_shows_the_story_again(phone: Phone, data: str) -> None:
    await to_story(phone)
    await phone.say(STORY)
    shown, draft = phone.screen, await phone.draft()
    await phone.press_data(data, max(phone.messages))
    assert phone.screen.labels == shown.labels
    assert phone.screen.text.endswith(shown.text)
    assert phone.last is phone.screen
    assert await phone.draft() == draft


async def test_why_a_button_is_over_is_said_above_the_story(phone: Phone) -> None:
    await to_story(phone)
    await phone.press_data(f"an:{KEY}", max(phone.messages))
    assert phone.screen.text.startswith(GONE)
    await phone.press_data("ca:K7M-4QX:1:take", max(phone.messages))
    assert phone.screen.text.startswith(UNKNOWN)


@pytest.mark.parametrize("command", ["/report", "/help", "/start", "/cancel", "/case@terimchi_bot"])
async def test_a_command_with_words_behind_it_belongs_to_the_story(
    street: Street, phone: Phone, command: str
) -> None:
    told = f"{command} they did not pay us"
    await to_story(phone)
    await phone.say(told)
    assert "Kept safe: 1 message" in phone.screen.text
    assert told not in phone.sent.values()
    await phone.press_all("Done", "Today", "Skip", "Answer me here", "Send")
    (case,) = await filed(street)
    said = (await opened(street, case)).entries[0].body["texts"]
    assert [one["text"] for one in said] == [told]


async def test_a_command_alone_stays_one_while_a_story_is_told(phone: Phone) -> None:
    await to_story(phone)
    await phone.say("/rights ")
    assert "Pay" in phone.screen.labels
    draft = await phone.draft()
    assert draft is not None
    assert not draft.messages


async def test_a_deep_link_works_while_a_story_is_told(phone: Phone) -> None:
    await to_story(phone)
    await phone.say("/start pay")
    assert "Report this" in phone.screen.labels
    await phone.say("/start join-AAAAAAAAAAAAAAAAAAAAAAAAAA")
    assert UNKNOWN in phone.screen.text
    draft = await phone.draft()
    assert draft is not None
    assert not draft.messages


async def test_a_receipt_behind_a_command_is_deleted_from_a_story_too(phone: Phone) -> None:
    await to_story(phone)
    await phone.say("/start 1697 7926 2593 1169 4175")
    assert RECEIPT_HERE in phone.screen.text
    assert not [said for said in phone.sent.values() if "1697" in said]
    draft = await phone.draft()
    assert draft is not None
    assert not draft.messages


async def test_a_group_gets_one_line_and_a_channel_none(street: Street) -> None:
    phone = street.phone()
    for kind in (ChatKind.GROUP, ChatKind.CHANNEL):
        await phone._visit(_told(phone, kind, "hello"))
        assert not phone.messages
    await phone._visit(_told(phone, ChatKind.CHANNEL, "/report"))
    assert not phone.messages
    await phone._visit(_told(phone, ChatKind.GROUP, "/report"))
    assert phone.text == ELSEWHERE


async def test_blocked_and_back_again_nothing_is_lost(phone: Phone) -> None:
    await to_story(phone)
    await phone.say(STORY)
    shown = len(phone.messages)
    await phone.send(IncomingKind.BLOCKED)
    await phone.send(IncomingKind.UNBLOCKED)
    assert len(phone.messages) == shown
    await phone.say("/start")
    await phone.press("Continue my report")
    assert "Kept safe: 1 message" in phone.screen.text


def _told(phone: Phone, kind: ChatKind, text: str) -> Incoming:
    return Incoming(IncomingKind.TEXT, phone.chat_id, kind, 1, 0, text)
