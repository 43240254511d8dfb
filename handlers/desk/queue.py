"""The queue on the screen: eight cases a page, the filters, the regions; a code opens its case."""

import re
from datetime import UTC, datetime

from domain import place
from domain.alias import alias, read_code
from domain.case import Case, Desk
from domain.duty import Promise, Stand
from domain.queue import View, Wanted
from domain.staff import Duty, Staff
from handlers.buttons import Realm, data
from handlers.desk.case import act, show, walk_off
from handlers.desk.door import staff_of
from handlers.screen import Button, Rows, Screen, stacked
from handlers.visit import Visit
from locales.mark import _, button
from services import case as cases
from services import queue, staff
from services.queue import Page

#: The filters, in the order of the screen.
VIEWS = {
    View.ALL: ("📋", button("All")),
    View.MINE: ("👤", button("Mine")),
    View.NEW: ("🆕", button("New")),
    View.OVERDUE: ("⏰", button("Overdue")),
}
#: Stands before the filter that is on.
CHOSEN = "🔘"
#: Severity as a colour, most severe first.
COLOURS = {1: "🔴", 2: "🟠", 3: "🟡", 4: "⚪️"}

HEAD = _("Queue: {total} open here, {overdue} overdue.")
EMPTY = _("Nothing waits here.")


async def command(visit: Visit) -> None:
    """Show the queue, or the case whose code stands behind the command."""
    await _command(visit, View.ALL)


async def mine(visit: Visit) -> None:
    """Show the cases of whoever asks."""
    await _command(visit, View.MINE)


async def pressed(visit: Visit) -> None:
    """Show another page, another filter, or a region."""
    person = await staff_of(visit)
    await walk_off(visit)
    visit.show(await screen(visit, person, _wanted(visit)))


async def regions(visit: Visit) -> None:
    """Offer the regions that have open cases."""
    person = await staff_of(visit)
    found = await queue.regions(visit.unit, person)
    buttons = [
        (f"{visit.voice.place(one.code)} ({found[one.code]})", _to(one.code, 0))
        for one in place.REGIONS
        if one.code in found
    ]
    back = (f"◀️ {visit.voice.text(button('Back'))}", _to(View.ALL, 0))
    text = visit.voice.text(_("Which region?") if buttons else EMPTY)
    visit.show(Screen(text, (*stacked(buttons, across=2), (back,))))


async def home(visit: Visit) -> bool:
    """Show the queue where a worker would see the menu; tell whether this is its reader."""
    person = await staff.of_chat(visit.unit, visit.chat_id)
    if person is None or not staff.may(person, Duty.QUEUE):
        return False
    visit.show(await screen(visit, person, Wanted()))
    return True


async def named(visit: Visit) -> bool:
    """Show the case whose code somebody of the desk typed; tell whether that is what came."""
    code = read_code(visit.incoming.text)
    person = await staff.of_chat(visit.unit, visit.chat_id) if code else None
    if code is None or person is None or not staff.may(person, Duty.QUEUE):
        return False
    await show(visit, person, await cases.by_code(visit.unit, person, code))
    visit.erase_incoming()
    return True


async def screen(visit: Visit, person: Staff, wanted: Wanted) -> Screen:
    """Show one page."""
    page = await queue.page(visit.unit, person, wanted)
    lines = [visit.voice.text(HEAD, total=page.total, overdue=page.overdue)]
    listed = zip(page.cases, page.promises, strict=True)
    lines += [_line(visit, *one) for one in listed] or [visit.voice.text(EMPTY)]
    codes = [_button(visit, one) for one in page.cases]
    rows = (*stacked(codes, across=2), *_turn(page), *_filters(visit, wanted))
    return Screen("\n".join(lines), rows)


async def _command(visit: Visit, view: View) -> None:
    person = await staff_of(visit)
    if code := read_code(visit.incoming.argument):
        await show(visit, person, await cases.by_code(visit.unit, person, code))
        return
    await walk_off(visit)
    visit.show(await screen(visit, person, Wanted(view)))


def _line(visit: Visit, case: Case, promise: Promise) -> str:
    """Describe a case in one line; of a protection case only when it is due."""
    said = [f"{_mark(case, promise)} {case.code}"]
    if case.desk is Desk.GENERAL:
        said += [alias(case.code), visit.voice.topic(case.topic)]
        said += [visit.voice.place(case.region)] if case.region else []
    return " · ".join(filter(None, [*said, _due(visit, promise)]))


def _due(visit: Visit, promise: Promise) -> str:
    if promise.is_paused:
        return visit.voice.text(_("nobody on duty, the clock stands"))
    if promise.stand not in {Stand.AHEAD, Stand.OVERDUE}:
        return ""
    due = visit.voice.until(datetime.fromtimestamp(promise.due_at, UTC))
    return visit.voice.text(_("due {due}"), due=due)


def _mark(case: Case, promise: Promise) -> str:
    late = promise.stand is Stand.OVERDUE
    return f"{'⏰' if late else ''}{COLOURS[case.severity]}{'🆕' if case.assignee is None else ''}"


def _button(visit: Visit, case: Case) -> Button:
    return f"{COLOURS[case.severity]} {case.code}", act(visit, case, "", case.code, "open")[1]


def _turn(page: Page) -> Rows:
    word, at = page.wanted.region or page.wanted.view, page.wanted.page
    earlier = [(f"⬅️ {at}", _to(word, at - 1))] if at > 0 else []
    later = [(f"{at + 2} ➡️", _to(word, at + 1))] if at < page.last else []
    return ((*earlier, *later),) if earlier or later else ()


def _filters(visit: Visit, wanted: Wanted) -> Rows:
    chosen = None if wanted.region else wanted.view
    listed = [
        (f"{CHOSEN if view is chosen else icon} {visit.voice.text(label)}", _to(view, 0))
        for view, (icon, label) in VIEWS.items()
    ]
    icon = CHOSEN if wanted.region else "📍"
    by_region = (f"{icon} {visit.voice.text(button('By region'))}", data(Realm.DESK, "regions"))
    return (*stacked(listed, across=2), (by_region,))


def _to(word: str, page: int) -> str:
    return data(Realm.DESK, "queue", word, str(page))


def _wanted(visit: Visit) -> Wanted:
    word, number = (visit.press.word(n) if visit.press else "" for n in (1, 2))
    page = int(number) if re.fullmatch(r"[0-9]{1,4}", number) else 0
    if word in {one.code for one in place.REGIONS}:
        return Wanted(region=word, page=page)
    return Wanted(View(word) if word in View.__members__.values() else View.ALL, page=page)
