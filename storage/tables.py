"""Every table there is: importing this fills the metadata, for migrations and for tests."""

from storage import (  # noqa: F401 - each adds its tables
    address,
    capability,
    case,
    deletion,
    desk,
    draft,
    entry,
    evidence,
    fetch,
    inbox,
    invite,
    journal,
    lease,
    member,
    meta,
    outbox,
    parked,
    preference,
    receipt,
    reply,
    staff,
    statistic,
    throttle,
    trace,
)
from storage.base import metadata

__all__ = ["metadata"]
