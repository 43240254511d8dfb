"""How a case stands, in a worker's words: status and promise clock; no code, no names."""

from datetime import UTC, datetime

from domain.case import Case, Outcome, Status
from domain.duty import Promise, Stand
from handlers.visit import Visit
from locales.mark import _
from services import duty, hotline

STATUS = {
    Status.NEW: _("The desk has it. Nobody has taken it yet."),
    Status.TAKEN: _("Somebody at the desk has it."),
    Status.WAITING_WORKER: _("The desk has answered. It waits for you."),
    Status.WAITING_DESK: _("You wrote. The desk will answer."),
    Status.REFERRED: _("It was passed on, as you agreed."),
    Status.CLOSED: _("It is closed."),
    Status.REOPENED: _("It is open again."),
}
#: Of a closed case that its worker withdrew: they read that it was heard.
WITHDRAWN = _("It is withdrawn and closed.")
#: The promise clock in words; nothing where the case ended without an answer.
PROMISE = {
    Stand.KEPT: _("First answer by {moment}: kept."),
    Stand.LATE: _("First answer by {moment}: it came late."),
    Stand.AHEAD: _("First answer by {moment}."),
    Stand.OVERDUE: _("First answer by {moment}: it is late. We are sorry."),
}
PAUSED = _("Your report is safe. The time for our answer goes on when somebody is back.")
NOBODY = _("Nobody is at the desk just now, so we cannot promise a time. In danger, call now:")
#: Where the next step is not the desk's, nobody need be at it.
_RESTS = frozenset({Status.WAITING_WORKER, Status.CLOSED})


async def lines(visit: Visit, case: Case) -> str:
    """Say topic and day, status, whether the promise is kept, and whom to call meanwhile."""
    promise = await duty.promise(visit.unit, case)
    said = [
        _title(visit, case),
        visit.voice.text(_stands(case)),
        _promised(visit, promise),
        "" if promise.on_duty or case.status in _RESTS else nobody(visit),
    ]
    return "\n".join(filter(None, said))


def nobody(visit: Visit) -> str:
    """Say that nobody is on duty, with the emergency numbers."""
    return f"{visit.voice.text(NOBODY)}\n{hotline.emergency(visit.voice)}"


def _stands(case: Case) -> str:
    if case.status is Status.CLOSED and case.outcome is Outcome.WITHDRAWN:
        return WITHDRAWN
    return STATUS[case.status]


def _title(visit: Visit, case: Case) -> str:
    """Name a case by its topic and its day, as a worker knows it."""
    day = visit.voice.date(datetime.fromtimestamp(case.filed_at, UTC))
    return f"{visit.voice.topic(case.topic)}, {day}"


def _promised(visit: Visit, promise: Promise) -> str:
    if promise.is_paused:
        return visit.voice.text(PAUSED)
    if promise.stand not in PROMISE:
        return ""
    moment = visit.voice.until(datetime.fromtimestamp(promise.due_at, UTC))
    return visit.voice.text(PROMISE[promise.stand], moment=moment)
