"""The promise clock counts only while somebody is on duty, and no time is given back twice."""

import shutil
from asyncio import gather
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import TERMS, Case, Desk, due, rounded
from domain.duty import ROUNDING
from domain.staff import Role, Staff
from domain.tashkent import QUARTER
from services import case as desk_case
from services import duty, staff
from storage import case as cases
from tests.kit.bare import CASE
from tests.kit.desk import LegalDesk
from tests.kit.office import Office

HOUR = 3600
#: Minutes that pass, who of two, on duty or off.
TURNS = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 1), st.booleans()), min_size=1, max_size=9
)


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as office:
        yield office


async def turn(legal: LegalDesk, person: Staff, on: bool) -> None:
    async with legal.work() as unit:
        await staff.set_duty(unit, person.id, on)


@given(turns=TURNS, severity=st.sampled_from(sorted(TERMS)))
async def test_the_time_that_counts_is_the_term_however_people_come_and_go(
    sqlite_template: Path, turns: list[tuple[int, int, bool]], severity: int
) -> None:
    async with _fresh(sqlite_template) as legal:
        people = [await legal.enrol("Person A"), await legal.enrol("Person B")]
        on, gaps, filed = {0, 1}, _Gaps(legal), []
        for minutes, who, wish in turns:
            filed.append((legal.seconds, await _file(legal, severity)))
            legal.later(minutes=minutes)
            await turn(legal, people[who], wish)
            on = on | {who} if wish else on - {who}
            gaps.note(covered=bool(on))
        filed.append((legal.seconds, await _file(legal, severity)))
        legal.later(minutes=7)
        await turn(legal, people[0], on=True)
        gaps.note(covered=True)
        now = [(at, old, await legal.case(old.id)) for at, old in filed]
    for at, old, new in now:
        counted = new.due_at - at - gaps.between(at, new.due_at)
        assert counted >= TERMS[severity] * HOUR - ROUNDING[severity]
        assert new.due_at - old.due_at <= gaps.between(at, new.due_at) + QUARTER * len(gaps.ended)
    if severity > 1:
        # A due time, which stands in the clear, tells no more than the rounded time of filing.
        told = {(new.filed_at, new.due_at) for _at, _old, new in now}
        assert len(told) == len({filed_at for filed_at, _due_at in told})


async def test_nothing_is_put_off_while_somebody_stays(office: Office) -> None:
    first, _phone = await office.person("Person A")
    await office.person("Person B")
    case = await office.report(topic="FL")
    office.later(hours=2)
    await turn(office, first, on=False)
    office.later(hours=2)
    await turn(office, first, on=True)
    assert (await office.case(case)).due_at == case.due_at


