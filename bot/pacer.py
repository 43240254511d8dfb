"""The pacer: when the next letter may go, so that Telegram never has to tell us to wait.

Answers obey a burst in each chat. One text to many has absolute slots without any burst, and gives
way to answers. A 429 pauses everything and lowers the rate, which climbs back; until it has,
answers take slots, too. Times are monotonic seconds, and are given.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Final

#: Letters that may go into one chat at once.
BURST: Final = 5

#: A group takes 20 a minute (Bot API FAQ, "My bot is hitting limits").
GROUP_RATE: Final = 20 / 60

#: What a 429 leaves of the rate, and how much comes back in each second.
CUT, CLIMB = 0.7, 0.05

#: The rate is never cut below this, far under what Telegram lets a bot send: who is refused more
#: often is refused for something else, and everybody's answers would crawl for minutes.
LOWEST: Final = 10.0

#: Seconds that a timer may fire late without slots being lost.
LATE: Final = 0.05

#: What one text to many may take while people are answered, and while Telegram is strict with us.
SHARE, STRICT_SHARE = 0.8, 0.2

_REMEMBERED: Final = 4096  # chats; those that are quiet again are forgotten beyond it


@dataclass(slots=True)
class Pacer:
    """Letters a second: `send_rate` for one text to many, `chat_rate` into one chat."""

    send_rate: float
    chat_rate: float = 1.0
    #: Nothing at all goes before this.
    paused_until: float = 0.0
    _base: float = math.inf
    _climbs_from: float = 0.0
    _next_answer: float = 0.0
    _next_bulk: float = 0.0
    _answered: float = -math.inf
    _chats: dict[bytes, float] = field(default_factory=dict)
    _gone: deque[float] = field(default_factory=deque)

    def rate(self, now: float) -> float:
        """Return the rate that holds now."""
        return min(self.send_rate, self._base + CLIMB * max(0.0, now - self._climbs_from))

    def answer_at(self, chat: bytes, now: float, *, spaced: bool, group: bool = False) -> float:
        """Reserve the time at which an answer may go; `spaced` where it is a new message."""
        self._answered = now
        at = max(now, self.paused_until)
        if self.rate(now) < self.send_rate:
            at = max(at, self._next_answer)
            self._next_answer = at + 1 / self.rate(now)
        return max(at, self._space(chat, at, group=group)) if spaced else at

    def bulk_wait(self, now: float) -> float:
        """Return the seconds until the next slot of one text to many; 0 takes it."""
        rate = self.rate(now)
        gap = 1 / (rate * self._share(now, rate))
        at = max(self.paused_until, self._next_bulk, self._window(rate))
        if at > now:
            return at - now
        # A little late keeps to the timetable; long idle does not save up a burst.
        late = now - self._next_bulk
        self._next_bulk = (self._next_bulk if late < max(gap, LATE) else now) + gap
        self._gone.append(now)
        return 0.0

    def refused(self, seconds: float, now: float) -> None:
        """Pause everything, because Telegram said so, and go slower afterwards."""
        if now >= self.paused_until:
            # Many that were under way are refused together: that is one refusal, not many.
            self._base = max(self.rate(now) * CUT, min(LOWEST, self.send_rate))
        self.paused_until = max(self.paused_until, now + seconds)
        self._climbs_from = self._next_answer = self._next_bulk = self.paused_until

    def _space(self, chat: bytes, at: float, *, group: bool) -> float:
        """Say when this chat takes one more (the generic cell rate algorithm)."""
        gap = 1 / (min(GROUP_RATE, self.chat_rate) if group else self.chat_rate)
        full = self._chats.get(chat, 0.0)
        begin = max(at, full - (BURST - 1) * gap)
        self._chats[chat] = max(full, begin) + gap
        if len(self._chats) > _REMEMBERED:
            self._chats = {one: until for one, until in self._chats.items() if until > at}
        return begin

    def _share(self, now: float, rate: float) -> float:
        if now - self._answered >= 1:
            return 1.0
        return SHARE if rate >= self.send_rate else STRICT_SHARE

    def _window(self, rate: float) -> float:
        """Say when one more makes no second with too many in it, however late timers fire."""
        most = math.ceil(rate)
        while len(self._gone) > most:
            self._gone.popleft()
        # Half of what the rate leaves of a second is for calls that arrive sooner than others.
        return self._gone[0] + (1 + most / rate) / 2 if len(self._gone) == most else 0.0
