"""Promises of the sender, through the sandbox's HTTP."""

import asyncio
from functools import partial

from domain.letter import Act, Letter, Mark
from storage import outbox
from tests.kit.loops import Scene
from tests.kit.stage import chat, failed, screen, shown, words


async def test_letters_of_one_chat_arrive_in_their_order(stage: Scene) -> None:
    await stage.send_all(*(words(stage, f"number {n}") for n in range(8)))
    assert await shown(stage) == [f"number {n}" for n in range(8)]
    assert await stage.counts() == {"waiting": 0, "parked": 0}
    assert await stage.sandbox.refused() == []


async def test_everything_sent_is_traced_for_47_hours(stage: Scene) -> None:
    await stage.send_all(words(stage, "kept"))
    [one] = await stage.traced(chat(stage))
    assert one.mark is Mark.OTHER
    assert one.message_id


async def test_a_new_screen_makes_the_one_before_a_message_among_others(stage: Scene) -> None:
    await stage.send_all(screen(stage, "first"), screen(stage, "second"))
    marks = [one.mark for one in await stage.traced(chat(stage))]
    assert marks == [Mark.OTHER, Mark.SCREEN]
    await stage.send_all(screen(stage, "third"))
    marks = [one.mark for one in await stage.traced(chat(stage))]
    assert marks == [Mark.OTHER, Mark.OTHER, Mark.SCREEN]


async def test_an_edit_without_an_id_edits_the_screen_that_counts(stage: Scene) -> None:
    await stage.send_all(screen(stage, "first"), screen(stage, "second"))
    await stage.send_all(screen(stage, "second, changed", Act.EDIT))
    assert await shown(stage) == ["first", "second, changed"]


async def test_an_edit_by_id_makes_that_message_the_screen_that_counts(stage: Scene) -> None:
    await stage.send_all(screen(stage, "first"), screen(stage, "second"))
    older = (await stage.traced(chat(stage)))[0].message_id
    await stage.send_all(screen(stage, "pressed", Act.EDIT, older))
    assert [one.mark for one in await stage.traced(chat(stage))] == [Mark.SCREEN, Mark.OTHER]
    await stage.send_all(screen(stage, "pressed again", Act.EDIT))
    assert await shown(stage) == ["pressed again", "second"]


async def test_an_edit_that_changes_nothing_is_sent(small: Scene) -> None:
    await small.send_all(screen(small, "same"), screen(small, "same", Act.EDIT))
    assert await shown(small) == ["same"]
    assert await small.counts() == {"waiting": 0, "parked": 0}


async def test_where_nothing_can_be_edited_it_is_sent_anew(small: Scene) -> None:
    await small.send_all(screen(small, "no screen yet", Act.EDIT))
    await small.send_all(screen(small, "gone", Act.EDIT, 77))
    assert await shown(small) == ["no screen yet", "gone"]


async def test_the_old_keyboard_is_taken_away(small: Scene) -> None:
    bare = Letter(chat(small), Act.BARE, mark=Mark.SCREEN)
    await small.send_all(screen(small, "with a button"), bare, words(small, "next"))
    phone = small.sandbox.phone("worker_one")
    await phone.look()
    assert phone.labels() == []
    assert await shown(small) == ["with a button", "next"]


async def test_a_keyboard_that_cannot_be_taken_away_holds_nothing_up(small: Scene) -> None:
    bare = Letter(chat(small), Act.BARE, mark=Mark.SCREEN, message_ids=(77,))
    await small.send_all(bare, words(small, "next"))
    assert await shown(small) == ["next"]


async def test_given_messages_and_the_traced_ones_are_deleted_and_forgotten(small: Scene) -> None:
    receipt = Letter(chat(small), Act.SEND, {"text": "0000"}, mark=Mark.RECEIPT)
    await small.send_all(words(small, "stays"), receipt)
    typed = (await small.sandbox.phone("worker_one").text("typed"))["message_id"]
    gone = Letter(chat(small), Act.DELETE, mark=Mark.RECEIPT, message_ids=(typed,))
    await small.send_all(gone)
    phone = small.sandbox.phone("worker_one")
    await phone.look()
    assert "typed" not in [bubble.text for bubble in phone.messages]
    assert await shown(small) == ["stays"]
    assert [one.mark for one in await small.traced(chat(small))] == [Mark.OTHER]


async def test_ids_without_a_mark_delete_nothing_else(small: Scene) -> None:
    await small.send_all(words(small, "one"), words(small, "two"))
    first = (await small.traced(chat(small)))[0].message_id
    await small.send_all(Letter(chat(small), Act.DELETE, message_ids=(first,)))
    assert await shown(small) == ["two"]


async def test_one_message_too_old_to_delete_keeps_no_other_in_the_chat(small: Scene) -> None:
    await small.send_all(words(small, "old"))
    await small.sandbox.advance(48 * 3600 + 60)
    await small.send_all(words(small, "new"))
    ids = tuple(one.message_id for one in await small.traced(chat(small)))
    await small.send_all(Letter(chat(small), Act.DELETE, message_ids=ids))
    assert await shown(small) == ["old"]
    assert await small.counts() == {"waiting": 0, "parked": 0}


