"""Whatever dispatchers do, and whenever they die: every update has its effect exactly once."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from domain.letter import Act, Letter
from storage import inbox, outbox
from storage.inbox import CLAIM_SECONDS, CLAIMED, ClaimLost, Waiting
from tests.kit.stateful import Died, StoreMachine

BOT = 1_000_000
#: Updates belong to so many chats, and so many dispatchers answer them.
LANES, DISPATCHERS = 3, 2

numbers = st.integers(0, 30)
who = st.integers(0, DISPATCHERS - 1)
#: Where one dies while it answers: nowhere, before anything, with all written, just committed.
moments = st.sampled_from(["", "before", "flushed", "committed"])


class Dispatching(StoreMachine):
    """Two dispatchers on one inbox. The effect of an update is a letter that says its number."""

    def __init__(self) -> None:
        super().__init__()
        self.received: set[int] = set()
        self.done: set[int] = set()
        self.lives = [0] * DISPATCHERS
        self.held: list[list[Waiting]] = [[] for _ in range(DISPATCHERS)]

    @initialize(arriving=st.lists(numbers, min_size=8, max_size=16))
    def begin(self, arriving: list[int]) -> None:
        """Something waits already."""
        self.do(self._receive(arriving))
        self.received.update(arriving)

    @rule(arriving=st.lists(numbers, min_size=1, max_size=4))
    def receive(self, arriving: list[int]) -> None:
        """Telegram brings updates, some of them again, in any order."""
        self.do(self._receive(arriving))
        self.received.update(arriving)

    @rule(me=who)
    def claim(self, me: int) -> None:
        """One dispatcher looks what there is."""
        claimed = self.do(self._claim(me))
        lanes = [one.update_id % LANES for one in claimed]
        assert len(lanes) == len(set(lanes))
        for one in claimed:
            unfinished = self.received - self.done
            assert one.update_id == min(n for n in unfinished if n % LANES == one.update_id % LANES)
        self.held[me] += claimed
        under_way = [row["lane"] for row in self.do(self._rows(inbox.inbox.c.state == CLAIMED))]
        assert len(under_way) == len(set(under_way))

    @precondition(lambda self: any(self.held))
    @rule(me=who, moment=moments)
    def answer(self, me: int, moment: str) -> None:
        """It answers what it holds in one transaction, and dies at some moment of it."""
        held, self.held[me] = self.held[me], []
        with suppress(Died, ClaimLost):
            self.do(self._answer(me, held, moment))
            self.done.update(one.update_id for one in held)
        if moment:
            self.lives[me] += 1
        assert sorted(self._said()) == sorted(self.done)

    @precondition(lambda self: all(self.held))
    @rule()
    def answer_all(self) -> None:
        """All answer what they think that they hold, and nobody dies."""
        for me in range(DISPATCHERS):
            self.answer(me, "")

    @precondition(lambda self: any(self.held))
    @rule(me=who)
    def fail(self, me: int) -> None:
        """What it holds fails and is given back for later."""
        held, self.held[me] = self.held[me], []
        self.do(self._release(me, held))

    @precondition(lambda self: any(self.held))
    @rule(me=who)
    def begin_anew(self, me: int) -> None:
        """It lost its database in the middle, and takes back what it had claimed."""
        self.held[me] = []
        self.do(self._recover(me))

    @rule(me=who)
    def stand_in(self, me: int) -> None:
        """It takes what the dead had claimed, or the slow, who may answer it yet."""
        self.legal.later(seconds=CLAIM_SECONDS + 1)
        self.do(self._recover(None))
        self.claim(me)

    def teardown(self) -> None:
        """In the end everything that was received is done."""
        while self.received - self.done:
            self.held = [[] for _ in range(DISPATCHERS)]
            self.stand_in(0)
            self.answer(0, "")
        try:
            assert sorted(self._said()) == sorted(self.received)
        finally:
            super().teardown()

    async def _receive(self, arriving: list[int]) -> None:
        async with self.store.work() as unit:
            given = [(n, bytes([n % LANES]) * 16, b"%d" % n) for n in arriving]
            await inbox.receive(unit, BOT, given)

    async def _claim(self, me: int) -> list[Waiting]:
        async with self.store.work() as unit:
            return await inbox.claim(unit, self._token(me), LANES)

    async def _answer(self, me: int, held: list[Waiting], moment: str) -> None:
        async with self.store.transaction() as transaction:
            _die_at("before", moment)
            for one in held:
                unit = transaction.unit()
                said = {"text": (one.content or b"").decode()}
                outbox.post(unit, Letter(one.update_id % LANES, Act.SEND, said))
                await unit.keep()
            await inbox.finish(transaction, self._token(me), held)
            await transaction.flush()
            _die_at("flushed", moment)

    async def _release(self, me: int, held: list[Waiting]) -> None:
        async with self.store.work() as unit:
            await inbox.release(unit, self._token(me), held, due_at=unit.seconds + 4)

    async def _recover(self, me: int | None) -> None:
        async with self.store.work() as unit:
            mine = None if me is None else self._token(me)
            await inbox.recover(unit, alone=False, mine=mine)

    async def _rows(self, condition: Any) -> list[Any]:
        async with self.store.reading() as unit:
            return list(await unit.rows(select(inbox.inbox).where(condition)))

    def _said(self) -> Iterator[int]:
        yield from self.do(self._letters())

    async def _letters(self) -> list[int]:
        async with self.store.reading() as unit:
            rows = await unit.rows(select(outbox.outbox))
            opened = [outbox._open(unit, row["sealed"], row["lane"])[0] for row in rows]
        return [int(str(letter.content["text"])) for letter in opened if letter]

    def _token(self, me: int) -> bytes:
        """Name a dispatcher; after a death it has another name."""
        return bytes([me + 1, self.lives[me]]) * 8


def _die_at(here: str, moment: str) -> None:
    if here == moment:
        raise Died


def test_every_update_has_its_effect_exactly_once_whoever_dies(sqlite_template: Path) -> None:
    Dispatching.template = sqlite_template
    steps = settings(stateful_step_count=40)
    run_state_machine_as_test(Dispatching, settings=steps)
