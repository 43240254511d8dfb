"""The flight: letters on their way, one task for each lane, and what is done when one fails."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from bot.client import Client
from bot.clock import monotonic
from bot.delivery import Undeliverable, deliver
from bot.errors import BadRequest, ChatMigrated, Forbidden, TelegramError
from bot.gate import Gate, Landing
from bot.log import fault
from bot.nursery import Tasks, pause
from bot.pacer import Pacer
from bot.settlement import Settlement
from bot.trail import Trail
from bot.vitals import Vitals
from domain.letter import Act, Letter, Mark
from storage.outbox import Outgoing

#: Lanes under way at once: all, and those of one text to many.
MOST, MOST_BULK = 256, 128

#: Attempts after which a letter is parked; fewer where Telegram says that it is wrong.
ATTEMPTS, WRONG_ATTEMPTS = 10, 3

#: So many lanes that fail in a row mean that Telegram is away: no letter is parked for that.
AWAY: Final = 3

#: Seconds to the next try while Telegram is away, at most.
LONGEST_WAIT: Final = 30.0

#: Seconds that slots nearer than that wait for, to be taken together; the pacer makes up for it.
STEP: Final = 0.01

#: As many results are worth a commit at once.
WORTH: Final = 128

Lanes = Mapping[bytes, Sequence[Outgoing]]

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Flight:
    """Everything on its way. What ended collects in `settlement`, to be committed by the sender."""

    client: Client
    url: Callable[[str], str]
    pacer: Pacer
    vitals: Vitals
    #: Unix time in seconds, and a number from 0 to 1 that nobody can foretell.
    seconds: Callable[[], float]
    chance: Callable[[], float]
    #: Puts the file into a letter that names one.
    filled: Callable[[Letter], Awaitable[Letter]]
    settlement: Settlement = field(default_factory=Settlement)
    #: Set when enough ended to be worth a commit; set when nothing more may begin.
    full: asyncio.Event = field(default_factory=asyncio.Event)
    landing: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: Tasks = field(default_factory=Tasks)
    _open: dict[int, Outgoing] = field(default_factory=dict)
    _lined_up: deque[tuple[Sequence[Outgoing], Trail]] = field(default_factory=deque)
    _bulk: int = 0
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    #: Letters for which Telegram may have been called already.
    _tried: set[int] = field(default_factory=set)
    _failing: Counter[bytes] = field(default_factory=Counter)
    _gate: Gate = field(init=False)

    def __post_init__(self) -> None:
        self._gate = Gate(self.client, self.url, self.pacer, self.vitals, self.landing)

    @property
    def room(self) -> int:
        """How many more lanes may begin."""
        return max(0, (AWAY if self.is_away else MOST) - len(self._tasks))

    @property
    def under_way(self) -> bool:
        """Tell whether any claimed letter is not settled yet."""
        return bool(self._open)

    @property
    def lined_up(self) -> int:
        """How many lanes of one text to many wait for their slot."""
        return len(self._lined_up)

    @property
    def is_away(self) -> bool:
        """Tell whether nothing gets through, rather than one letter."""
        return self.vitals.is_cut_off or len(self._failing) >= AWAY

    def take_off(self, lanes: Lanes, trails: Mapping[bytes, Trail]) -> None:
        """Begin these lanes of answers now."""
        for lane, letters in lanes.items():
            self._open |= {out.id: out for out in letters}
            self._tasks.start(self._lane(letters, trails.get(lane) or Trail()))

    def line_up(self, lanes: Lanes, trails: Mapping[bytes, Trail]) -> None:
        """Let these lanes of one text to many wait for their slots."""
        for lane, letters in lanes.items():
            self._open |= {out.id: out for out in letters}
            self._lined_up.append((letters, trails.get(lane) or Trail()))
        self._more.set()

    def begin(self) -> None:
        """Begin to give slots to what is lined up."""
        self._tasks.start(self._feed())

    async def land(self, seconds: float) -> None:
        """Let what is under way end, for so many seconds; give everything else back."""
        self.landing.set()
        await self._tasks.join(seconds)
        # Cancelled in the middle of a call: it may be sent, so the attempt stays counted.
        tried = [out for out in self._open.values() if out.id in self._tried]
        self.settlement.postpone(tried, self.seconds(), uncount=False)
        self.give_back([out for out in self._open.values() if out.id not in self._tried])

    def give_back(self, letters: Iterable[Outgoing]) -> None:
        """Give back letters that were not tried."""
        letters = list(letters)
        self.settlement.postpone(letters, self.seconds(), uncount=True)
        for out in letters:
            self._open.pop(out.id, None)

    async def _feed(self) -> None:
        while not self.landing.is_set():
            if not self._lined_up or self._bulk >= MOST_BULK:
                self._more.clear()
                await pause(1.0, self._more, self.landing)
            elif self.is_away and self._bulk:
                await pause(1.0, self.landing)  # one by one, until one gets through
            elif wait := self.pacer.bulk_wait(monotonic()):
                await pause(max(wait, STEP), self.landing)
            else:
                self._bulk += 1
                letters, trail = self._lined_up.popleft()
                self._gate.slotted.add(letters[0].id)
                self._tasks.start(self._bulk_lane(letters, trail))

    async def _bulk_lane(self, letters: Sequence[Outgoing], trail: Trail) -> None:
        try:
            await self._lane(letters, trail)
        finally:
            self._bulk -= 1
            self._more.set()

    async def _lane(self, letters: Sequence[Outgoing], trail: Trail) -> None:
        """Send a lane's letters in their order; the first that fails ends it for now."""
        for done, out in enumerate(letters):
            went = await self._one(out, trail)
            self.settlement.follow(trail)
            self._open.pop(out.id, None)
            self._tried.discard(out.id)
            if not went:
                self.give_back(letters[done + 1 :])
                break
        if len(self.settlement) >= WORTH:
            self.full.set()

    async def _one(self, out: Outgoing, trail: Trail) -> bool:
        """Send one letter, or settle what its failure means; False ends the lane."""
        assert out.letter is not None  # noqa: S101 - those without one are never claimed for sending
        self._tried.add(out.id)
        try:
            await self._deliver(out, out.letter, trail)
        except Landing:
            self._tried.discard(out.id)
            self.give_back([out])
            return False
        except Forbidden:
            self._count("closed")
            self.settlement.close(out, out.letter)
            return False
        except Undeliverable:
            self._count("dropped")
        except Exception as error:  # noqa: BLE001 - a letter is kept and tried again whatever it is
            return self._failed(out, error)
        else:
            self._failing.clear()
            self._count("sent")
            if out.attempts > 1:
                now = int(self.seconds())
                trail.repeated(out.letter, since=out.since or now, now=now)
            if out.letter.act is not Act.DELETE and trail.every(Mark.LEFT, ""):
                self.settlement.reopened.add(out.letter.chat_id)
        self.settlement.over.append(out.id)
        return True

    async def _deliver(self, out: Outgoing, letter: Letter, trail: Trail) -> None:
        call = partial(self._gate.call, out)
        if letter.act is Act.UPLOAD:
            letter = await self.filled(letter)
        try:
            await deliver(letter, trail, call)
        except ChatMigrated as moved:
            await deliver(replace(letter, chat_id=moved.new_chat_id), trail, call)

    def _failed(self, out: Outgoing, error: Exception) -> bool:
        if not isinstance(error, TelegramError):
            fault("sender", error)
        wrong = isinstance(error, BadRequest)
        if not wrong:
            self._failing[out.lane] += 1
        most = WRONG_ATTEMPTS if wrong else ATTEMPTS
        if out.attempts >= most and (wrong or not self.is_away):
            return self._gave_up(out, error)
        self._count("failed")
        # The first attempt stays counted: a lane is held up only by a letter that was tried.
        uncount = self.is_away and not wrong and out.attempts > 1
        self.settlement.postpone([out], self.seconds() + self._wait(out), uncount=uncount)
        return False

    def _wait(self, out: Outgoing) -> float:
        wait = 2.0**out.attempts * (0.75 + self.chance() / 2)
        return min(wait, LONGEST_WAIT) if self.is_away else wait

    def _gave_up(self, out: Outgoing, error: Exception) -> bool:
        if out.letter is not None and out.letter.act is Act.CALL:
            self.settlement.over.append(out.id)
            self._count("dropped")
            return True
        _log.warning("A letter is parked after %d attempts: %s", out.attempts, type(error))
        self.settlement.parked.append(out.id)
        self._count("parked")
        return True

    def _count(self, result: str) -> None:
        self.vitals.letters[result] += 1
