"""The clock: the one place where time and chance are read; everything else is given them."""

import secrets
from datetime import UTC, datetime
from time import monotonic

__all__ = ["jitter", "monotonic", "now"]


def now() -> datetime:
    return datetime.now(UTC)


def jitter() -> float:
    """Draw a number from 0 to 1, so that what failed together does not come back together."""
    return secrets.randbelow(1 << 20) / (1 << 20)
