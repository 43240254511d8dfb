"""Promises of the upkeep: what is over goes at its time and not before; twice is no harm."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, select

from domain.draft import Draft, Part, PartKind
from domain.language import Language
from domain.letter import Act, Letter, Mark
from domain.preference import Preference
from domain.trace import Trace
from services import letter, upkeep
from services.work import Unit
from storage import (
    address,
    capability,
    draft,
    evidence,
    inbox,
    outbox,
    preference,
    reply,
    throttle,
    trace,
)
from storage.vault import KeyGone, Label
from tests.kit.desk import LegalDesk

CHAT, OTHER = 7_000_000_001, 7_000_000_002
DRAFT = Draft("report", 1, "story", "token")
CASE = b"c" * 16
#: What counts days ends at midnight, and the room's clock begins at half past nine.
SINCE_MIDNIGHT = timedelta(hours=10)


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


async def run(room: LegalDesk, chore: Callable[[Unit], Awaitable[object]]) -> None:
    """Run a chore twice, as two processes might."""
    for _ in range(2):
        async with room.work() as unit:
            await chore(unit)


async def letters(room: LegalDesk) -> list[Letter]:
    async with room.work() as unit:
        claimed = await outbox.claim(unit, b"t" * 16, 100, bulk=False)
    return [one.letter for one in claimed if one.letter]


async def count(room: LegalDesk, table: Table) -> int:
    async with room.reading() as unit:
        return len(await unit.rows(select(table)))


async def test_messages_leave_their_chats_by_hour_47_and_once(room: LegalDesk) -> None:
    async with room.work() as unit:
        for chat, message in ((CHAT, 1), (CHAT, 2), (OTHER, 3)):
            letter.erase_later(unit, chat, message)
    room.later(hours=46, minutes=50)
    await run(room, upkeep.erase_chats)
    assert await letters(room) == []
    room.later(minutes=10)
    await run(room, upkeep.erase_chats)
    gone = {one.chat_id: (one.act, set(one.message_ids)) for one in await letters(room)}
    assert gone == {CHAT: (Act.DELETE, {1, 2}), OTHER: (Act.DELETE, {3})}
    assert await count(room, trace.traces) == 0


async def test_of_more_messages_than_one_run_takes_the_most_urgent_go_and_the_rest_is_told(
    room: LegalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "MOST", 4)
    async with room.work() as unit:
        for number in (7, 6, 5, 4, 3, 2, 1):
            trace.keep(unit, Trace(CHAT, number, Mark.OTHER), seconds=number * 600)
    room.later(hours=2)
    told: list[tuple[bool, set[int]]] = []
    for _run in range(2):
        async with room.work() as unit:
            has_more = await upkeep.erase_chats(unit)
        told.append((has_more, {n for one in await letters(room) for n in one.message_ids}))
        async with room.work() as unit:
            await unit.change(outbox.outbox.delete())
    assert told == [(True, {1, 2, 3, 4}), (False, {5, 6, 7})]


@pytest.mark.parametrize("shown", [False, True])
async def test_an_answer_nobody_has_shown_is_offered_again(room: LegalDesk, shown: bool) -> None:
    async with room.work() as unit:
        key = await reply.leave(unit, CASE, "an answer", CHAT)
        about = urlsafe_b64encode(key).decode().rstrip("=")
        again = '{"text":"There is an answer for you"}'
        trace.keep(unit, Trace(CHAT, 5, Mark.ANSWER, about, again), seconds=3600)
        if shown:
            await reply.hide(unit, key, CHAT)
    room.later(hours=1)
    await run(room, upkeep.erase_chats)
    said = [one.content for one in await letters(room) if one.act is Act.SEND]
    assert said == ([] if shown else [{"text": "There is an answer for you"}])


async def test_a_draft_ends_a_day_after_the_last_touch_with_its_files(room: LegalDesk) -> None:
    file_id = await _drafted(room)
    room.later(hours=23)
    await run(room, upkeep.end_drafts)
    assert await _stands(room, file_id)
    assert await count(room, draft.parts) == 1
    room.later(hours=2)
    await run(room, upkeep.end_drafts)
    assert not await _stands(room, file_id)
    for table in (draft.drafts, draft.parts, evidence.chunks):
        assert await count(room, table) == 0


async def test_who_goes_on_for_days_keeps_the_first_photo(room: LegalDesk) -> None:
    file_id = await _drafted(room)
    for _day in range(4):
        room.later(hours=20)
        async with room.work() as unit:
            draft.keep(unit, unit.vault.lane(CHAT), DRAFT)
        await run(room, upkeep.end_drafts)
    assert await _stands(room, file_id)
    async with room.reading() as unit:
        ((_key, part),) = await draft.parts_of(unit, unit.vault.lane(CHAT))
    assert bytes.fromhex(part.evidence) == file_id


async def test_a_file_of_no_draft_and_no_case_goes(room: LegalDesk) -> None:
    async with room.work() as unit:
        lost = await evidence.add(unit, [b"sealed"], case_id=None)
        filed = await evidence.add(unit, [b"sealed"], case_id=CASE)
    room.later(hours=evidence.DRAFT_HOURS)
    await run(room, upkeep.end_drafts)
    assert (await _stands(room, lost), await _stands(room, filed)) == (False, True)


async def test_numbers_of_updates_are_kept_two_days_to_refuse_a_repeat(room: LegalDesk) -> None:
    async with room.work() as unit:
        await inbox.receive(unit, 1, [(77, b"l" * 16, b"said")])
    async with room.work() as unit:
        claimed = await inbox.claim(unit, b"t" * 16, 1)
    async with room.store.transaction() as transaction:
        await inbox.finish(transaction, b"t" * 16, claimed)
    await _goes(room, inbox.inbox, timedelta(days=upkeep.REPEAT_DAYS + 1), early=SINCE_MIDNIGHT)


async def test_an_idle_chat_is_forgotten_after_thirty_days(room: LegalDesk) -> None:
    async with room.work() as unit:
        preference.keep(unit, unit.vault.lane(CHAT), Preference(language=Language.RU))
    await _goes(room, preference.preferences, timedelta(days=31), early=SINCE_MIDNIGHT)


async def test_an_answer_nobody_showed_goes_after_fourteen_days(room: LegalDesk) -> None:
    async with room.work() as unit:
        await reply.leave(unit, CASE, "an answer", CHAT)
    await _goes(room, reply.answers, timedelta(days=reply.SHOW_DAYS))


async def test_an_address_goes_when_its_tail_is_over(room: LegalDesk) -> None:
    async with room.work() as unit:
        address.add(unit, CASE, CHAT, Language.UZ)
        ends_at = unit.seconds + address.TAIL_DAYS * 24 * 3600
        await address.end_later(unit, CASE, ends_at=ends_at)
    await _goes(room, address.addresses, timedelta(days=address.TAIL_DAYS))


async def test_tries_are_forgotten_with_their_hour(room: LegalDesk) -> None:
    async with room.work() as unit:
        await throttle.count(unit, "receipt", b"l" * 16)
    await _goes(room, throttle.throttles, timedelta(hours=1), early=timedelta(hours=1))


async def test_what_a_button_may_do_ends_after_a_day(room: LegalDesk) -> None:
    async with room.work() as unit:
        capability.grant(unit, CASE, CHAT)
    day = timedelta(hours=capability.LIFETIME_HOURS)
    await _goes(room, capability.capabilities, day)


async def test_a_parked_letter_goes_once_nobody_can_read_it(room: LegalDesk) -> None:
    async with room.work() as unit:
        outbox.post(unit, Letter(CHAT, Act.SEND, {"text": "late"}), due_at=unit.seconds)
    async with room.work() as unit:
        await outbox.park(unit, [one.id for one in await outbox.claim(unit, CASE, 1, bulk=False)])
    await _goes(room, outbox.outbox, timedelta(seconds=outbox.PARKED_SECONDS + 1))


async def test_day_keys_are_destroyed_on_the_fourth_day(room: LegalDesk) -> None:
    sealed = room.vault.seal_day(Label.DRAFT, b"said", b"")
    for _day in range(3):
        room.now += timedelta(days=1)
        await run(room, upkeep.turn_keys)
        assert room.vault.open_day(Label.DRAFT, sealed, b"") == b"said"
    room.now += timedelta(days=1)
    await run(room, upkeep.turn_keys)
    with pytest.raises(KeyGone):
        room.vault.open_day(Label.DRAFT, sealed, b"")


async def test_what_is_needed_is_sealed_anew_before_its_month_goes(room: LegalDesk) -> None:
    first = room.vault.month
    async with room.work() as unit:
        address.add(unit, CASE, CHAT, Language.UZ)
        preference.keep(unit, unit.vault.lane(CHAT), Preference(language=Language.RU))
    room.later(days=31)
    await run(room, upkeep.reseal)
    assert first in room.vault.months
    room.later(days=31)
    await run(room, upkeep.reseal)
    assert first not in room.vault.months
    async with room.reading() as unit:
        lane = unit.vault.lane(CHAT)
        found = await address.of_case(unit, CASE)
        assert found is not None
        assert found.chat_id == CHAT
        chosen, _day = (await preference.of_lanes(unit, [lane]))[lane]
    assert chosen.language is Language.RU


async def test_a_month_key_stays_when_sealing_anew_fails(room: LegalDesk) -> None:
    first = room.vault.month
    room.later(days=62)

    async def fail() -> None:
        async with room.work() as unit:
            await upkeep.reseal(unit)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await fail()
    assert first in room.vault.months


async def _drafted(room: LegalDesk) -> bytes:
    async with room.work() as unit:
        lane = unit.vault.lane(CHAT)
        draft.keep(unit, lane, DRAFT)
        file_id = await evidence.add(unit, [b"sealed"], case_id=None)
        part = replace(Part(PartKind.PHOTO), evidence=file_id.hex(), key="00")
        draft.add_part(unit, lane, 0, part)
    return file_id


async def _stands(room: LegalDesk, file_id: bytes) -> bool:
    async with room.reading() as unit:
        row = await unit.row(select(evidence.evidence).where(evidence.evidence.c.id == file_id))
    return row is not None


async def _goes(
    room: LegalDesk, table: Table, after: timedelta, early: timedelta = timedelta(hours=2)
) -> None:
    """See that `forget` takes the only row of a table at its time, and not a little before."""
    room.now += after - early
    await run(room, upkeep.forget)
    assert await count(room, table) == 1
    room.now += early
    await run(room, upkeep.forget)
    assert await count(room, table) == 0
