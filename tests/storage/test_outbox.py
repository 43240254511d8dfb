"""Promises of the outbox: letters in the order of their lane, each until it is settled."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.letter import Act, Letter, Mark
from storage import outbox
from storage.outbox import Outgoing
from tests.kit.desk import LegalDesk

ME = b"m" * 16


@pytest.fixture
async def room(ready_url: str, key_file: Path) -> AsyncIterator[LegalDesk]:
    async with LegalDesk.opened(ready_url, key_file) as legal:
        yield legal


def letter(chat: int, text: str = "said") -> Letter:
    return Letter(chat, Act.SEND, {"text": text})


async def post(room: LegalDesk, *letters: Letter, bulk: bool = False, due_in: int = 0) -> None:
    async with room.work() as unit:
        for one in letters:
            due_at = unit.seconds + due_in if due_in else 0
            outbox.post(unit, one, bulk=bulk, due_at=due_at)


async def claim(room: LegalDesk, limit: int = 100, *, bulk: bool = False) -> list[Outgoing]:
    async with room.work() as unit:
        return await outbox.claim(unit, ME, limit, bulk=bulk)


async def postpone(room: LegalDesk, one: Outgoing, due_in: int, *, uncount: bool = False) -> None:
    async with room.work() as unit:
        await outbox.postpone(unit, [one.id], due_at=unit.seconds + due_in, uncount=uncount)


def texts(claimed: list[Outgoing]) -> list[object]:
    return [one.letter.content["text"] for one in claimed if one.letter]


async def test_a_letter_is_read_as_it_was_posted(room: LegalDesk) -> None:
    whole = Letter(
        7, Act.EDIT, {"text": "x"}, mark=Mark.COUNTER, message_ids=(3, 4), about="a", stale_after=9
    )
    await post(room, whole)
    (claimed,) = await claim(room)
    assert claimed.letter == whole
    assert (claimed.attempts, claimed.since) == (1, int(room.now.timestamp()))


async def test_the_letters_of_a_lane_come_in_their_order(room: LegalDesk) -> None:
    await post(room, letter(1, "a"), letter(2, "b"), letter(1, "c"))
    assert texts(await claim(room)) == ["a", "b", "c"]


async def test_what_is_claimed_holds_its_lane_and_no_other(room: LegalDesk) -> None:
    await post(room, letter(1, "a"))
    await claim(room)
    await post(room, letter(1, "b"), letter(2, "c"))
    assert texts(await claim(room)) == ["c"]


async def test_what_backs_off_holds_its_lane_until_it_is_due(room: LegalDesk) -> None:
    await post(room, letter(1, "a"))
    (first,) = await claim(room)
    await post(room, letter(1, "b"))
    await postpone(room, first, 8)
    assert await claim(room) == []
    room.later(seconds=8)
    again = await claim(room)
    assert texts(again) == ["a", "b"]
    assert [one.attempts for one in again] == [2, 1]


async def test_what_was_never_tried_is_not_counted(room: LegalDesk) -> None:
    await post(room, letter(1))
    (first,) = await claim(room)
    await postpone(room, first, 0, uncount=True)
    assert [one.attempts for one in await claim(room)] == [1]


async def test_what_is_meant_for_later_holds_nobody_up(room: LegalDesk) -> None:
    await post(room, letter(1, "in an hour"), due_in=3600)
    await post(room, letter(1, "now"))
    assert texts(await claim(room)) == ["now"]
    room.later(hours=1)
    async with room.work() as unit:
        await outbox.recover(unit)
    assert texts(await claim(room)) == ["in an hour", "now"]


async def test_an_answer_does_not_wait_for_one_text_to_many(room: LegalDesk) -> None:
    await post(room, letter(1, "to many"), bulk=True)
    await post(room, letter(1, "to you"))
    assert texts(await claim(room, bulk=True)) == ["to many"]
    assert texts(await claim(room)) == ["to you"]


async def test_one_text_to_many_waits_for_the_answers_before_it(room: LegalDesk) -> None:
    await post(room, letter(1, "to you"))
    await post(room, letter(1, "to many"), bulk=True)
    await claim(room)
    assert await claim(room, bulk=True) == []


async def test_a_parked_letter_is_kept_never_sent_and_holds_nobody_up(room: LegalDesk) -> None:
    await post(room, letter(1, "a"), letter(1, "b"))
    async with room.work() as unit:
        (first,) = await outbox.claim(unit, ME, 1, bulk=False)
        await outbox.park(unit, [first.id])
    assert texts(await claim(room)) == ["b"]
    async with room.reading() as unit:
        assert await outbox.counts(unit) == {"waiting": 1, "parked": 1}


async def test_a_settled_letter_is_gone(room: LegalDesk) -> None:
    await post(room, letter(1))
    async with room.work() as unit:
        claimed = await outbox.claim(unit, ME, 1, bulk=False)
        await outbox.settle(unit, [one.id for one in claimed])
        await outbox.recover(unit)
    assert await claim(room) == []


async def test_the_next_sender_takes_back_what_the_dead_one_had(room: LegalDesk) -> None:
    await post(room, letter(1, "a"), letter(1, "b"))
    await claim(room, limit=1)
    async with room.work() as unit:
        assert await outbox.recover(unit) == 1
    assert texts(await claim(room)) == ["a", "b"]


async def test_however_many_senders_died_with_a_letter_it_was_tried_once(room: LegalDesk) -> None:
    await post(room, letter(1, "a"))
    for _death in range(5):
        await claim(room)
        async with room.work() as unit:
            await outbox.recover(unit)
    assert [one.attempts for one in await claim(room)] == [2]


async def test_the_letters_of_a_closed_chat_go_and_no_others(room: LegalDesk) -> None:
    await post(room, letter(1, "a"), letter(2, "b"))
    async with room.work() as unit:
        await outbox.drop_lane(unit, unit.vault.lane(1))
    assert texts(await claim(room)) == ["b"]


async def test_the_earliest_due_time_is_told_and_none_where_nothing_waits(room: LegalDesk) -> None:
    async with room.reading() as unit:
        assert await outbox.next_due(unit) is None
    await post(room, letter(1), due_in=60)
    await post(room, letter(2), due_in=30)
    async with room.reading() as unit:
        assert await outbox.next_due(unit) == unit.seconds + 30


async def test_a_letter_that_is_rolled_back_was_never_posted(room: LegalDesk) -> None:
    with pytest.raises(ZeroDivisionError):
        async with room.work() as unit:
            outbox.post(unit, letter(1))
            raise ZeroDivisionError
    assert await claim(room) == []


async def test_a_letter_whose_key_is_gone_comes_empty(room: LegalDesk) -> None:
    await post(room, letter(1))
    room.later(days=4)
    assert [one.letter for one in await claim(room)] == [None]
