"""What the bot called, and when calls arrived."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import takewhile

from sandbox.pattern import matches
from sandbox.schema import JSON

_KEPT = 20_000
_ARRIVALS_KEPT = 500_000


@dataclass(slots=True)
class Entry:
    number: int
    time: float
    method: str
    params: JSON
    #: HTTP status; 0 is no answer at all.
    status: int
    answer: JSON
    #: Kind of the fault that befell the call, if any.
    fault: str = ""

    def as_json(self) -> JSON:
        return {
            "number": self.number,
            "time": self.time,
            "method": self.method,
            "params": self.params,
            "status": self.status,
            "answer": self.answer,
            "fault": self.fault,
        }


@dataclass(slots=True)
class Ledger:
    last: int = 0
    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=_KEPT))
    #: Method and loop time of every call, refused ones too.
    arrivals: deque[tuple[str, float]] = field(default_factory=lambda: deque(maxlen=_ARRIVALS_KEPT))

    def write(self, time: float, method: str, params: JSON, *, fault: str = "") -> Entry:
        self.last += 1
        entry = Entry(self.last, time, method, params, 0, {}, fault)
        self.entries.append(entry)
        return entry

    def since(self, number: int, methods: str = "*") -> list[Entry]:
        """Return the calls after this number, oldest first."""
        newer = takewhile(lambda each: each.number > number, reversed(self.entries))
        return [each for each in newer if matches(methods, each.method)][::-1]

    def per_second(self, methods: str = "*") -> dict[int, int]:
        """Count arrivals in each second of the loop's clock."""
        return dict(Counter(int(at) for method, at in self.arrivals if matches(methods, method)))

    def clear(self) -> None:
        self.entries.clear()
        self.arrivals.clear()