async def test_a_429_pauses_and_nothing_is_lost_or_reordered(small: Scene) -> None:
    await small.sandbox.fault("429", method="sendMessage", retry_after=1, count=1)
    await small.send_all(*(words(small, f"number {n}") for n in range(3)))
    assert await shown(small) == ["number 0", "number 1", "number 2"]
    assert small.vitals.letters["refused"] == 1


async def test_a_letter_that_fails_holds_its_lane_and_no_other(stage: Scene) -> None:
    await stage.sandbox.fault("502", method="sendMessage", chat=chat(stage), html=True, count=1)
    other = words(stage, "other chat", "worker_two")
    await stage.post(words(stage, "first"), words(stage, "second"), other)
    async with stage.running(stage.sender().run):
        await stage.when(lambda: waiting(stage, 2))
        assert await shown(stage) == []
        assert await shown(stage, "worker_two") == ["other chat"]
        stage.clock.advance(10)
        await stage.when(stage.is_empty)
    assert await shown(stage) == ["first", "second"]


async def test_a_wrong_letter_is_parked_after_three_tries_and_the_next_goes(stage: Scene) -> None:
    await stage.post(words(stage, "x" * 5000), words(stage, "next"))
    async with stage.running(stage.sender().run):
        for times in (1, 2):
            await stage.when(partial(failed, stage, times))
            stage.clock.advance(10)
        await stage.when(stage.is_empty)
    assert await shown(stage) == ["next"]
    assert await stage.counts() == {"waiting": 0, "parked": 1}


async def test_what_fails_ten_times_while_others_get_through_is_parked(small: Scene) -> None:
    await small.sandbox.fault("500", method="sendMessage", chat=chat(small))
    await small.post(words(small, "never"))
    async with small.running(small.sender().run):
        for n in range(1, 10):
            await small.when(partial(failed, small, n))
            small.clock.advance(5000)
        await small.when(small.is_empty)
    assert await small.counts() == {"waiting": 0, "parked": 1}


async def test_while_telegram_is_away_nothing_is_parked(small: Scene) -> None:
    small.vitals.away = "NetworkError"
    fault = await small.sandbox.fault("close", method="sendMessage")
    await small.post(words(small, "kept"))
    async with small.running(small.sender().run):
        for n in range(1, 14):
            await small.when(partial(failed, small, n))
            small.clock.advance(60)
        await small.sandbox.heal(fault)
        small.clock.advance(60)
        await small.when(small.is_empty)
    assert await shown(small) == ["kept"]


async def test_old_news_is_dropped(small: Scene) -> None:
    await small.post(Letter(chat(small), Act.SEND, {"text": "card"}, stale_after=60))
    small.clock.advance(61)
    await small.send_all(words(small, "new"))
    assert await shown(small) == ["new"]


async def test_a_letter_for_later_holds_nothing_up(stage: Scene) -> None:
    await stage.post(words(stage, "later"), due_in=900)
    await stage.post(words(stage, "now"))
    async with stage.running(stage.sender().run):
        await stage.when(lambda: waiting(stage, 1))
        assert await shown(stage) == ["now"]
        stage.clock.advance(901)
        await stage.when(stage.is_empty)
    assert await shown(stage) == ["now", "later"]


async def test_any_method_can_be_called_and_a_refusal_of_it_is_forgotten(small: Scene) -> None:
    commands = [{"command": "start", "description": "Begin"}]
    good = Letter(chat(small), Act.CALL, {"method": "setMyCommands", "commands": commands})
    bad = Letter(chat(small), Act.CALL, {"method": "setMyCommands", "commands": "nonsense"})
    await small.send_all(bad, good)
    assert [call["status"] for call in await small.sandbox.calls("setMyCommands")] == [400, 200]
    assert await small.counts() == {"waiting": 0, "parked": 0}


async def test_one_text_to_many_is_sent_in_slots(small: Scene) -> None:
    small.pacer.send_rate = 20
    many = [words(small, f"notice {n}") for n in range(12)]
    await small.send_all(*many, bulk=True)
    assert await shown(small) == [f"notice {n}" for n in range(12)]
    times = [call["time"] for call in await small.sandbox.calls("sendMessage")]
    assert times[-1] - times[0] > 11 / 20 * 0.9


async def test_what_was_claimed_and_not_sent_is_given_back_on_stop(stage: Scene) -> None:
    stage.pacer.refused(1000, asyncio.get_running_loop().time())
    stage.pacer.paused_until = 1e12
    await stage.post(words(stage, "one"), words(stage, "two"))
    async with stage.running(stage.sender().run):
        await stage.when(lambda: claimed(stage))
    assert await stage.counts() == {"waiting": 2, "parked": 0}
    stage.pacer.paused_until = 0
    stage.pacer._next_answer = 0
    async with stage.store.work() as unit:
        found = await outbox.claim(unit, b"t" * 16, 10, bulk=False)
    assert [out.attempts for out in found] == [1, 1]


async def waiting(stage: Scene, number: int) -> bool:
    return (await stage.counts())["waiting"] == number


async def claimed(stage: Scene) -> bool:
    async with stage.store.reading() as unit:
        return await outbox.next_due(unit) is None
