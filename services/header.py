"""A case's header in words: what stands of it in the clear, for cards, screens and the terminal."""

from datetime import UTC, datetime

from domain import topic
from domain.alias import alias
from domain.case import Case, Desk, Kind, Outcome, Status
from domain.duty import Promise, Stand
from locales.mark import _, button
from locales.voice import Voice

#: How a case stands; `{name}` has it.
STATUS = {
    Status.NEW: _("Nobody has it yet."),
    Status.TAKEN: _("Taken, not answered yet."),
    Status.WAITING_WORKER: _("Answered; the worker's turn."),
    Status.WAITING_DESK: _("The worker wrote; the desk's turn."),
    Status.REFERRED: _("Passed on to an outside body."),
    Status.CLOSED: _("Closed."),
    Status.REOPENED: _("Open again: the worker says it is not solved."),
}

#: How it ended, in the order of the screen.
OUTCOMES = {
    Outcome.REMEDIED: button("Remedied"),
    Outcome.PARTLY: button("Partly"),
    Outcome.NOT_REMEDIED: button("Not remedied"),
    Outcome.ADVISED: button("Advised"),
    Outcome.WITHDRAWN: button("Withdrawn"),
    Outcome.UNREACHABLE: button("Unreachable"),
    Outcome.OUT_OF_SCOPE: button("Out of scope"),
    Outcome.TEST: button("Test"),
}

KEPT = _("First answer by {moment}: kept.")
LATE = _("First answer by {moment}: it came late.")
PROMISED = _("First answer by {moment}.")
OVERDUE = _("First answer by {moment}: overdue.")
PAUSED = _("Nobody is on duty: the clock of the first answer stands still.")
#: The promise clock in words; nothing where the case ended without an answer.
PROMISE = {Stand.KEPT: KEPT, Stand.LATE: LATE, Stand.AHEAD: PROMISED, Stand.OVERDUE: OVERDUE}


def card(voice: Voice, case: Case, head: str, promise: Promise) -> str:
    """Write what a card may say; a protection card says no more than that it waits."""
    told = case.desk is Desk.GENERAL
    called = f"{case.code} · {alias(case.code)}" if told else case.code
    lines = [voice.text(head, code=called)]
    if told:
        lines.append(" · ".join(filter(None, [voice.topic(case.topic), place(voice, case)])))
    lines.append(voice.text(_("Severity {severity}"), severity=case.severity))
    if promise.is_paused:
        lines.append(voice.text(PAUSED))
    elif promise.stand in {Stand.AHEAD, Stand.OVERDUE}:
        due = voice.until(datetime.fromtimestamp(promise.due_at, UTC))
        lines.append(voice.text(_("First answer due {due}"), due=due))
    return "\n".join(lines)


def written(
    voice: Voice, case: Case, promise: Promise, *, name: str = "", bare: bool = False
) -> str:
    """Write the header: who and what, status, promise clock. `bare` leaves out what happened."""
    lines = [f"📁 {case.code} · {alias(case.code)}"]
    if not bare:
        where = filter(None, [place(voice, case), case.language.label])
        lines += [what(voice, case), " · ".join(where)]
    lines += [
        voice.text(_("Severity {severity}"), severity=case.severity),
        status(voice, case),
        voice.text(_("With {name}."), name=name) if name else "",
        promised(voice, promise),
    ]
    return "\n".join(filter(None, lines))


def status(voice: Voice, case: Case) -> str:
    """Say how a case stands, and how it ended."""
    said = voice.text(STATUS[case.status])
    if case.status is Status.NEW or case.outcome is None:
        return said
    return f"{said} {voice.text(OUTCOMES[case.outcome])}."


def what(voice: Voice, case: Case) -> str:
    """Say what a case is about."""
    said = [voice.topic(case.topic)]
    if case.subtopic:
        said.append(voice.subtopic(case.subtopic))
    if case.kind is Kind.CONSULTATION:
        said.append(voice.text(_("a question")))
    return f"{topic.topic(case.topic).icon} {' · '.join(dict.fromkeys(said))}"


def place(voice: Voice, case: Case) -> str:
    """Say the region; empty where none was told."""
    return voice.place(case.region) if case.region else ""


def promised(voice: Voice, promise: Promise) -> str:
    """Say by when the first answer was promised, and whether the promise is kept."""
    if promise.is_paused:
        return voice.text(PAUSED)
    if promise.stand not in PROMISE:
        return ""
    moment = voice.until(datetime.fromtimestamp(promise.due_at, UTC))
    return voice.text(PROMISE[promise.stand], moment=moment)
