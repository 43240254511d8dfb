"""Reminders: cards on the quarter, what is late, and the supervisors' digest at nine."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import groupby

from domain.card import QUARTER, TASHKENT, is_quiet
from domain.case import TERMS, Case, Desk
from domain.letter import Act, Letter
from domain.queue import View, Wanted
from domain.reminder import Level, reached
from domain.staff import Duty, Staff
from locales.mark import _, button
from locales.voice import Voice
from services import card, journal, letter, staff
from services.work import Unit
from storage import meta
from storage import queue as queues
from storage import reminder as reminders

HEADS = {
    Level.HALF: _("Half of the time is over: {code}"),
    Level.DUE: _("The first answer is due now: {code}"),
    Level.LATE: _("Nobody has answered in time: {code}"),
}
#: When supervisors get their digest, in Tashkent.
DIGEST_FROM, DIGEST_UNTIL = time(9), time(22)
#: How much one run takes on.
MOST = 200
#: More new cases than these are told of in one line.
MOST_CARDS = 10

_LAST_QUARTER, _LAST_DIGEST = "card quarter", "digest day"


async def run(unit: Unit) -> None:
    """Send what is due. May run late, twice or at once: each thing goes out once."""
    await announce(unit)
    await remind(unit)
    await digest(unit)


async def announce(unit: Unit) -> None:
    """Send the cards of new cases, once in a quarter of an hour and not at night."""
    quarter = b"%d" % (unit.seconds // QUARTER)
    if _is_night(unit) or await meta.get(unit, _LAST_QUARTER) == quarter:
        return
    await meta.put(unit, _LAST_QUARTER, quarter)
    found = await reminders.unannounced(unit, MOST)
    new = [one for one in found if await _mark(unit, one, Level.CARD, Level.CARD)]
    for desk, listed in groupby(sorted(new, key=lambda one: one.desk), key=lambda one: one.desk):
        await _announce(unit, desk, list(listed))


async def remind(unit: Unit) -> None:
    """Remind of first answers at half time and when due; then tell the supervisors."""
    severities = (1,) if _is_night(unit) else tuple(TERMS)
    for case in await reminders.due(unit, severities, MOST):
        level = reached(case, unit.seconds)
        if level and await _mark(unit, case, level, level.and_before):
            await card.tell(unit, case, await _readers(unit, case, level), HEADS[level])


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
        keyboard = {"inline_keyboard": [[_queue(voice)]]}
        letter.post(unit, Letter(one.chat_id, Act.SEND, {"text": text, "reply_markup": keyboard}))


async def digest_text(unit: Unit, person: Staff, voice: Voice, yesterday: date) -> str:
    """Write the digest: counts of the desks somebody belongs to, never a case."""
    lines = [
        voice.text(_("Good morning. This is how the desk stands:")),
        voice.text(_("Open cases: {count}"), count=await _count(unit, person, View.ALL)),
        voice.text(_("Nobody has them: {count}"), count=await _count(unit, person, View.NEW)),
        voice.text(_("Overdue: {count}"), count=await _count(unit, person, View.OVERDUE)),
    ]
    if staff.may(person, Duty.JOURNAL) and (head := await journal.head(unit, yesterday)):
        written = len(await journal.read(unit, yesterday))
        lines.append(voice.text(_("Journal of yesterday: {count} lines"), count=written))
        lines.append(voice.text(_("Its head, to keep: {head}"), head=head))
    return "\n".join(lines)


async def _announce(unit: Unit, desk: Desk, new: Sequence[Case]) -> None:
    if len(new) > MOST_CARDS:
        await card.announce_many(unit, desk, len(new))
        return
    for case in new:
        await card.announce(unit, case)


async def _readers(unit: Unit, case: Case, level: Level) -> Sequence[Staff]:
    if level is Level.LATE:
        return await card.watching(unit, case.desk)
    return await card.responsible(unit, case)


async def _mark(unit: Unit, case: Case, level: Level, bits: Level) -> bool:
    return await reminders.mark(unit, case.id, level, bits)


async def _count(unit: Unit, person: Staff, view: View) -> int:
    return await queues.count(unit, person.desks, person.id, Wanted(view))


def _is_night(unit: Unit) -> bool:
    return is_quiet(unit.now) and not unit.where.prompt


def _day(day: date) -> bytes:
    return day.isoformat().encode()


def _queue(voice: Voice) -> dict[str, str]:
    return {"text": voice.text(button("Queue")), "callback_data": "dk:queue:all:0"}
