"""The vital signs: what the loops tell the health pages; numbers only, of no chat and no report."""

from collections import Counter
from dataclasses import dataclass, field

from bot.clock import monotonic


@dataclass(slots=True)
class Vitals:
    """Signs of life of one process. Times are monotonic seconds."""

    #: When Telegram last answered a receiver; None before the first time.
    reached_at: float | None = None
    #: A kind of fault, by type, while Telegram cannot be reached; empty when it can.
    away: str = ""
    #: The data folder has no room left: nothing more is confirmed to Telegram.
    disk_full: bool = False
    #: Nothing is sent before this time.
    paused_until: float = 0.0
    #: Updates by kind, letters by result, spinners by result.
    updates: Counter[str] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)
    spinners: Counter[str] = field(default_factory=Counter)
    #: Batches of updates, and how many updates were in all of them.
    batches: int = 0
    batched: int = 0

    @property
    def is_cut_off(self) -> bool:
        """Tell whether the way to Telegram is broken, rather than our words refused."""
        return self.away in {"NetworkError", "TimedOut"}

    def reached(self) -> None:
        """Say that Telegram answered just now."""
        self.reached_at = monotonic()
        self.away = ""
