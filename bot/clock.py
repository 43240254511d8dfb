"""The clock: the one place where time is read, and jitter drawn; everything else is given them."""

import secrets
from datetime import UTC, datetime
from time import monotonic
from time import time as seconds

__all__ = ["jitter", "monotonic", "now", "seconds"]


def now() -> datetime:
    return datetime.now(UTC)


def jitter() -> float:
    """Draw a number from 0 to 1, so that what failed together does not come back together."""
    return secrets.randbelow(1 << 20) / (1 << 20)
