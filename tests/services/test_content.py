"""Opening a case: for its desk alone, journalled, and never silently incomplete."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from domain.case import Case, Desk
from domain.entry import Author, EntryKind
from domain.errors import NotAllowed, NotYours
from domain.journal import Act
from domain.language import Language
from domain.staff import NoKey, Role
from locales.voice import Voice
from services import case as desk_case
from services import content, journal, report
from services.content import Damaged, Opened
from services.member import server_keys
from services.transcript import plain, render
from storage import entry
from storage.entry import entries
from storage.evidence import chunks
from tests.kit.office import STORY, Office


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as office:
        yield office


async def opened(office: Office, case: Case) -> Opened:
    async with office.reading() as unit:
        return await content.open_case(unit, await office.case(case), await server_keys(unit))


async def test_reading_is_journalled_and_gives_everything_in_order(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report()
    async with office.work() as unit:
        case = await desk_case.take(unit, lawyer, case)
        await desk_case.note(unit, lawyer, case, ["Seen before"])
        case, _told = await desk_case.answer(unit, lawyer, case, "Keep your slips.")
        read = await content.read(unit, lawyer, case, await server_keys(unit))
    assert [one.kind for one in read.entries] == [
        EntryKind.REPORT,
        EntryKind.NOTE,
        EntryKind.REPLY,
    ]
    assert read.missing == 0
    assert (await office.acts())[-1] is Act.CASE_READ


async def test_who_may_not_read_opens_nothing(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    other, _phone = await office.person("Person D", where=Desk.PROTECTION)
    analyst, _phone = await office.person("Person O", Role.ANALYST)
    case = await office.report()
    async with office.work() as unit:
        case = await desk_case.take(unit, lawyer, case)
    async with office.work() as unit:
        keys = await server_keys(unit)
        with pytest.raises(NotYours):
            await content.read(unit, other, case, keys)
        with pytest.raises(NotAllowed):
            await content.read(unit, analyst, case, keys)
    assert Act.CASE_READ not in await office.acts()


async def test_a_colleague_may_open_a_case_that_somebody_has_and_the_journal_tells(
    office: Office,
) -> None:
    lawyer, _phone = await office.person("Person A")
    colleague, _phone = await office.person("Person D")
    case = await office.report()
    async with office.work() as unit:
        case = await desk_case.take(unit, lawyer, case)
    async with office.work() as unit:
        await content.read(unit, colleague, case, await server_keys(unit))
        lines = await journal.read(unit, office.now.date())
    assert [one.staff_id for one in lines if one.act is Act.CASE_READ] == [colleague.id]


async def test_the_server_opens_no_protection_case(office: Office) -> None:
    person, _phone = await office.person("Person K", where=Desk.PROTECTION)
    case = await office.report(topic="VH")
    async with office.work() as unit:
        with pytest.raises(NoKey):
            await content.read(unit, person, case, await server_keys(unit))


async def test_a_changed_entry_is_damage_and_one_taken_out_is_missed(office: Office) -> None:
    case = await office.report()
    async with office.work() as unit:
        await entry.add(unit, case, EntryKind.WORD, Author.WORKER, {"word": "solved"})
        await entry.add(unit, case, EntryKind.WORD, Author.WORKER, {"word": "delete"})
    async with office.work() as unit:
        await unit.change(delete(entries).where(entries.c.n == 1))
    read = await opened(office, case)
    assert read.missing == 1
    assert "missing from the database: 1" in render(read, Voice(Language.EN))
    async with office.work() as unit:
        await unit.change(update(entries).values(n=7).where(entries.c.n == 2))
        await unit.change(update(entries).values(sealed=b"x" * 200).where(entries.c.n == 0))
    with pytest.raises(Damaged):
        await opened(office, case)


async def test_a_file_opens_as_it_was_and_a_cut_one_is_damage(office: Office) -> None:
    given = await office.filed(photo=b"a picture of a list")
    read = await opened(office, given.filed.case)
    async with office.reading() as unit:
        assert await content.open_file(unit, read.files[0]) == b"a picture of a list"
    async with office.work() as unit:
        await unit.change(delete(chunks))
    async with office.reading() as unit:
        with pytest.raises(Damaged):
            await content.open_file(unit, read.files[0])


async def test_nothing_of_a_case_is_shown_by_its_repr(office: Office) -> None:
    given = await office.filed(photo=b"a picture of a list")
    read = await opened(office, given.filed.case)
    assert STORY not in repr(read)
    assert read.files[0].key.hex() not in repr(read.files)
    assert repr(read.files[0].key) not in repr(read.files)


async def test_the_transcript_tells_all_in_the_readers_language(office: Office) -> None:
    case = await office.report(topic="WG", subtopic="WG2", who="-", danger="yes")
    async with office.work() as unit:
        await report.add_more(
            unit,
            b"lane" * 4,
            case.id,
            {"many": "10", "employer": "farm", "name": "Person farm", "want": "paid"},
        )
    read = await opened(office, case)
    text = render(read, Voice(Language.EN))
    for said in (
        "The worker told",
        "Topic: Not paid",
        "More exactly: Paid late",
        "In danger: yes",
        "When: This week",
        "Region: Fergana region",
        STORY,
        "The worker added",
        "How many people: 10–49",
        "Employer: Farm",
        "Its name: Person farm",
        "What they want: Get paid",
    ):
        assert said in text
    assert "About whom" not in text


def test_what_a_worker_typed_commands_no_terminal() -> None:
    assert plain("a\x1b[2Jb\u202ec\x00\x9bd") == "a\ufffd[2Jb\ufffdc\ufffd\ufffdd"
    assert plain("Oʻzbek\tўзбек\nrus 👩‍🌾") == "Oʻzbek\tўзбек\nrus 👩‍🌾"
