"""Closed cases go when term and notice are over, never sooner, and only counts stay."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.case import Case, Desk, Outcome
from domain.errors import NoSuchCase
from domain.journal import Act
from domain.retention import NOTICE_DAYS, TERMS, WORD_DAYS
from domain.staff import Staff
from services import case as desk_case
from services import retention, upkeep, word
from storage import address, deletion, entry, evidence, receipt, reply
from storage.case import by_ids
from storage.statistic import statistics
from tests.kit.office import Office


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as office:
        yield office


@pytest.fixture
async def lawyer(office: Office) -> Staff:
    return (await office.person("Person A"))[0]


async def closed(office: Office, lawyer: Staff, outcome: Outcome, chat_id: int = 1) -> Case:
    case = await office.report(chat_id, answer="here")
    async with office.work() as unit:
        return await desk_case.close(unit, lawyer, case, outcome)


async def run(office: Office, **later: float) -> None:
    office.later(**later)
    async with office.work() as unit:
        await retention.run(unit)


async def left(office: Office, *known: Case) -> set[bytes]:
    async with office.reading() as unit:
        return {case.id for case in await by_ids(unit, [case.id for case in known])}


async def plan(office: Office) -> retention.Plan:
    async with office.reading() as unit:
        return await retention.plan(unit)


async def counted(office: Office) -> dict[str, int]:
    async with office.reading() as unit:
        rows = await unit.rows(select(statistics))
    return {row["outcome"]: row["n"] for row in rows}


async def test_each_outcome_goes_on_its_day_and_not_the_day_before(
    office: Office, lawyer: Staff
) -> None:
    cases = {outcome: await closed(office, lawyer, outcome) for outcome in Outcome}
    start = office.now
    for days in sorted(set(TERMS.values())):
        for day, stays in ((0, True), (NOTICE_DAYS - 1, True), (NOTICE_DAYS, False)):
            office.now = start
            await run(office, days=days + day)
            ending = [cases[outcome] for outcome, term in TERMS.items() if term == days]
            assert await left(office, *ending) == ({one.id for one in ending} if stays else set())
    assert await left(office, *cases.values()) == set()
    assert await counted(office) == dict.fromkeys(Outcome, 1)


async def test_a_late_chore_still_announces_before_it_deletes(
    office: Office, lawyer: Staff
) -> None:
    case = await closed(office, lawyer, Outcome.TEST)
    await run(office, days=400)
    assert await left(office, case) == {case.id}
    await run(office, days=6)
    assert await left(office, case) == {case.id}
    await run(office, days=1)
    assert await left(office, case) == set()


async def test_the_dry_run_tells_what_goes_and_deletes_nothing(
    office: Office, lawyer: Staff
) -> None:
    case = await closed(office, lawyer, Outcome.WITHDRAWN)
    later = await closed(office, lawyer, Outcome.ADVISED)
    goes_on = office.now.date() + timedelta(days=97)
    office.later(days=66)
    assert (await plan(office)).leaving == []
    office.later(days=1)
    expected = [retention.Leaving(case.code, Outcome.WITHDRAWN, goes_on)]
    assert (await plan(office)).leaving == expected
    await run(office, days=23)
    assert (await plan(office)).leaving == expected
    await run(office, days=7)
    assert (await plan(office)).leaving == []
    assert await left(office, case, later) == {later.id}


async def test_a_hold_stops_it_and_letting_go_announces_it_anew(
    office: Office, lawyer: Staff
) -> None:
    case = await closed(office, lawyer, Outcome.TEST)
    await run(office, days=7)
    async with office.work() as unit:
        await retention.hold(unit, case.code)
    await run(office, days=700)
    assert await plan(office) == retention.Plan([], 1)
    async with office.work() as unit:
        await retention.unhold(unit, case.code)
    assert (await office.acts())[-2:] == [Act.CASE_HELD, Act.CASE_UNHELD]
    await run(office)
    await run(office, days=6)
    assert await left(office, case) == {case.id}
    await run(office, days=1)
    assert await left(office, case) == set()


async def test_a_hold_on_no_case_is_refused(office: Office) -> None:
    with pytest.raises(NoSuchCase):
        async with office.work() as unit:
            await retention.hold(unit, "K7M-4QX")


async def test_a_recent_word_keeps_a_case_even_when_it_was_announced(
    office: Office, lawyer: Staff
) -> None:
    case = await closed(office, lawyer, Outcome.TEST)
    await run(office, days=7)
    async with office.work() as unit:
        await word.solved(unit, case)
    await run(office, days=WORD_DAYS - 1)
    assert (await plan(office)).leaving[0].day == office.now.date() + timedelta(days=8)
    await run(office, days=1)
    await run(office, days=6)
    assert await left(office, case) == {case.id}
    await run(office, days=1)
    assert await left(office, case) == set()


async def test_a_case_that_was_written_to_before_it_was_closed_is_kept_as_well(
    office: Office, lawyer: Staff
) -> None:
    case = await office.report(answer="here")
    async with office.work() as unit:
        await word.unsolved(unit, case)
        current = await word.case_of(unit, case.id)
        await desk_case.close(unit, lawyer, current, Outcome.TEST)
    await run(office, days=WORD_DAYS - 1)
    await run(office, days=NOTICE_DAYS)
    assert await left(office, case) == {case.id}


async def test_an_open_case_is_never_deleted(office: Office, lawyer: Staff) -> None:
    waiting = await office.report(1, answer="here")
    reopened = await closed(office, lawyer, Outcome.TEST, 2)
    await run(office, days=7)
    async with office.work() as unit:
        await word.unsolved(unit, reopened)
    for _week in range(4):
        await run(office, days=1000)
    assert await left(office, waiting, reopened) == {waiting.id, reopened.id}


async def test_a_case_that_is_closed_again_begins_its_term_anew(
    office: Office, lawyer: Staff
) -> None:
    case = await closed(office, lawyer, Outcome.WITHDRAWN)
    office.later(days=89)
    async with office.work() as unit:
        await word.unsolved(unit, case)
        current = await word.case_of(unit, case.id)
        await desk_case.close(unit, lawyer, current, Outcome.WITHDRAWN)
    await run(office, days=89)
    await run(office, days=7)
    assert await left(office, case) == {case.id}


async def test_nothing_remains_but_a_tombstone_and_a_count(office: Office, lawyer: Staff) -> None:
    case = (await office.filed(answer="here", photo=b"a picture")).filed.case
    twin = await office.report(2, answer="receipt")
    async with office.work() as unit:
        for one in (case, twin):
            await desk_case.close(unit, lawyer, one, Outcome.TEST)
    await run(office, days=7)
    await run(office, days=7)
    await run(office)
    async with office.reading() as unit:
        assert set(await deletion.buried(unit)) == {case.id, twin.id}
        for table in (
            address.addresses,
            entry.entries,
            evidence.evidence,
            evidence.chunks,
            receipt.receipts,
            reply.replies,
        ):
            (row,) = await unit.rows(select(func.count().label("n")).select_from(table))
            assert row["n"] == 0, table.name
        (line,) = [dict(row) for row in await unit.rows(select(statistics))]
    assert line == {
        "month": "2026-11",
        "desk": Desk.GENERAL,
        "topic": "WG",
        "region": "UZ-FA",
        "severity": 3,
        "outcome": Outcome.TEST,
        "language": "uz",
        "n": 2,
    }


async def test_a_workers_own_deletion_is_counted_too_even_of_an_open_case(
    office: Office, lawyer: Staff
) -> None:
    case = await office.report(answer="here")
    async with office.work() as unit:
        await word.ask_deletion(unit, case)
    office.later(days=7, hours=1)
    for _again in range(2):
        async with office.work() as unit:
            await upkeep.delete_asked(unit)
    assert await left(office, case) == set()
    assert await counted(office) == {"": 1}
    async with office.reading() as unit:
        assert await deletion.buried(unit) == [case.id]
