"""A case: the desk's work on one report or consultation, and what may happen to it when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import WrongStatus
from domain.language import Language
from domain.tashkent import QUARTER, TASHKENT


class Kind(StrEnum):
    """What opened the case."""

    #: A violation told by a worker.
    REPORT = "report"
    #: A question to a lawyer.
    CONSULTATION = "consultation"


class Status(StrEnum):
    """Where the case stands."""

    #: Filed, nobody has it.
    NEW = "new"
    #: Somebody has it, nobody has answered yet.
    TAKEN = "taken"
    #: Answered; the worker's turn.
    WAITING_WORKER = "waiting_worker"
    #: The worker wrote; the desk's turn.
    WAITING_DESK = "waiting_desk"
    #: Handed to an outside body with consent.
    REFERRED = "referred"
    #: Ended with an outcome.
    CLOSED = "closed"
    #: Not solved after all.
    REOPENED = "reopened"


class Outcome(StrEnum):
    """How a case ended. The labels stand in journeys D4."""

    REMEDIED = "remedied"
    PARTLY = "partly"
    NOT_REMEDIED = "not_remedied"
    ADVISED = "advised"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"
    OUT_OF_SCOPE = "out_of_scope"
    TEST = "test"


class Desk(StrEnum):
    """Which desk opens the case."""

    GENERAL = "general"
    #: Violence, harassment, children, retaliation; its content never enters Telegram.
    PROTECTION = "protection"


OPEN = frozenset(Status) - {Status.CLOSED}

#: Every move that is allowed, and nothing else is.
MOVES: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.TAKEN, Status.CLOSED}),
    Status.TAKEN: frozenset({Status.NEW, Status.WAITING_WORKER, Status.REFERRED, Status.CLOSED}),
    Status.WAITING_WORKER: frozenset({Status.WAITING_DESK, Status.REFERRED, Status.CLOSED}),
    Status.WAITING_DESK: frozenset({Status.WAITING_WORKER, Status.REFERRED, Status.CLOSED}),
    Status.REFERRED: frozenset({Status.WAITING_WORKER, Status.WAITING_DESK, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.REOPENED}),
    Status.REOPENED: frozenset({Status.WAITING_WORKER, Status.REFERRED, Status.CLOSED}),
}

#: First human answer is due in so many hours, by severity (design.md section 6).
TERMS = {1: 1, 2: 24, 3: 72, 4: 168}


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a case in the clear. Times are rounded, in seconds, UTC."""

    id: bytes
    code: str
    kind: Kind
    desk: Desk
    #: Which key of its desk opens the case.
    generation: int
    #: The public half of the case's own key pair: whoever adds something seals it to this.
    public: bytes
    status: Status
    topic: str
    subtopic: str
    region: str
    severity: int
    language: Language
    filed_at: int
    #: When the first answer is due, as long as somebody is on duty (domain/duty.py: `promise`).
    due_at: int
    #: When the first human answer went out, rounded; 0 means not yet.
    answered_at: int = 0
    assignee: bytes | None = None
    outcome: Outcome | None = None
    #: Counts the entries; the next one gets this number.
    entries: int = 0
    #: Grows with every change: a button of an older state changes nothing.
    version: int = 0
    #: Which cards and reminders have gone out (domain/reminder.py: `Level`).
    reminded: int = 0
    #: The severity whose term the first answer was promised by; 0: it is still the case's own.
    promised: int = 0

    @property
    def pace(self) -> int:
        """The severity by which the promise clock of a first answer goes."""
        return self.promised or self.severity


def may_move(old: Status, new: Status) -> bool:
    """Tell whether a case may go from one status to another."""
    return old == new or new in MOVES[old]


def check_move(old: Status, new: Status) -> None:
    """Raise WrongStatus unless the case may go from one status to the other."""
    if not may_move(old, new):
        raise WrongStatus


def rounded(moment: datetime, severity: int) -> int:
    """Round a time down, as it may stand in the clear: to the hour, for 3 and 4 to the day."""
    floor = moment.astimezone(TASHKENT).replace(minute=0, second=0, microsecond=0)
    if severity > 2:  # noqa: PLR2004 - 3 and 4 are the severities that can wait
        floor = floor.replace(hour=0)
    return int(floor.timestamp())


def due(moment: datetime, severity: int) -> int:
    """Tell by when the first answer is due, never later than the term allows.

    It stands in the clear, so it tells no more of the filing than its rounded time does. Only for
    severity 1, where the term is one hour, it is kept to the quarter of an hour.
    """
    if severity == 1:
        at = int(moment.timestamp()) + TERMS[severity] * 3600
        return at // QUARTER * QUARTER
    return rounded(moment, severity) + TERMS[severity] * 3600
