"""Who has the database alone can neither forge a row that leads somewhere nor move one."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Table, delete, insert, select, update

from domain.case import Case, Desk
from domain.draft import Draft, Part, PartKind
from domain.entry import Author, EntryKind
from domain.fetch import Fetch
from domain.staff import Role
from services import address, content, desk, reply, staff
from services.content import Damaged
from services.member import server_keys
from services.receipt import UnknownReceipt
from storage import draft, entry, fetch, parked
from storage import member as members
from storage import staff as people
from storage.address import addresses
from storage.case import cases
from storage.desk import DeskKey, grants, holders
from storage.draft import parts
from storage.entry import entries
from storage.fetch import fetches
from storage.invite import invites
from storage.parked import Found
from storage.receipt import receipts
from storage.reply import replies
from storage.vault import EntryHeader, Label, Tampered, Vault, new_pair, seal_entry, seal_to
from tests.kit import filing
from tests.kit.office import Office

VICTIM, THIEF = 7_000_000_001, 7_000_000_002


@pytest.fixture
async def office(ready_url: str, key_file: Path) -> AsyncIterator[Office]:
    async with Office.opened(ready_url, key_file) as office:
        yield office


async def write(office: Office, statement: Any) -> None:
    """Write as somebody does who has the database and none of the keys."""
    async with office.work() as unit:
        await unit.change(statement)


async def drop_address(office: Office, case: Case) -> None:
    await write(office, delete(addresses).where(addresses.c.case_id == case.id))


async def test_an_address_moved_to_another_case_is_no_address(office: Office) -> None:
    hers = await office.report(VICTIM, answer="here")
    his = await office.report(THIEF, answer="here")
    await drop_address(office, hers)
    await write(
        office, update(addresses).where(addresses.c.case_id == his.id).values(case_id=hers.id)
    )
    async with office.work() as unit:
        assert not await reply.from_desk(unit, await office.case(hers), "For her alone.")
        assert await address.of_chat(unit, THIEF) == []


async def test_an_address_under_another_chats_lookup_shows_that_chat_nothing(
    office: Office,
) -> None:
    hers = await office.report(VICTIM, answer="here")
    his = await office.report(THIEF, answer="here")
    (lookup,) = await column(office, addresses, "lookup", his)
    await write(
        office, update(addresses).where(addresses.c.case_id == hers.id).values(lookup=lookup)
    )
    async with office.reading() as unit:
        assert [one.case.id for one in await address.of_chat(unit, THIEF)] == [his.id]


async def test_a_receipt_moved_to_another_case_opens_nothing(office: Office) -> None:
    hers, his = await office.filed(VICTIM), await office.filed(THIEF)
    await write(office, delete(receipts).where(receipts.c.case_id == hers.id))
    await write(
        office, update(receipts).where(receipts.c.case_id == his.id).values(case_id=hers.id)
    )
    with pytest.raises(UnknownReceipt):
        await filing.come_back(office, his.digits)


async def test_no_answer_is_sealed_to_a_key_put_in_the_place_of_the_receipts(
    office: Office,
) -> None:
    case = await office.report(VICTIM)
    await write(office, update(receipts).values(public=new_pair().public))
    async with office.work() as unit:
        with pytest.raises(Damaged):
            await reply.from_desk(unit, case, "For her alone.")
    assert await column(office, replies, "sealed", case) == []


async def test_nothing_is_sealed_to_a_key_put_in_the_place_of_the_cases(office: Office) -> None:
    case = await office.report(VICTIM)
    before = await column(office, entries, "sealed", case)
    await write(office, update(cases).values(public=new_pair().public))
    async with office.work() as unit:
        with pytest.raises(Tampered):
            await entry.add(
                unit, await office.case(case), EntryKind.STORY, Author.WORKER, {"texts": []}
            )
    assert await column(office, entries, "sealed", case) == before


async def test_no_answer_goes_to_the_worker_of_a_case_that_bears_anothers_code(
    office: Office,
) -> None:
    hers, his = await office.report(VICTIM), await office.report(THIEF)
    await write(office, delete(cases).where(cases.c.id == hers.id))
    await write(office, update(cases).values(code=hers.code))
    async with office.work() as unit:
        with pytest.raises(Damaged):
            await reply.from_desk(unit, await office.case(his), "For her alone.")


async def test_an_answer_that_the_desk_never_wrote_is_not_shown(office: Office) -> None:
    hers = await office.filed(VICTIM)
    async with office.work() as unit:
        await reply.from_desk(unit, await office.case(hers.filed.case), "True.")
    (public,), key = await column(office, receipts, "public", hers.filed.case), os.urandom(16)
    body = orjson.dumps({"text": "Come to the office with your passport.", "at": 1})
    forged = seal_to(public, Label.REPLY, hers.id + key, body)
    await write(office, insert(replies).values(id=key, case_id=hers.id, n=9, sealed=forged))
    assert [one.text for one in (await filing.come_back(office, hers.digits)).replies] == ["True."]


async def test_an_entry_that_nobody_said_is_damage(office: Office) -> None:
    case, key = await office.report(VICTIM), os.urandom(16)
    header = EntryHeader(case.id, key, "story", "worker", 1, office.now)
    forged = seal_entry(case.public, header, orjson.dumps({"word": "withdrawn"}))
    await write(office, insert(entries).values(id=key, case_id=case.id, n=1, sealed=forged))
    await write(office, update(cases).values(entries=2))
    async with office.reading() as unit:
        with pytest.raises(Damaged):
            await content.open_case(unit, await office.case(case), await server_keys(unit))


async def test_words_that_nobody_parked_are_not_read(office: Office) -> None:
    key, public = os.urandom(16), (await general(office)).public
    body = orjson.dumps({"kind": "text", "text": "Come alone to the field office.", "at": 1})
    forged = seal_to(public, Label.PARKED, key, body)
    row = {"id": key, "desk": "general", "generation": 1, "sealed": forged}
    await write(office, insert(parked.parked).values(**row, day=office.now.date()))
    async with office.reading() as unit:
        assert await parked.opened(unit, await server_keys(unit)) == Found([], 1)


async def test_entries_in_another_order_are_damage(office: Office) -> None:
    case = await office.report(VICTIM)
    async with office.work() as unit:
        await entry.add(unit, case, EntryKind.WORD, Author.WORKER, {"word": "solved"})
    await write(office, update(entries).values(n=7 - entries.c.n))
    async with office.reading() as unit:
        with pytest.raises(Damaged):
            await content.open_case(unit, await office.case(case), await server_keys(unit))


async def test_a_part_moved_to_another_chat_is_not_told_there(office: Office) -> None:
    hers, his = lanes(office.vault)
    async with office.work() as unit:
        draft.keep(unit, his, Draft("report", 1, "review", "token"))
        draft.add_part(unit, hers, 0, Part(PartKind.TEXT, "Her story."))
    await write(office, update(parts).values(lane=his))
    async with office.reading() as unit:
        assert await draft.parts_of(unit, his) == []


async def test_a_file_under_way_moved_to_another_chat_does_not_come_there(office: Office) -> None:
    hers, his = lanes(office.vault)
    async with office.work() as unit:
        fetch.ask(unit, hers, Fetch("photo", "file-1", 10, chat_id=VICTIM, message_id=5, part="ab"))
    await write(office, update(fetches).values(lane=his))
    async with office.reading() as unit:
        assert await fetch.of_lane(unit, his) == []


async def test_an_invitation_moved_to_somebody_else_enrols_nobody(office: Office) -> None:
    code = await office.invite("Person C", Role.CAMPAIGNER)
    boss = await office.enrol("Person S", Role.SUPERVISOR)
    await write(office, update(invites).values(staff_id=boss.id, used_chat=False))
    async with office.work() as unit:
        assert await staff.enrol(unit, THIEF, code) is None


async def test_an_invitation_that_ended_is_not_brought_back(office: Office) -> None:
    code = await office.invite("Person C", Role.CAMPAIGNER)
    office.later(days=3)
    await write(office, update(invites).values(ends_at=1 << 40))
    async with office.work() as unit:
        assert await staff.enrol(unit, THIEF, code) is None


async def test_who_left_gets_no_key_by_rows_of_an_older_dump(office: Office) -> None:
    await office.member("Person A")
    _, gone = await office.member("Person D")
    tables = (members.members, people.staff, people.staff_desks, grants)
    async with office.reading() as unit:
        dump = {table: await unit.rows(select(table)) for table in tables}
    async with office.work() as unit:
        await staff.leave(unit, gone.id)
    async with office.work() as unit:
        for table, rows in dump.items():
            await unit.change(delete(table))
            await unit.change(insert(table), [dict(row) for row in rows])
        forged = {"desk": Desk.GENERAL, "generation": 2, "holder": gone.id, "wrapped": b"x"}
        await unit.change(insert(grants), forged)
    async with office.work() as unit:
        await desk.renew(unit, Desk.GENERAL)
    async with office.reading() as unit:
        assert gone.id not in await holders(unit, await desk.current(unit, Desk.GENERAL))


async def column(office: Office, table: Table, name: str, case: Case) -> list[bytes]:
    async with office.reading() as unit:
        rows = await unit.rows(select(table).where(table.c.case_id == case.id))
        return [row[name] for row in rows]


async def general(office: Office) -> DeskKey:
    async with office.reading() as unit:
        return await desk.current(unit, Desk.GENERAL)


def lanes(vault: Vault) -> tuple[bytes, bytes]:
    return vault.lane(VICTIM), vault.lane(THIEF)
