"""Changing a case by choosing: its severity, who has it, how it ends."""

from domain.case import TERMS, Case, Outcome
from domain.staff import Duty, Staff, may, may_touch
from handlers.buttons import long, short
from handlers.desk.case import act, show, to_case
from handlers.screen import Screen, stacked
from handlers.visit import Visit
from locales.mark import _, button
from services import case as cases
from services import staff
from services.header import OUTCOMES

#: What each severity stands for.
SEVERITIES = {
    1: _("1: life and safety, or a child now; within 1 hour"),
    2: _("2: force and violence; within 24 hours"),
    3: _("3: money and conditions; within 3 days"),
    4: _("4: a question; within 7 days"),
}


async def severity(visit: Visit, person: Staff, case: Case) -> None:
    """Ask for the severity, or set it."""
    chosen = _value(visit)
    if chosen.isascii() and chosen.isdigit() and int(chosen) in TERMS:
        await show(visit, person, await cases.set_severity(visit.unit, person, case, int(chosen)))
        return
    lines = [visit.voice.text(_("How severe is {code}?"), code=case.code)]
    lines += [visit.voice.text(said) for said in SEVERITIES.values()]
    buttons = [(str(n), act(visit, case, "", str(n), "severity", str(n))[1]) for n in TERMS]
    rows = (*stacked(buttons, across=4), (to_case(visit, case),))
    visit.show(Screen("\n".join(lines), rows))


async def assign(visit: Visit, person: Staff, case: Case) -> None:
    """Ask who is to have a case, or give it to them."""
    people = [
        one
        for one in await staff.all_active(visit.unit)
        if may(one, Duty.TAKE) and may_touch(one, case.desk, one.id) and one.id != case.assignee
    ]
    chosen = next((one for one in people if one.id == long(_value(visit))), None)
    if chosen is not None:
        given = await cases.assign(visit.unit, person, case, chosen)
        notice = visit.voice.text(_("{name} has it now."), name=chosen.name)
        await show(visit, person, given, notice)
        return
    text = visit.voice.text(_("Who is to have {code}?"), code=case.code)
    rows = stacked([_person(visit, case, one) for one in people])
    visit.show(Screen(text, (*rows, (to_case(visit, case),))))


async def close(visit: Visit, person: Staff, case: Case) -> None:
    """Ask how a case ended, then whether that is sure."""
    if (outcome := _outcome(visit)) is None:
        text = visit.voice.text(_("How did {code} end?"), code=case.code)
        buttons = [act(visit, case, "", OUTCOMES[one], "close", one) for one in OUTCOMES]
        visit.show(Screen(text, (*stacked(buttons, across=2), (to_case(visit, case),))))
        return
    said = visit.voice.text(OUTCOMES[outcome])
    text = visit.voice.text(
        _("Close {code} as “{outcome}”? The worker reads that it is closed."),
        code=case.code,
        outcome=said,
    )
    yes = act(visit, case, "✅", button("Confirm"), "confirm", outcome)
    visit.show(Screen(text, ((yes,), (to_case(visit, case),))))


async def confirm(visit: Visit, person: Staff, case: Case) -> None:
    """Close a case with its outcome."""
    if (outcome := _outcome(visit)) is None:
        await show(visit, person, case)
    else:
        await show(visit, person, await cases.close(visit.unit, person, case, outcome))


def _value(visit: Visit) -> str:
    return visit.press.word(3) if visit.press else ""


def _outcome(visit: Visit) -> Outcome | None:
    chosen = _value(visit)
    return Outcome(chosen) if chosen in Outcome.__members__.values() else None


def _person(visit: Visit, case: Case, one: Staff) -> tuple[str, str]:
    icon = "🟢" if one.duty else "⚪️"
    return f"{icon} {one.name}", act(visit, case, "", one.name, "assign", short(one.id))[1]
