"""A case on the screen of staff: its header, and the buttons of whoever looks at it."""

from datetime import UTC, datetime
from itertools import chain

from domain.case import Case, Desk, Status
from domain.letter import Mark
from domain.staff import Duty, Staff, may, may_touch
from handlers.buttons import Realm, data
from handlers.desk.door import opens_here
from handlers.screen import Button, Rows, Screen, stacked
from handlers.visit import Visit
from locales.mark import _, button
from services import duty, header, staff, word

TERMINAL = _("What the worker wrote opens at the terminal: case read {code}")
PROTECTED = _("A protection case: nothing of it is shown in Telegram.")

#: What may be done with a case that one has: icon, label, verb, the duty that allows it.
ACTS = (
    (
        ("📖", button("Read"), "read", Duty.READ),
        ("✍️", button("Reply"), "reply", Duty.REPLY),
        ("📝", button("Note"), "note", Duty.NOTE),
    ),
    (
        ("🌡", button("Severity"), "severity", Duty.SEVERITY),
        ("👥", button("Assign"), "assign", Duty.ASSIGN),
    ),
    (
        ("↩️", button("Release"), "release", Duty.RELEASE),
        ("✅", button("Close"), "close", Duty.CLOSE),
    ),
)
#: Verbs that need the content, so that they stand only where it may be shown.
INSIDE = frozenset({"read", "reply", "note"})


#: The desk's conversations: one without a word in it ends when its person walks off.
TALKS = frozenset({"answer", "note"})


async def walk_off(visit: Visit) -> None:
    """End a conversation of the desk in which nothing was written yet."""
    draft = visit.draft
    if draft and draft.flow in TALKS and not draft.answers.keys() & {"text", "held"}:
        await visit.drop()


async def show(visit: Visit, person: Staff, case: Case, notice: str = "") -> None:
    """Show a case in the place of the screen, and take its card away."""
    await walk_off(visit)
    visit.show(await screen(visit, person, case, notice))
    visit.erase_marked(Mark.CARD, case.code)


async def screen(visit: Visit, person: Staff, case: Case, notice: str = "") -> Screen:
    """Show the header of a case, below something that has to be said first."""
    said = [notice, await _header(visit, case)]
    if case.desk is Desk.PROTECTION:
        said.append(visit.voice.text(PROTECTED))
    if not opens_here(visit, case):
        said.append(visit.voice.text(TERMINAL, code=case.code))
    return Screen("\n\n".join(filter(None, said)), (*rows(visit, person, case), _last(visit)))


def rows(visit: Visit, person: Staff, case: Case) -> Rows:
    """Give the buttons that act for this person on this case now."""
    if not may_touch(person, case.desk, case.assignee):
        return ()
    if case.status is Status.CLOSED:
        return _acts(visit, person, case, {"read"})
    if case.assignee is None:
        take = act(visit, case, "✋", button("Take"), "take")
        given = {"assign"} if may(person, Duty.ANY_CASE) else set[str]()
        return ((take,), *_acts(visit, person, case, given))
    everything = {verb for listed in ACTS for _icon, _label, verb, _duty in listed}
    return _acts(visit, person, case, everything)


def act(visit: Visit, case: Case, icon: str, label: str, *words: str) -> Button:
    """Make a button of this state of a case."""
    pressed = data(Realm.CASE, case.code, str(case.version), *words)
    return f"{icon} {visit.voice.text(label)}".strip(), pressed


def to_case(visit: Visit, case: Case) -> Button:
    """Give the button that leads back to a case."""
    return act(visit, case, "◀️", button("Back"), "open")


async def assignee_name(visit: Visit, case: Case) -> str:
    """Tell who has a case; empty when nobody has."""
    if case.assignee is None:
        return ""
    found = (await staff.by_ids(visit.unit, [case.assignee])).get(case.assignee)
    return found.name if found else "—"


async def _header(visit: Visit, case: Case) -> str:
    voice = visit.voice
    name, hidden = await assignee_name(visit, case), case.desk is Desk.PROTECTION
    promise = await duty.promise(visit.unit, case)
    said = header.written(voice, case, promise, name=name, bare=hidden)
    ends_at = await word.deleted_at(visit.unit, case)
    if ends_at is None:
        return said
    day = voice.date(datetime.fromtimestamp(ends_at, UTC))
    asked = voice.text(_("The worker asked us to delete it: it goes on {day}."), day=day)
    return f"{said}\n🗑 {asked}"


def _acts(visit: Visit, person: Staff, case: Case, wanted: set[str]) -> Rows:
    shown = wanted if opens_here(visit, case) else wanted - INSIDE
    listed = (
        stacked(
            [
                act(visit, case, icon, label, verb)
                for icon, label, verb, duty in row
                if verb in shown and may(person, duty)
            ],
            across=len(row),
        )
        for row in ACTS
    )
    return tuple(chain.from_iterable(listed))


def _last(visit: Visit) -> tuple[Button, ...]:
    return ((f"📋 {visit.voice.text(button('Queue'))}", data(Realm.DESK, "queue", "all", "0")),)