async def test_a_night_without_anybody_is_put_on_top_once(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case, version = await office.report(topic="FL"), 0
    office.later(hours=2)
    await turn(office, lawyer, on=False)
    office.later(hours=11, minutes=50)
    for _again in range(3):
        await turn(office, lawyer, on=True)
    current = await office.case(case)
    assert (current.due_at, current.version) == (case.due_at + 12 * HOUR, version)


async def test_two_who_come_at_once_put_a_case_off_once(office: Office) -> None:
    people = [(await office.person(name))[0] for name in ("Person A", "Person B")]
    case = await office.report(topic="FL")
    office.later(hours=2)
    await gather(*(turn(office, one, on=False) for one in people))
    office.later(hours=3)
    await gather(*(turn(office, one, on=True) for one in people))
    assert (await office.case(case)).due_at == case.due_at + 3 * HOUR


async def test_what_was_late_before_stays_late(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic="FL")
    office.later(hours=25)
    await turn(office, lawyer, on=False)
    office.later(hours=9)
    await turn(office, lawyer, on=True)
    assert (await office.case(case)).due_at == case.due_at


async def test_a_desk_that_nobody_has_joined_yet_starts_its_clock_with_the_first(
    office: Office,
) -> None:
    case = await office.report(topic="FL")
    office.later(days=3)
    await office.person("Person A")
    now = int(office.now.timestamp())
    assert now + 23 * HOUR <= (await office.case(case)).due_at <= now + 24 * HOUR + QUARTER


async def test_each_desk_has_a_clock_of_its_own(office: Office) -> None:
    general, _phone = await office.person("Person A")
    protection, _phone = await office.person("Person B", where=Desk.PROTECTION)
    case = await office.report(topic="VH")
    office.later(hours=2)
    await turn(office, general, on=False)
    office.later(hours=2)
    await turn(office, general, on=True)
    assert (await office.case(case)).due_at == case.due_at
    await turn(office, protection, on=False)
    office.later(hours=2)
    await office.person("Person D", where=Desk.PROTECTION)
    assert (await office.case(case)).due_at == case.due_at + 2 * HOUR


async def test_who_leaves_last_stops_the_clock(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    await office.person("Person S", Role.SUPERVISOR)
    case = await office.report(topic="FL")
    office.later(hours=2)
    async with office.work() as unit:
        await staff.leave(unit, lawyer.id)
    office.later(hours=2)
    await office.person("Person B")
    assert (await office.case(case)).due_at == case.due_at + 2 * HOUR


async def test_an_answer_while_nobody_is_on_duty_is_held_against_the_clock(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    kept, late = await office.report(1, topic="FL"), await office.report(2, topic="FL")
    office.later(hours=23, minutes=20)
    await turn(office, lawyer, on=False)
    office.later(hours=9)
    await _answer(office, lawyer, kept)
    await turn(office, lawyer, on=True)
    office.later(hours=1)
    await _answer(office, lawyer, late)
    kept, late = await office.case(kept), await office.case(late)
    assert kept.answered_at <= kept.due_at
    assert late.answered_at > late.due_at


async def test_a_change_of_duty_that_is_taken_back_leaves_the_clock_alone(office: Office) -> None:
    lawyer, _phone = await office.person("Person A")
    case = await office.report(topic="FL")
    async with office.store.transaction() as transaction:
        unit = transaction.unit()
        await staff.set_duty(unit, lawyer.id, on=False)
        await unit.drop()
    office.later(hours=2)
    await turn(office, lawyer, on=True)
    async with office.work() as unit:
        await duty.settle(unit, Desk.GENERAL)
    assert (await office.case(case)).due_at == case.due_at


async def _answer(office: Office, lawyer: Staff, case: Case) -> None:
    async with office.work() as unit:
        taken = await desk_case.take(unit, lawyer, await cases.by_id(unit, case.id))
        await desk_case.answer(unit, lawyer, taken, "Keep your slips.")


class _Legal(LegalDesk):
    @property
    def seconds(self) -> int:
        return int(self.now.timestamp())

    async def case(self, case_id: bytes) -> Case:
        async with self.reading() as unit:
            return await cases.by_id(unit, case_id)


class _Gaps:
    """When nobody was on duty."""

    def __init__(self, legal: _Legal) -> None:
        self._legal = legal
        self._since: int | None = None
        self.ended: list[tuple[int, int]] = []

    def note(self, *, covered: bool) -> None:
        if covered and self._since is not None:
            self.ended.append((self._since, self._legal.seconds))
            self._since = None
        elif not covered and self._since is None:
            self._since = self._legal.seconds

    def between(self, start: int, end: int) -> int:
        return sum(max(0, min(end, until) - max(start, since)) for since, until in self.ended)


@asynccontextmanager
async def _fresh(template: Path) -> AsyncIterator[_Legal]:
    with TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copy(template, folder / "copy.db")
        url = f"sqlite+aiosqlite:///{folder / 'copy.db'}"
        async with _Legal.opened(url, folder / "keys" / "key") as legal:
            # Into the hour and the day, so that both roundings are met.
            legal.now += timedelta(hours=4, minutes=10)
            await legal.found(full=True)
            yield legal


async def _file(legal: _Legal, severity: int) -> Case:
    async with legal.work() as unit:
        case = replace(
            CASE,
            id=unit.new_id(),
            code=unit.new_id().hex()[:7],
            severity=severity,
            filed_at=rounded(unit.now, severity),
            due_at=due(unit.now, severity),
        )
        cases.add(unit, case, wrapped=b"")
    return case
