"""The clock: the one place where the time is read; everything else is given it."""

from datetime import UTC, datetime
from time import monotonic

__all__ = ["monotonic", "now"]


def now() -> datetime:
    return datetime.now(UTC)
