"""Reading a case in the chat: whole, protected, written in the journal, and hidden again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.journal import Act
from domain.letter import Mark
from handlers.desk.content import LIFETIME, MOST_MESSAGES, pages
from tests.handlers.desk.conftest import Lawyer
from tests.kit.office import STORY, Office


async def test_read_shows_what_the_worker_told(office: Office, lawyer: Lawyer) -> None:
    await office.report(subtopic="WG2")
    phone = lawyer.phone
    await phone.deliver()
    await phone.press_all("Take", "Read")
    for said in (STORY, "Topic: Not paid", "More exactly: Paid late", "When: This week"):
        assert said in phone.last.text
    assert phone.screen.labels[:3] == ["Read", "Reply", "Note"]
    assert await office.acts() == [Act.CASE_TAKEN, Act.CASE_READ]
    await phone.press("Hide")
    assert STORY not in phone.text
    assert len(phone.messages) == 1


async def test_content_is_protected_and_leaves_after_ten_minutes(
    office: Office, lawyer: Lawyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.report()
    await lawyer.phone.deliver()
    await lawyer.phone.press("Take")
    arrived = []
    monkeypatch.setattr(type(lawyer.phone), "_arrive", lambda _self, one: arrived.append(one))
    await lawyer.phone.press("Read")
    shown = [one for one in arrived if one.mark is Mark.CONTENT and one.content]
    assert shown
    assert all(one.content["protect_content"] for one in shown)
    assert all(one.lifetime == LIFETIME == 600 for one in shown)
    assert all("kilos" not in str(one.content) for one in arrived if one not in shown)


async def test_a_long_story_fills_several_messages_and_no_more_than_a_few(
    office: Office, lawyer: Lawyer
) -> None:
    await office.report(story="\n".join(f"line {n} " + "x" * 1000 for n in range(60)))
    await lawyer.phone.deliver()
    await lawyer.phone.press_all("Take", "Read")
    assert len(lawyer.phone.messages) == 1 + MOST_MESSAGES + 1
    assert "the terminal shows the rest" in lawyer.phone.last.text
    await lawyer.phone.press("Hide")
    assert len(lawyer.phone.messages) == 1


async def test_files_are_counted_and_opened_at_the_terminal(office: Office, lawyer: Lawyer) -> None:
    given = await office.filed(photo=b"a picture of a list")
    await lawyer.phone.deliver()
    await lawyer.phone.press_all("Take", "Read")
    assert "📎 photo" in lawyer.phone.text
    assert f"case read {given.filed.case.code} --files FOLDER" in lawyer.phone.last.text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.integers(2, 40))
def test_pages_lose_nothing_and_fit(text: str, most: int) -> None:
    cut = pages(text, most)
    assert all(len(page.encode("utf-16-le")) // 2 <= most for page in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
