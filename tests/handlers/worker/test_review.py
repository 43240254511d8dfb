"""The review warns before anything is sent, mends with one press, and changes what is wrong."""

from domain.case import Desk
from domain.errors import NothingToSend
from locales.mark import sentence
from tests.kit.phone import Phone, Street
from tests.kit.phone_paths import STORY, filed, opened, to_review, to_story


async def test_send_now_asks_only_how_to_answer(street: Street, phone: Phone) -> None:
    await to_story(phone)
    await phone.say(STORY)
    await phone.press("Send now")
    assert phone.screen.labels[:2] == ["Answer me here", "Only with my receipt"]
    await phone.press("Answer me here")
    assert len(await filed(street)) == 1


async def test_send_now_leaves_no_draft_that_could_be_sent_again(
    street: Street, phone: Phone
) -> None:
    await to_story(phone)
    await phone.say(STORY)
    await phone.press_all("Send now", "Answer me here", "Menu")
    assert await phone.draft() is None
    assert "Continue my report" not in phone.screen.labels


async def test_send_now_still_warns(street: Street, phone: Phone) -> None:
    await to_story(phone)
    await phone.say("call +998 90 123 45 67")
    await phone.press_all("Send now", "Answer me here")
    assert not await filed(street)
    await phone.press_all("Hide the number", "Send")
    (case,) = await filed(street)
    said = (await opened(street, case)).entries[0].body["texts"][0]["text"]
    assert said == "call +••• •• ••• •• ••"


async def test_send_now_without_a_word_is_asked_for_one(street: Street, phone: Phone) -> None:
    await to_story(phone)
    await phone.press("Send now")
    assert sentence(NothingToSend) in phone.text
    assert not await filed(street)


async def test_what_is_called_like_its_topic_is_said_once(phone: Phone) -> None:
    await phone.press_all("Report a violation", "Not paid", "Not paid")
    await phone.say(STORY)
    await phone.press_all("Done", "Today", "Skip", "Answer me here")
    assert "Topic: Not paid\n" in phone.screen.text


async def test_keep_it_ends_the_warning(street: Street, phone: Phone) -> None:
    await to_review(phone, story="mening ismim Sinov, 8 90 123 45 67")
    await phone.press("Keep it")
    assert "Hide the name" in phone.screen.labels
    await phone.press("Keep it")
    assert "Keep it" not in phone.screen.labels
    await phone.press("Send")
    (case,) = await filed(street)
    assert "Sinov" in (await opened(street, case)).entries[0].body["texts"][0]["text"]


async def test_a_change_returns_to_the_review(phone: Phone) -> None:
    await to_review(phone)
    await phone.press_all("Change", "Region", "Andijan region")
    assert "Region: Andijan region" in phone.screen.text
    assert "Send" in phone.screen.labels


async def test_another_topic_asks_what_belongs_to_it(street: Street, phone: Phone) -> None:
    await to_review(phone)
    await phone.press_all("Change", "Topic", "Violence or harassment")
    await phone.press_all("Insults", "It is about me")
    assert "Violence or harassment – Insults" in phone.screen.text
    await phone.press("Send")
    (case,) = await filed(street)
    assert (case.topic, case.subtopic, case.desk) == ("VH", "VH1", Desk.PROTECTION)


async def test_words_at_the_review_are_kept_and_looked_at(street: Street, phone: Phone) -> None:
    await to_review(phone)
    await phone.say("and my name is Sinov")
    assert "There is a name in your words." in phone.screen.text
    assert "Kept safe: 2 messages" in phone.screen.text
    await phone.press_all("Hide the name", "Send")
    (case,) = await filed(street)
    said = (await opened(street, case)).entries[0].body["texts"]
    assert [one["text"] for one in said] == [STORY, "and my name is •••••"]
