"""The plays: whole report journeys, answers at a steady rate, and a backlog for the echo bot."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from tests.load.world import Shown, World

#: One report: the button that has to be seen, and what is then typed instead of pressing it.
JOURNEY: Final = (
    ("English", ""),
    ("Report a violation", ""),
    ("Not paid", ""),
    ("Paid late", ""),
    ("Done", "They promised to pay on Friday. It is two weeks now, and nobody says when."),
    ("Done", ""),
    ("This week", ""),
    ("Fergana region", ""),
    ("Answer me here", ""),
    ("Send", ""),
)
#: What stands under the last message of a journey; the receipt came before it.
LAST, RECEIPT = "Add more", "I have written it down"

#: Updates of one journey: `/start`, and one for each step.
UPDATES: Final = len(JOURNEY) + 1

#: Two screens that lead to each other: the button to press, and the one under what it shows.
THERE, BACK = "Hotlines", "Menu"

#: What the echo bot is told.
TEXT: Final = "How much is a kilogram this year?"

#: Seconds between everybody's coming to the menu and the first update that is timed.
SETTLED: Final = 1.0


@dataclass(slots=True)
class Journeys:
    """Workers who report, so many at a time; each does the next step as soon as it can."""

    journeys: int
    at_once: int
    _steps: dict[int, int] = field(default_factory=dict)
    _receipts: int = 0
    _finished: int = 0
    _began: float = 0.0
    _ended: float = 0.0
    _took: list[float] = field(default_factory=list)
    _asked: dict[int, float] = field(default_factory=dict)

    def begin(self, world: World) -> None:
        """Let the first ones begin."""
        self._began = time.monotonic()
        for _ in range(min(self.at_once, self.journeys)):
            self._next(world)

    def see(self, world: World, shown: Shown) -> None:
        """Do the next step if this is the screen for it."""
        buttons = dict(shown.buttons())
        step = self._steps.get(shown.chat_id)
        if RECEIPT in buttons:
            self._receipts += 1
        if step is None:
            return
        if step == len(JOURNEY):
            self._end(world, shown, buttons)
            return
        button, text = JOURNEY[step]
        if button in buttons:
            self._steps[shown.chat_id] = step + 1
            self._answered(shown)
            world.say(shown.chat_id, text) if text else world.press(shown, buttons[button])

    def report(self) -> dict[str, Any]:
        """Tell how it went."""
        return {
            "over": self._finished == self.journeys,
            "updates": sum(step + 1 for step in self._steps.values()) + self._finished * UPDATES,
            "finished": self._finished,
            "receipts": self._receipts,
            "stuck": self.journeys - self._finished,
            "seconds": (self._ended or time.monotonic()) - self._began,
            "took": self._took,
        }

    def _next(self, world: World) -> None:
        chat_id = world.new_chat()
        self._steps[chat_id] = 0
        self._asked[chat_id] = time.monotonic()
        world.say(chat_id, "/start")

    def _answered(self, shown: Shown) -> None:
        self._took.append(shown.at - self._asked[shown.chat_id])
        self._asked[shown.chat_id] = shown.at

    def _end(self, world: World, shown: Shown, buttons: dict[str, str]) -> None:
        if LAST not in buttons:
            return
        self._answered(shown)
        del self._steps[shown.chat_id]
        self._finished += 1
        self._ended = shown.at
        if self._finished + len(self._steps) < self.journeys:
            self._next(world)
        if self._finished == self.journeys:
            world.over.set()


@dataclass(slots=True)
class Backlog:
    """Plain texts that wait all at once, for a bot that answers each with one message."""

    texts: int
    chats: int = 1000
    _seen: int = 0
    _began: float = 0.0
    _ended: float = 0.0

    def begin(self, world: World) -> None:
        """Write everything at once."""
        self._began = time.monotonic()
        chats = [world.new_chat() for _ in range(self.chats)]
        for n in range(self.texts):
            world.say(chats[n % self.chats], TEXT)

    def see(self, world: World, shown: Shown) -> None:
        """Count."""
        self._seen += 1
        self._ended = shown.at
        if self._seen == self.texts:
            world.over.set()

    def report(self) -> dict[str, Any]:
        """Tell how it went."""
        seconds = (self._ended or time.monotonic()) - self._began
        over, stuck = self._seen == self.texts, self.texts - self._seen
        return {
            "over": over,
            "updates": self._seen,
            "stuck": stuck,
            "seconds": seconds,
            "ended": self._ended,
        }


@dataclass(slots=True)
class Steady:
    """So many updates a second whether or not the ones before were answered; the waits are kept."""

    rate: float
    seconds: float
    #: The echo bot is told texts; ours is shown two screens in turn, by its own buttons.
    texts: bool
    chats: int = 200
    #: What stands in each chat.
    _stands: dict[int, Shown] = field(default_factory=dict)
    _asked: dict[int, deque[float]] = field(default_factory=dict)
    _took: list[float] = field(default_factory=list)
    _fed: int = 0
    _began: float = 0.0
    _feeding: asyncio.Task[None] | None = None

    def begin(self, world: World) -> None:
        """Let every chat come to the menu first."""
        for _ in range(self.chats):
            world.say(world.new_chat(), "/start")

    def see(self, world: World, shown: Shown) -> None:
        """Take the time of an answer; before the start, walk on to the menu."""
        buttons = dict(shown.buttons())
        if "English" in buttons:
            world.press(shown, buttons["English"])
            return
        self._stands[shown.chat_id] = shown
        if asked := self._asked.get(shown.chat_id):
            self._took.append(shown.at - asked.popleft())
        if self._feeding is None and len(self._stands) == self.chats:
            self._feeding = asyncio.get_running_loop().create_task(self._feed(world))
        if len(self._took) == self._all:
            world.over.set()

    def report(self) -> dict[str, Any]:
        """Tell how it went."""
        stuck = self._all - len(self._took)
        return {"over": not stuck, "updates": self._fed, "stuck": stuck, "took": self._took}

    @property
    def _all(self) -> int:
        return int(self.rate * self.seconds)

    async def _feed(self, world: World) -> None:
        await asyncio.sleep(SETTLED)
        began, chats = time.monotonic(), list(self._stands)
        while self._fed < self._all:
            while self._fed < min(self._all, (time.monotonic() - began) * self.rate):
                self._ask(world, chats[self._fed % self.chats])
                self._fed += 1
            await asyncio.sleep(0.001)

    def _ask(self, world: World, chat_id: int) -> None:
        self._asked.setdefault(chat_id, deque()).append(time.monotonic())
        if self.texts:
            world.say(chat_id, TEXT)
            return
        shown = self._stands[chat_id]
        buttons = dict(shown.buttons())
        world.press(shown, buttons.get(THERE) or buttons[BACK])


def made(name: str, wanted: dict[str, Any]) -> "Journeys | Backlog | Steady":
    """Make a play by its name."""
    plays = {"journeys": Journeys, "backlog": Backlog, "steady": Steady}
    play: Journeys | Backlog | Steady = plays[name](**wanted)
    return play
