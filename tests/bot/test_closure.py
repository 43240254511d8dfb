"""Promises about a chat that is closed to us, through the sandbox's HTTP."""

from domain.letter import Act, Letter, Mark
from domain.trace import LIFETIME
from services import upkeep
from tests.kit.loops import Scene
from tests.kit.stage import chat, screen, words


async def test_a_chat_that_is_closed_loses_its_letters_and_what_had_to_go_goes(
    stage: Scene,
) -> None:
    await stage.send_all(words(stage, "before"))
    phone = stage.sandbox.phone("worker_one")
    typed = (await phone.text("a story"))["message_id"]
    await phone.block()
    gone = Letter(chat(stage), Act.DELETE, message_ids=(typed,))
    await stage.send_all(words(stage, "refused"), gone, words(stage, "behind"))
    assert stage.closed == [chat(stage)]
    assert "a story" not in [bubble.text for bubble in (await phone.look()).messages]
    assert len(await stage.traced(chat(stage))) == 1
    assert await stage.counts() == {"waiting": 0, "parked": 0}


async def test_of_a_chat_that_is_closed_nothing_leads_to_a_case(small: Scene) -> None:
    answer = Letter(chat(small), Act.SEND, {"text": "?"}, mark=Mark.ANSWER, about="x", again=True)
    await small.send_all(answer, screen(small, "menu"))
    await small.sandbox.phone("worker_one").block()
    await small.send_all(words(small, "refused"))
    kept = await small.traced(chat(small))
    assert [(one.mark, one.about, one.again) for one in kept] == [(Mark.OTHER, "", "")] * 2


async def test_what_even_a_deletion_was_refused_for_goes_when_the_chat_answers(
    small: Scene,
) -> None:
    phone = small.sandbox.phone("worker_one")
    typed = (await phone.text("a story"))["message_id"]
    fault = await small.sandbox.fault("403", method="delete*")
    await small.send_all(Letter(chat(small), Act.DELETE, message_ids=(typed,)))
    assert [one.mark for one in await small.traced(chat(small))] == [Mark.LEFT]
    await small.sandbox.heal(fault)
    await small.send_all(screen(small, "menu"))
    assert "a story" not in [bubble.text for bubble in (await phone.look()).messages]
    assert [one.mark for one in await small.traced(chat(small))] == [Mark.SCREEN]


async def test_what_is_refused_at_hour_47_is_not_kept_any_longer(small: Scene) -> None:
    typed = (await small.sandbox.phone("worker_one").text("a story"))["message_id"]
    await small.sandbox.fault("403", method="delete*")
    await small.send_all(Letter(chat(small), Act.DELETE, message_ids=(typed,)))
    small.clock.advance(LIFETIME)
    async with small.store.work() as unit:
        await upkeep.erase_chats(unit)
    assert await small.counts() == {"waiting": 1, "parked": 0}
    await small.send_all()
    assert await small.traced(chat(small)) == []
    assert await small.counts() == {"waiting": 0, "parked": 0}
