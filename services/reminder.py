"""Reminders: cards on the quarter, what is late, and the supervisors' digest at nine."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta

from domain.card import is_quiet
from domain.case import TERMS, Case, Desk
from domain.letter import Act, Letter
from domain.queue import View, Wanted
from domain.reminder import Level, reached
from domain.staff import Duty, Staff
from domain.tashkent import QUARTER, TASHKENT
from locales.mark import _, button
from locales.voice import Voice
from services import card, duty, journal, letter, retention, staff
from services.header import PAUSED
from services.work import Unit
from storage import meta
from storage import queue as queues
from storage import reminder as reminders

#: What is said of one case, and of more than a chat should have cards of.
HEADS = {
    Level.HALF: _("Half of the time is over: {code}"),
    Level.DUE: _("The first answer is due now: {code}"),
    Level.LATE: _("Nobody has answered in time: {code}"),
}
MANY: dict[Level, Callable[[Voice, int], str]] = {
    Level.HALF: lambda voice, n: voice.plural(
        "{count} case: half of the time is over.",
        "{count} cases: half of the time is over.",
        count=n,
    ),
    Level.DUE: lambda voice, n: voice.plural(
        "{count} first answer is due now.", "{count} first answers are due now.", count=n
    ),
    Level.LATE: lambda voice, n: voice.plural(
        "{count} case was not answered in time.",
        "{count} cases were not answered in time.",
        count=n,
    ),
    Level.CARD: lambda voice, n: voice.plural(
        "{count} new case waits.", "{count} new cases wait.", count=n
    ),
}
#: When supervisors get their digest, in Tashkent.
DIGEST_FROM, DIGEST_UNTIL = time(9), time(22)
#: How much one run takes on.
MOST = 200
#: More cases than these are told of in one line.
MOST_CARDS = 10

_LAST_QUARTER, _LAST_DIGEST = "card quarter", "digest day"


async def run(unit: Unit) -> None:
    """Send what is due. May run late, twice or at once: each thing goes out once."""
    await announce(unit)
    await remind(unit)
    await digest(unit)


async def announce(unit: Unit) -> None:
    """Send the cards of new cases: once in a quarter of an hour and not at night, but severity 1.

    One of severity 1 has had its card on arrival, unless it was given back or made so since.
    """
    severities = tuple(TERMS) if await _begins_quarter(unit) else (1,)
    for desk in Desk:
        new = await reminders.unannounced(unit, desk, severities, MOST_CARDS + 1)
        if len(new) > MOST_CARDS:
            count = await reminders.mark_unannounced(unit, desk, severities)
            await _tell_many(unit, await card.waking(unit, desk), Level.CARD, count)
        else:
            await _announce(unit, new)


async def remind(unit: Unit) -> None:
    """Remind of first answers at half time and when due; then tell the supervisors.

    Where nobody is on duty the clock stands still, but what is late already is told on.
    """
    severities = (1,) if _is_night(unit) else tuple(TERMS)
    gaps = await duty.gaps(unit)
    groups: dict[tuple[Level, Desk, bytes | None], list[Case]] = defaultdict(list)
    for case in await reminders.due(unit, gaps, severities, MOST):
        level = reached(case, unit.seconds)
        if level and await reminders.mark(unit, case.id, level, level.and_before):
            groups[level, case.desk, case.assignee].append(case)
    for (level, _desk, _assignee), listed in groups.items():
        await _remind(unit, level, listed)


async def digest(unit: Unit) -> None:
    """Tell the supervisors once a day how much there is, and the journal's head of yesterday."""
    local = unit.now.astimezone(TASHKENT)
    last = await meta.get(unit, _LAST_DIGEST)
    if not DIGEST_FROM <= local.time() < DIGEST_UNTIL or last == _day(local.date()):
        return
    await meta.put(unit, _LAST_DIGEST, _day(local.date()))
    if last is None:
        return  # the first day: there is nothing to look back on yet
    for one, voice in await card.readers(unit, await staff.supervisors(unit)):
        text = await digest_text(unit, one, voice, local.date() - timedelta(days=1))
        _post(unit, one, voice, text, View.ALL)


async def digest_text(unit: Unit, person: Staff, voice: Voice, yesterday: date) -> str:
    """Write the digest: counts of the desks somebody belongs to, never a case."""
    lines = [
        voice.text(_("Good morning. This is how the desk stands:")),
        voice.text(_("Open cases: {count}"), count=await _count(unit, person, View.ALL)),
        voice.text(_("Nobody has them: {count}"), count=await _count(unit, person, View.NEW)),
        voice.text(_("Overdue: {count}"), count=await _count(unit, person, View.OVERDUE)),
    ]
    if person.desks & (await duty.gaps(unit)).keys():
        lines.append(voice.text(PAUSED))
    if leaving := await retention.count_announced(unit, person.desks):
        lines.append(voice.text(_("Deleted within a week: {count} closed cases"), count=leaving))
    if staff.may(person, Duty.JOURNAL) and (head := await journal.head(unit, yesterday)):
        written = len(await journal.read(unit, yesterday))
        lines.append(voice.text(_("Journal of yesterday: {count} lines"), count=written))
        lines.append(voice.text(_("Its head, to keep: {head}"), head=head))
    return "\n".join(lines)


async def _begins_quarter(unit: Unit) -> bool:
    """Tell once in a quarter of an hour by day that the cards of all cases are due."""
    quarter = b"%d" % (unit.seconds // QUARTER)
    if _is_night(unit) or await meta.get(unit, _LAST_QUARTER) == quarter:
        return False
    await meta.put(unit, _LAST_QUARTER, quarter)
    return True


async def _announce(unit: Unit, new: Sequence[Case]) -> None:
    for case in new:
        if await reminders.mark(unit, case.id, Level.CARD, Level.CARD):
            await card.announce(unit, case)


async def _remind(unit: Unit, level: Level, listed: Sequence[Case]) -> None:
    """Remind of cases that the same people should hear of."""
    to = await _readers(unit, listed[0], level)
    if len(listed) > MOST_CARDS:
        await _tell_many(unit, to, level, len(listed))
        return
    for case in listed:
        await card.tell(unit, case, to, HEADS[level])


async def _tell_many(unit: Unit, to: Sequence[Staff], level: Level, count: int) -> None:
    """Say in one line how many cases there are, instead of filling the chats with cards."""
    view = View.NEW if level is Level.CARD else View.OVERDUE if level is Level.LATE else View.ALL
    for one, voice in await card.readers(unit, to):
        _post(unit, one, voice, MANY[level](voice, count), view)


async def _readers(unit: Unit, case: Case, level: Level) -> Sequence[Staff]:
    if level is Level.LATE:
        return await card.watching(unit, case.desk)
    return await card.responsible(unit, case)


async def _count(unit: Unit, person: Staff, view: View) -> int:
    return await queues.count(unit, person.desks, person.id, Wanted(view))


def _is_night(unit: Unit) -> bool:
    return is_quiet(unit.now) and not unit.where.prompt


def _day(day: date) -> bytes:
    return day.isoformat().encode()


def _post(unit: Unit, to: Staff, voice: Voice, text: str, view: View) -> None:
    queue = {"text": f"📋 {voice.text(button('Queue'))}", "callback_data": f"dk:queue:{view}:0"}
    content = {"text": text, "reply_markup": {"inline_keyboard": [[queue]]}}
    letter.post(unit, Letter(to.chat_id, Act.SEND, content))
