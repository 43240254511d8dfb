"""A batch reads staff and desks once, and never believes what was changed or taken back."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from domain.case import Desk
from services import desk, staff
from tests.kit.desk import LegalDesk


@pytest.fixture
async def legal(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


@contextmanager
def counting(legal: LegalDesk) -> Iterator[list[str]]:
    """Gather the statements that are executed meanwhile."""
    said: list[str] = []

    def listen(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = legal.store.writer.sync_engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)


async def test_a_batch_of_updates_reads_staff_and_desks_once(legal: LegalDesk) -> None:
    await legal.found()
    person = await legal.enrol("Person A")
    async with legal.store.transaction() as transaction:
        with counting(legal) as said:
            for chat_id in (person.chat_id, 7, 8, 9):
                unit = transaction.unit()
                found = await staff.of_chat(unit, chat_id)
                assert (found == person) == (chat_id == person.chat_id)
                assert await staff.on_duty(unit, Desk.GENERAL) == [person]
                assert await desk.is_open(unit)
                assert (await desk.current(unit, Desk.PROTECTION)).generation == 1
    assert len(said) == 2


async def test_the_next_batch_sees_what_was_committed_in_between(legal: LegalDesk) -> None:
    person = await legal.enrol("Person A")
    async with legal.store.transaction() as transaction:
        assert await staff.of_chat(transaction.unit(), person.chat_id)
    async with legal.work() as unit:
        await staff.leave(unit, person.id)
    async with legal.store.transaction() as transaction:
        assert not await staff.of_chat(transaction.unit(), person.chat_id)


async def test_a_change_is_seen_in_its_own_batch_and_forgotten_when_dropped(
    legal: LegalDesk,
) -> None:
    person = await legal.enrol("Person A")
    async with legal.store.transaction() as transaction:
        one, other = transaction.unit(), transaction.unit()
        assert await staff.on_duty(one, Desk.GENERAL)
        await staff.set_duty(one, person.id, on=False)
        assert not await staff.on_duty(one, Desk.GENERAL)
        await one.drop()
        assert await staff.on_duty(other, Desk.GENERAL)
        await other.keep()
