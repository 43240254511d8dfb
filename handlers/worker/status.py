"""How a case stands, in a worker's words: status and promise clock; no code, no names."""

from datetime import UTC, datetime

from domain.case import Case, Status
from handlers.visit import Visit
from locales.mark import _

STATUS = {
    Status.NEW: _("The desk has it. Nobody has taken it yet."),
    Status.TAKEN: _("Somebody at the desk is working on it."),
    Status.WAITING_WORKER: _("The desk has answered. It waits for you."),
    Status.WAITING_DESK: _("You wrote. The desk will answer."),
    Status.REFERRED: _("It was passed on, as you agreed."),
    Status.CLOSED: _("It is closed."),
    Status.REOPENED: _("It is open again."),
}


def lines(visit: Visit, case: Case) -> str:
    """Say topic and day, status, and whether the promise is kept."""
    said = [
        title(visit, case),
        visit.voice.text(STATUS[case.status]),
        _promise(visit, case),
    ]
    return "\n".join(filter(None, said))


def title(visit: Visit, case: Case) -> str:
    """Name a case by its topic and its day, as a worker knows it."""
    day = visit.voice.date(datetime.fromtimestamp(case.filed_at, UTC))
    return f"{visit.voice.topic(case.topic)}, {day}"


def _promise(visit: Visit, case: Case) -> str:
    moment = visit.voice.moment(datetime.fromtimestamp(case.due_at, UTC))
    if case.answered_at:
        kept = case.answered_at <= case.due_at
        return visit.voice.text(KEPT if kept else LATE, moment=moment)
    if case.status is Status.CLOSED:
        return ""
    overdue = visit.unit.seconds > case.due_at
    return visit.voice.text(OVERDUE if overdue else PROMISED, moment=moment)


KEPT = _("First answer by {moment}: kept.")
LATE = _("First answer by {moment}: it came late.")
PROMISED = _("First answer by {moment}.")
OVERDUE = _("First answer by {moment}: it is late. We are sorry.")
