"""Whatever a sender does, and whenever it dies: no letter is lost, and a lane keeps its order."""

from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from domain.letter import Act, Letter
from storage import outbox
from storage.outbox import Outgoing
from tests.kit.stateful import Died, StoreMachine

LANES = 3
lanes = st.integers(1, LANES)
letters = st.lists(st.tuples(lanes, st.booleans()), min_size=1, max_size=6)
moments = st.sampled_from(["", "before", "written", "committed"])


class Sending(StoreMachine):
    """One sender at a time, its death, and the next; letters are numbered as they are posted."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: dict[int, list[int]] = defaultdict(list)
        self.bulk: set[int] = set()
        self.sent: dict[int, list[int]] = defaultdict(list)
        self.settled: set[int] = set()
        self.parked: set[int] = set()
        self.claimed: dict[int, list[Outgoing]] = {}
        self.life = 1

    @initialize(wanted=letters)
    def begin(self, wanted: list[tuple[int, bool]]) -> None:
        """Something waits already."""
        self.do(self._post(wanted))

    @rule(wanted=letters, dies=st.booleans())
    def post(self, wanted: list[tuple[int, bool]], dies: bool) -> None:
        """Letters are posted, or their writer dies before it commits."""
        if dies:
            with suppress(Died):
                self.do(self._post(wanted, dies=True))
        else:
            self.do(self._post(wanted))

    @rule(limit=st.integers(1, 6), bulk=st.booleans())
    def claim(self, limit: int, bulk: bool) -> None:
        """The sender takes what is due."""
        for one in self.do(self._claim(limit, bulk=bulk)):
            self.claimed.setdefault(_lane(one), []).append(one)

    @precondition(lambda self: self.claimed)
    @rule(moment=moments, reached=st.integers(0, 3))
    def send(self, moment: str, reached: int) -> None:
        """Of each lane some letters go out; then it commits what became, or dies."""
        over, back = [], []
        for lane, held in self.claimed.items():
            self.sent[lane] += [_number(one) for one in held[:reached]]
            over += held[:reached]
            back += held[reached:]
        self._settle(over, back, moment)

    @precondition(lambda self: self.claimed)
    @rule()
    def park(self) -> None:
        """The first letter of each lane is given up; those behind it go back."""
        first = [held[0] for held in self.claimed.values()]
        rest = [one for held in self.claimed.values() for one in held[1:]]
        self.do(self._park(first, rest))
        self.parked.update(_number(one) for one in first)
        self.claimed = {}

    @rule(seconds=st.integers(1, 9))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.legal.later(seconds=seconds)

    def teardown(self) -> None:
        """In the end everything that was posted was sent, but for what was given up."""
        wanted = {number for all_ in self.posted.values() for number in all_} - self.parked
        self.send("", 9)
        while self.settled < wanted:
            self.wait(9)
            self.claim(6, False)
            self.claim(6, True)
            assert self.claimed, "a letter is stuck"
            self.send("", 9)
        try:
            assert self.settled == wanted
            assert {n for lane in self.sent.values() for n in lane} >= wanted
            self._check_order()
        finally:
            super().teardown()

    def _settle(self, over: list[Outgoing], back: list[Outgoing], moment: str) -> None:
        self.claimed = {}
        try:
            self.do(self._written(over, back, moment))
        except Died:
            self._begin_anew()
            return
        self.settled.update(_number(one) for one in over)
        if moment:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """The next sender stands in."""
        self.claimed = {}
        self.life += 1
        self.do(self._recover())

    def _check_order(self) -> None:
        """No letter goes out for the first time before all of its lane that go before it."""
        for lane, posted in self.posted.items():
            first = list(dict.fromkeys(self.sent[lane]))
            for kind in (False, True):
                alike = [n for n in posted if (n in self.bulk) == kind and n not in self.parked]
                assert [n for n in first if n in alike] == alike

    async def _post(self, wanted: list[tuple[int, bool]], *, dies: bool = False) -> None:
        number = sum(map(len, self.posted.values()))
        async with self.store.work() as unit:
            for n, (lane, bulk) in enumerate(wanted, number):
                outbox.post(unit, Letter(lane, Act.SEND, {"text": str(n)}), bulk=bulk)
            if dies:
                await unit.keep()
                await unit.transaction.flush()
                raise Died
        for n, (lane, bulk) in enumerate(wanted, number):
            self.posted[lane].append(n)
            self.bulk |= {n} if bulk else set()

    async def _claim(self, limit: int, *, bulk: bool) -> list[Outgoing]:
        async with self.store.work() as unit:
            return await outbox.claim(unit, bytes([self.life % 256]) * 16, limit, bulk=bulk)

    async def _written(self, over: list[Outgoing], back: list[Outgoing], moment: str) -> None:
        async with self.store.work() as unit:
            if moment == "before":
                raise Died
            await outbox.settle(unit, [one.id for one in over])
            due_at = unit.seconds + 4
            await outbox.postpone(unit, [one.id for one in back], due_at=due_at, uncount=False)
            if moment == "written":
                raise Died

    async def _park(self, first: list[Outgoing], rest: list[Outgoing]) -> None:
        async with self.store.work() as unit:
            await outbox.park(unit, [one.id for one in first])
            ids = [one.id for one in rest]
            await outbox.postpone(unit, ids, due_at=unit.seconds, uncount=True)

    async def _recover(self) -> None:
        async with self.store.work() as unit:
            await outbox.recover(unit)

    async def _rows(self) -> list[Any]:
        async with self.store.reading() as unit:
            return list(await unit.rows(select(outbox.outbox)))


def _number(one: Outgoing) -> int:
    assert one.letter is not None
    return int(str(one.letter.content["text"]))


def _lane(one: Outgoing) -> int:
    assert one.letter is not None
    return one.letter.chat_id


def test_no_letter_is_lost_and_lanes_keep_their_order_whoever_dies(sqlite_template: Path) -> None:
    Sending.template = sqlite_template
    steps = settings(stateful_step_count=40)
    run_state_machine_as_test(Sending, settings=steps)
