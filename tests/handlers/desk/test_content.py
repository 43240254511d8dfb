"""Reading a case in the chat: whole, protected, written in the journal, and hidden again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.journal import Act as JournalAct
from domain.letter import Act, Letter, Mark
from handlers.buttons import Realm, data
from handlers.desk import content
from handlers.desk.content import LIFETIME, MOST_MESSAGES, pages
from services import case as desk_case
from tests.handlers.desk.conftest import Lawyer
from tests.kit.office import STORY, Office
from tests.kit.phone import Phone


async def test_read_shows_what_the_worker_told(office: Office, lawyer: Lawyer) -> None:
    await office.report(subtopic="WG2")
    phone = lawyer.phone
    await phone.deliver()
    await phone.press_all("Take", "Read")
    for said in (STORY, "Topic: Not paid", "More exactly: Paid late", "When: This week"):
        assert said in phone.last.text
    assert phone.screen.labels[:3] == ["Read", "Reply", "Note"]
    assert await office.acts() == [JournalAct.CASE_TAKEN, JournalAct.CASE_READ]
    await phone.press("Hide")
    assert STORY not in phone.text
    assert len(phone.messages) == 1


async def test_who_has_a_case_no_more_does_not_read_it_in_telegram(
    office: Office, lawyer: Lawyer, colleague: Lawyer
) -> None:
    case = await office.report()
    await lawyer.phone.deliver()
    await lawyer.phone.press("Take")
    async with office.work() as unit:
        await desk_case.assign(unit, lawyer.person, await office.case(case), colleague.person)
    await lawyer.phone.press("Read")
    assert "With Person D." in lawyer.phone.text
    now = await office.case(case)
    forged = data(Realm.CASE, now.code, str(now.version), "read")
    await lawyer.phone.press_data(forged, max(lawyer.phone.messages))
    assert "This case is not assigned to you." in lawyer.phone.text
    assert STORY not in lawyer.phone.text
    assert JournalAct.CASE_READ not in await office.acts()


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


async def test_files_are_shown_below_and_hidden_with_the_rest(
    office: Office, lawyer: Lawyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = await office.filed(photo=b"a picture of a list")
    code = given.filed.case.code
    await lawyer.phone.deliver()
    arrived, arrive = list[Letter](), type(lawyer.phone)._arrive

    def seen(phone: Phone, one: Letter) -> None:
        arrived.append(one)
        arrive(phone, one)

    monkeypatch.setattr(type(lawyer.phone), "_arrive", seen)
    await lawyer.phone.press_all("Take", "Read")
    (file,) = [one for one in arrived if one.act is Act.UPLOAD]
    assert (file.mark, file.about, file.lifetime) == (Mark.CONTENT, code, LIFETIME)
    assert file.content["protect_content"]
    assert file.content["file"]["name"] == f"{code}-01-photo"
    assert "📎 photo" in lawyer.phone.text
    assert lawyer.phone.last.text == f"{code} · 📎 1"
    assert await office.acts() == [
        JournalAct.CASE_TAKEN,
        JournalAct.CASE_READ,
        JournalAct.EVIDENCE_OPENED,
    ]
    await lawyer.phone.press("Hide")
    assert len(lawyer.phone.messages) == 1


async def test_of_many_files_the_first_are_shown_and_the_rest_named(
    office: Office, lawyer: Lawyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "MOST_FILES", 0)
    given = await office.filed(photo=b"a picture of a list")
    await lawyer.phone.deliver()
    await lawyer.phone.press_all("Take", "Read")
    assert f"case read {given.filed.case.code} --files FOLDER" in lawyer.phone.last.text
    assert lawyer.phone.last.labels == ["Hide"]
    assert JournalAct.EVIDENCE_OPENED not in await office.acts()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.integers(2, 40))
def test_pages_lose_nothing_and_fit(text: str, most: int) -> None:
    cut = pages(text, most)
    assert all(len(page.encode("utf-16-le")) // 2 <= most for page in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
