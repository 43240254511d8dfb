"""Promises of the dispatcher: one bad update harms no other, whatever the database says of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import text, update

from bot import dispatcher
from bot.allow import pack, rebuild
from bot.batch import Batch
from bot.dispatcher import MOST_ATTEMPTS, Dispatcher
from domain.letter import Act, Letter
from handlers import routes
from handlers.visit import House, Visit
from services import letter
from services.receipt import PoolEmpty
from storage import inbox, meta, outbox, parked
from storage.fault import is_away
from storage.inbox import CLAIM_SECONDS, Waiting
from storage.meta import metas
from tests.kit.desk import LegalDesk
from tests.kit.outage import away

BOT = 1_000_000
ME, OTHER = b"m" * 16, b"o" * 16

Answer = Callable[[Visit], Awaitable[None]]


async def answered(visit: Visit) -> None:
    """Do what a handler does: touch shared rows, and say something."""
    said = visit.incoming.text
    await meta.put(visit.unit, said, b"v")
    letter.post(visit.unit, Letter(visit.chat_id, Act.SEND, {"text": said}))


async def refused_by_the_database(visit: Visit) -> None:
    await answered(visit)
    await visit.unit.change(metas.insert().values(name=visit.incoming.text, value=b"twice"))


async def wrong_question(visit: Visit) -> None:
    await visit.unit.rows(text("SELECT nothing FROM nowhere"))


async def refused_at_the_end(visit: Visit) -> None:
    await answered(visit)
    visit.unit.insert(metas, name=visit.incoming.text, value=b"twice")


async def wrong(visit: Visit) -> None:
    await answered(visit)
    raise ValueError


async def no_receipt(visit: Visit) -> None:
    raise PoolEmpty


@dataclass
class Scene:
    """A dispatcher whose handlers do what a test says for each text."""

    room: LegalDesk
    dispatcher: Dispatcher
    scripts: dict[str, Answer]
    committed: list[Sequence[str]] = field(default_factory=list)
    refilled: int = 0

    async def receive(self, *texts: str) -> None:
        """Receive each text from a chat of its own."""
        async with self.room.work() as unit:
            given = [_arrival(unit.vault.lane, n, said) for n, said in enumerate(texts, 1)]
            await inbox.receive(unit, BOT, given)

    async def said(self) -> list[str]:
        """Tell what the letters say; each goes together with a shared row of its name."""
        async with self.room.work() as unit:
            letters = await outbox.claim(unit, bytes(16), 100, bulk=False)
            await outbox.recover(unit)
            rows = {row["name"] for row in await unit.rows(metas.select())}
        texts = [str(one.letter.content["text"]) for one in letters if one.letter]
        assert set(texts) == rows
        return sorted(texts)

    async def waiting(self) -> int:
        async with self.room.reading() as unit:
            return await inbox.waiting(unit)


@pytest.fixture
async def scene(
    ready_url: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    async with LegalDesk.opened(ready_url, key_file) as room:
        yield _scene(room, monkeypatch)


@pytest.fixture
async def wide_scene(
    ready_postgresql_url: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    async with LegalDesk.opened(ready_postgresql_url, key_file) as room:
        yield _scene(room, monkeypatch)


@pytest.mark.parametrize(
    "bad", [wrong, refused_by_the_database, wrong_question, refused_at_the_end]
)
async def test_one_bad_update_harms_no_other_and_leaves_nothing(scene: Scene, bad: Answer) -> None:
    scene.scripts["bad"] = bad
    await scene.receive("one", "two", "bad", "three", "four")
    assert await scene.dispatcher.round() == 5
    assert await scene.said() == ["four", "one", "three", "two"]
    assert await scene.waiting() == 1


async def test_what_failed_runs_again_later_and_alone(scene: Scene) -> None:
    scene.scripts["bad"] = wrong
    await scene.receive("bad")
    assert await scene.dispatcher.round() == 1
    assert await scene.dispatcher.round() == 0
    scene.room.later(seconds=2)
    del scene.scripts["bad"]
    assert await scene.dispatcher.round() == 1
    assert await scene.said() == ["bad"]


async def test_what_failed_five_times_is_parked_with_an_apology(scene: Scene) -> None:
    await scene.room.found()
    scene.scripts["bad"] = wrong
    await scene.receive("bad")
    for _ in range(MOST_ATTEMPTS):
        assert await scene.dispatcher.round() == 1
        scene.room.later(minutes=1)
    assert await scene.dispatcher.round() == 0
    assert await scene.waiting() == 0
    async with scene.room.reading() as unit:
        assert len(await unit.rows(parked.parked.select())) == 1
        assert (await outbox.counts(unit))["waiting"] == 1


async def test_an_update_moved_to_another_chats_lane_is_told_in_no_draft(scene: Scene) -> None:
    await scene.receive("one", "two", "three")
    moved = update(inbox.inbox).where(inbox.inbox.c.update_id == 2)
    async with scene.room.work() as unit:
        await unit.change(moved.values(lane=unit.vault.lane(7_000_000_009)))
    assert await scene.dispatcher.round() == 3
    assert await scene.said() == ["one", "three"]
    assert await scene.waiting() == 1


async def test_without_a_ready_receipt_it_runs_again_at_once_and_is_not_counted(
    scene: Scene,
) -> None:
    scene.scripts["first"] = no_receipt
    await scene.receive("first", "second")
    await scene.dispatcher.round()
    assert scene.refilled == 1
    del scene.scripts["first"]
    await scene.dispatcher.round()
    assert await scene.said() == ["first", "second"]


async def test_one_lost_claim_costs_no_other_update_its_answer(scene: Scene) -> None:
    async def taken_over(visit: Visit) -> None:
        await answered(visit)
        await inbox.release(visit.unit, ME, [_waiting(2)], due_at=0)

    scene.scripts["lost"] = taken_over
    await scene.receive("one", "lost", "three", "four")
    await scene.dispatcher.round()
    assert await scene.said() == ["four", "one", "three"]


async def test_who_begins_anew_answers_what_it_had_claimed(scene: Scene) -> None:
    await scene.receive("one")
    async with scene.room.work() as unit:
        await inbox.claim(unit, ME, 9)
    stop = asyncio.Event()
    scene.dispatcher.beat = lambda _answered: stop.set()
    await scene.dispatcher.run(stop)
    assert await scene.said() == ["one"]


async def test_the_claims_of_a_dead_dispatcher_are_answered_by_another(wide_scene: Scene) -> None:
    await wide_scene.receive("one")
    async with wide_scene.room.work() as unit:
        await inbox.claim(unit, OTHER, 9)
    assert await wide_scene.dispatcher.round() == 0
    wide_scene.room.later(seconds=CLAIM_SECONDS + 1)
    assert await wide_scene.dispatcher.round() == 1
    assert await wide_scene.said() == ["one"]


async def test_a_database_that_leaves_in_the_middle_is_no_fault_of_any_update(
    wide_scene: Scene, ready_postgresql_url: str
) -> None:
    async def left_alone(visit: Visit) -> None:
        async with away(ready_postgresql_url):
            await answered(visit)

    wide_scene.scripts["second"] = left_alone
    await wide_scene.receive("first", "second", "third")
    with pytest.raises(Exception) as gone:  # noqa: PT011 - of whatever kind, it has to be known
        await wide_scene.dispatcher.round()
    assert is_away(gone.value)
    del wide_scene.scripts["second"]
    async with wide_scene.room.work() as unit:
        assert await inbox.recover(unit, alone=False, mine=ME) == 3
    await wide_scene.dispatcher.round()
    assert await wide_scene.said() == ["first", "second", "third"]


async def test_two_who_wait_for_one_another_both_answer_in_the_end(
    wide_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two batches lock two rows in opposite order; the database breaks it, nobody is parked."""
    both = asyncio.Barrier(2)
    met: set[str] = set()

    async def crossed(visit: Visit) -> None:
        first, second = sorted(("a", "b"), reverse=visit.incoming.text == "two")
        await visit.unit.change(metas.update().where(metas.c.name == first).values(value=b"1"))
        if visit.incoming.text not in met:
            met.add(visit.incoming.text)
            await both.wait()
        await visit.unit.change(metas.update().where(metas.c.name == second).values(value=b"2"))

    async with wide_scene.room.work() as unit:
        for name in ("a", "b"):
            await meta.put(unit, name, b"0")
    wide_scene.scripts |= {"one": crossed, "two": crossed}
    await wide_scene.receive("one", "two")
    monkeypatch.setattr(dispatcher, "MOST", 1)
    other = _dispatcher(wide_scene, OTHER)
    async with asyncio.timeout(20):
        while await wide_scene.waiting():
            await asyncio.gather(wide_scene.dispatcher.round(), other.round())
            wide_scene.room.later(seconds=3)
    async with wide_scene.room.reading() as unit:
        assert await unit.rows(parked.parked.select()) == []


