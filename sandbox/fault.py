"""Scripted bad luck: what Telegram and the network do to a call."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from sandbox.error import ActError
from sandbox.pattern import matches
from sandbox.rate import Rate
from sandbox.schema import JSON

#: answer: an error of the API; html: an error page of a proxy; hang: no answer for a while, the
#: call is not carried out; close: the connection breaks before; lost: it breaks after the call
#: was carried out; delay: the call takes longer.
Kind = Literal["answer", "html", "hang", "close", "lost", "delay"]

_DESCRIPTIONS = {
    400: "Bad Request: the sandbox was told to refuse this",
    403: "Forbidden: bot was blocked by the user",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass(slots=True)
class Fault:
    kind: Kind
    #: Method names as shell patterns, separated by commas; "file" is the download of a file.
    method: str = "*"
    chat: int | None = None
    code: int = 500
    description: str = ""
    retry_after: int | None = None
    #: For hang and delay.
    seconds: float = 0.0
    #: How often it strikes; None is until cleared.
    count: int | None = None
    probability: float = 1.0
    seed: int = 0
    number: int = 0
    struck: int = 0
    _drawn: int = 0

    def text(self) -> str:
        known = _DESCRIPTIONS.get(self.code, "Error")
        return self.description or known.format(retry_after=self.retry_after)

    def meets(self, method: str, chat: int | None) -> bool:
        if self.count is not None and self.struck >= self.count:
            return False
        if self.chat is not None and self.chat != chat:
            return False
        return matches(self.method, method) and self._draw()

    def as_json(self) -> JSON:
        names = ("number", "kind", "method", "chat", "code", "retry_after", "seconds", "count")
        return {name: getattr(self, name) for name in (*names, "probability", "struck")}

    def _draw(self) -> bool:
        """Draw from the seed, so that the same script strikes the same calls."""
        self._drawn += 1
        mark = hashlib.blake2b(f"{self.seed}:{self._drawn}".encode(), digest_size=6).digest()
        return int.from_bytes(mark, "big") / 2**48 < self.probability


@dataclass(slots=True)
class Strike:
    """What befalls one call: a wait, and perhaps a fault."""

    delay: float = 0.0
    fault: Fault | None = None


@dataclass(slots=True)
class Faults:
    scripted: list[Fault] = field(default_factory=list)
    #: Limits that all must let a call through.
    rates: list[Rate] = field(default_factory=list)
    #: Added to each fault's own seed.
    seed: int = 0
    _count: int = 0

    def add(self, fault: Fault) -> Fault:
        self._count += 1
        fault.number = self._count
        fault.seed += self.seed
        self.scripted.append(fault)
        return fault

    def strike(self, method: str, chat: int | None, now: float) -> Strike:
        found = Strike()
        for fault in self.scripted:
            if found.fault is not None and fault.kind != "delay":
                continue
            if fault.meets(method, chat):
                fault.struck += 1
                if fault.kind == "delay":
                    found.delay += fault.seconds
                else:
                    found.fault = fault
        if found.fault is None:
            found.fault = self._limit(method, chat, now)
        return found

    def _limit(self, method: str, chat: int | None, now: float) -> Fault | None:
        for rate in self.rates:
            if not rate.admits(method, chat, now):
                return Fault("answer", code=429, retry_after=rate.retry_after)
        return None

    def clear(self, number: int | None = None) -> None:
        if number is None:
            self.rates.clear()
        self.scripted = [each for each in self.scripted if number not in (None, each.number)]


def of_json(body: JSON) -> Fault:
    """Read a fault as the page and tests write it; `kind` may be a code, as "429"."""
    wanted = dict(body)
    kind = str(wanted.pop("kind", "answer"))
    if kind.isdigit():
        wanted["code"], kind = int(kind), "answer"
    if kind == "answer" and wanted.pop("html", False):
        kind = "html"
    if "ms" in wanted:
        wanted["seconds"] = wanted.pop("ms") / 1000
    if wanted.get("code") == 429:  # noqa: PLR2004 - Too Many Requests
        wanted.setdefault("retry_after", 1)
    known = {"method", "chat", "code", "description", "retry_after", "seconds", "count"}
    strange = set(wanted) - known - {"probability", "seed"}
    if strange or kind not in ("answer", "html", "hang", "close", "lost", "delay"):
        raise ActError(f"no such fault: {kind} {sorted(strange)}")
    return Fault(kind, **wanted)  # type: ignore[arg-type] # checked a line above
