"""The journal: who of the staff opened or changed what."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from domain.tashkent import TASHKENT


class Act(StrEnum):
    """What was done. A value stands in a hash chain: add members, never change one."""

    CASE_TAKEN = "case_taken"
    CASE_READ = "case_read"
    CASE_REPLIED = "case_replied"
    CASE_NOTED = "case_noted"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    CASE_ASSIGNED = "case_assigned"
    CASE_RELEASED = "case_released"
    CASE_REFERRED = "case_referred"
    #: Kept from deletion when its term is over, or no longer.
    CASE_HELD = "case_held"
    CASE_UNHELD = "case_unheld"
    SEVERITY_CHANGED = "severity_changed"
    EVIDENCE_OPENED = "evidence_opened"
    WITHDRAWAL_SEEN = "withdrawal_seen"
    #: Read what could not be taken in.
    PARKED_READ = "parked_read"
    STAFF_INVITED = "staff_invited"
    STAFF_CONFIRMED = "staff_confirmed"
    STAFF_ENROLLED = "staff_enrolled"
    STAFF_LEFT = "staff_left"
    DUTY_CHANGED = "duty_changed"
    DESK_ENTERED = "desk_entered"
    DESK_MADE = "desk_made"
    #: A desk got a new generation of its key.
    DESK_RENEWED = "desk_renewed"
    #: Somebody made a key pair of their own.
    MEMBER_JOINED = "member_joined"
    #: Somebody was given the keys of their desks.
    MEMBER_ADMITTED = "member_admitted"
    MEMBER_REMOVED = "member_removed"
    #: The server was given the key of the general desk, or lost it.
    SERVER_LET_IN = "server_let_in"
    SERVER_SHUT_OUT = "server_shut_out"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal."""

    #: Counts up without gaps.
    n: int
    #: Rounded down to the hour, in seconds, UTC.
    at: int
    #: None: the operator at the command line, or the machine by itself.
    staff_id: bytes | None
    act: Act
    case_id: bytes | None = None


def day_ends(day: date) -> tuple[int, int]:
    """Give the first second of a day in Tashkent, and of the next one."""
    start = datetime(day.year, day.month, day.day, tzinfo=TASHKENT).astimezone(UTC)
    return int(start.timestamp()), int((start + timedelta(days=1)).timestamp())