def _scene(room: LegalDesk, monkeypatch: pytest.MonkeyPatch) -> Scene:
    scripts: dict[str, Answer] = {}

    async def answer(visit: Visit) -> None:
        await scripts.get(visit.incoming.text, answered)(visit)

    monkeypatch.setattr(routes, "answer", answer)
    monkeypatch.setattr(Visit, "remember_incoming", lambda _visit: None)
    made = Scene(room, cast("Dispatcher", None), scripts)
    made.dispatcher = _dispatcher(made, ME)
    return made


def _dispatcher(scene: Scene, holder: bytes) -> Dispatcher:
    async def nothing(_waiting: Waiting, _digits: str) -> None:
        return None

    async def refill() -> None:
        scene.refilled += 1

    store = scene.room.store
    return Dispatcher(
        store,
        Batch(store, cast("House", None)),
        nothing,
        scene.committed.append,
        refill,
        alone=store.is_sqlite,
        holder=holder,
    )


def _arrival(lane: Callable[[int], bytes], n: int, said: str) -> tuple[int, bytes, bytes]:
    person = {"id": 7_000_000_000 + n, "is_bot": False, "first_name": ""}
    chat = {"id": person["id"], "type": "private"}
    message = {"message_id": n, "date": 1, "chat": chat, "from": person, "text": said}
    made = rebuild({"update_id": n, "message": message})
    assert made is not None
    return n, lane(made.chat_id), pack(made)


def _waiting(update_id: int) -> Waiting:
    return Waiting(BOT, update_id, b"", None, 1)
