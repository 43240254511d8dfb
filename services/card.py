"""Cards: what members on duty hear of a case; never its content, and of protection cases less."""

from collections import Counter
from collections.abc import Sequence

from domain.card import calm_time, card_time
from domain.case import OPEN, Case, Desk
from domain.language import Language
from domain.letter import Act, Letter, Mark
from domain.reminder import Level
from domain.staff import Role, Staff
from locales.mark import _, button
from locales.voice import Voice
from services import duty, header, letter, staff
from services.work import Unit
from storage import preference
from storage import reminder as reminders

NEW = _("New case {code}")
WROTE = _("The worker wrote: {code}")
GIVEN = _("You have a case now: {code}")
GONE = _("The worker's chat is closed to us: {code}. Only the receipt opens what you wrote.")
WITHDRAWN = _("The worker withdrew {code}. It may be their free wish, or pressure.")
TAKE, SHOW = button("Take"), button("Open")
#: Said to a supervisor who hears of a case of a desk that they do not belong to.
MEMBERS_ONLY = {
    Desk.GENERAL: _("Only members of the general desk can open it."),
    Desk.PROTECTION: _("Only members of the protection desk can open it."),
}


async def arrival(unit: Unit, case: Case) -> None:
    """Tell of a new case at once where that is due; else its card goes with the next quarter.

    Until then nothing of it waits in the outbox beside the letters of the worker's chat.
    """
    at_once = case.severity == 1 or unit.where.prompt
    if at_once and await reminders.mark(unit, case.id, Level.CARD, Level.CARD):
        await announce(unit, case)


async def announce(unit: Unit, case: Case) -> None:
    """Send the card of a case that nobody has to the members on duty, and to the group."""
    told = await waking(unit, case.desk)
    await tell(unit, case, told, NEW)
    if unit.where.group_chat_id and case.desk is Desk.GENERAL:
        voice = await _common_voice(unit, told)
        text = header.card(voice, case, NEW, await duty.promise(unit, case))
        _send(unit, case, unit.where.group_chat_id, text, _take(voice, case))


async def taken(unit: Unit, case: Case, by: Staff) -> None:
    """Take the cards of the others away: somebody has the case."""
    await settled(unit, case, but=by.chat_id)


async def settled(unit: Unit, case: Case, *, but: int = 0) -> None:
    """Take cards and reminders of a case away, from all chats that may have one but one."""
    everyone = await staff.all_active(unit)
    told = (one for one in everyone if case.desk in one.desks or one.role is Role.SUPERVISOR)
    chats = {one.chat_id for one in told}
    if unit.where.group_chat_id and case.desk is Desk.GENERAL:
        chats.add(unit.where.group_chat_id)
    for chat_id in sorted(chats - {but}):
        letter.erase_marked(unit, chat_id, Mark.CARD, case.code)


async def assigned(unit: Unit, case: Case, by: Staff, to: Staff) -> None:
    """Take the cards of the others away, and tell somebody that a case is theirs now."""
    await taken(unit, case, by)
    if to.id != by.id:
        await tell(unit, case, [to], GIVEN, due_at=calm_time(unit.now, case.severity, unit.where))


async def worker_wrote(unit: Unit, case: Case) -> None:
    """Tell whoever has the case, or the members on duty, that the worker wrote."""
    if case.assignee is None and not case.reminded & Level.CARD:
        return  # its first card is still to come
    due_at = card_time(unit.now, case.severity, unit.where)
    await tell(unit, case, await responsible(unit, case), WROTE, due_at=due_at)


async def unreachable(unit: Unit, case: Case) -> None:
    """Tell whoever has the case that its worker's chat hears nothing any more."""
    due_at = card_time(unit.now, case.severity, unit.where)
    await tell(unit, case, await responsible(unit, case), GONE, due_at=due_at)


async def withdrawn(unit: Unit, case: Case) -> None:
    """Tell supervisors and assignee of a withdrawal: it is watched as a warning sign."""
    due_at = card_time(unit.now, case.severity, unit.where)
    to = {one.id: one for one in await watching(unit, case.desk)}
    if case.assignee is not None:
        to |= await staff.by_ids(unit, [case.assignee])
    await tell(unit, case, list(to.values()), WITHDRAWN, due_at=due_at)


async def tell(unit: Unit, case: Case, to: Sequence[Staff], head: str, *, due_at: int = 0) -> None:
    """Send a card about a case with **Open**, or with **Take** where nobody has it.

    Who does not belong to its desk hears that it is there, and can press nothing.
    """
    promise = await duty.promise(unit, case)
    for member, voice in await readers(unit, to):
        free = case.assignee is None and case.status in OPEN
        text = header.card(voice, case, head, promise)
        pressed = _take(voice, case) if free else _open(voice, case)
        if case.desk not in member.desks:
            # A button that this reader may not press would only say that there is no such case.
            text, pressed = f"{text}\n{voice.text(MEMBERS_ONLY[case.desk])}", {}
        _send(unit, case, member.chat_id, text, pressed, due_at=due_at)


async def responsible(unit: Unit, case: Case) -> Sequence[Staff]:
    """List who should hear of a case: its assignee, or the members on duty."""
    if case.assignee is not None:
        found = (await staff.by_ids(unit, [case.assignee])).get(case.assignee)
        if found and found.active:
            return [found]
    return await waking(unit, case.desk)


async def waking(unit: Unit, desk: Desk) -> Sequence[Staff]:
    """List who is on duty; when nobody of them can answer, the supervisors too."""
    present = await staff.on_duty(unit, desk)
    if desk not in await duty.gaps(unit):
        return present
    return present + [one for one in await watching(unit, desk) if one not in present]


async def watching(unit: Unit, desk: Desk) -> list[Staff]:
    """List the supervisors of a desk; when it has none, all: a card says nothing secret."""
    return await staff.supervisors(unit, desk) or await staff.supervisors(unit)


async def readers(unit: Unit, to: Sequence[Staff]) -> list[tuple[Staff, Voice]]:
    """Give everybody with a chat, each with the voice of their language."""
    lanes = {one.id: unit.vault.lane(one.chat_id) for one in to if one.chat_id}
    chosen = await preference.of_lanes(unit, list(lanes.values())) if lanes else {}
    languages = {lane: known.language for lane, (known, _day) in chosen.items()}
    return [(one, Voice(languages.get(lanes[one.id]) or Language.EN)) for one in to if one.chat_id]


async def _common_voice(unit: Unit, told: Sequence[Staff]) -> Voice:
    """Speak to a group as most of its members chose, who read the same cards in their chats."""
    languages = Counter(voice.language for _one, voice in await readers(unit, told))
    return Voice(languages.most_common(1)[0][0] if languages else Language.EN)


def _take(voice: Voice, case: Case) -> dict[str, str]:
    return {"text": f"✋ {voice.text(TAKE)}", "callback_data": _data(case, "take")}


def _open(voice: Voice, case: Case) -> dict[str, str]:
    return {"text": f"📁 {voice.text(SHOW)}", "callback_data": _data(case, "open")}


def _data(case: Case, verb: str) -> str:
    return f"ca:{case.code}:{case.version}:{verb}"


def _send(
    unit: Unit, case: Case, chat_id: int, text: str, pressed: dict[str, str], *, due_at: int = 0
) -> None:
    markup = {"reply_markup": {"inline_keyboard": [[pressed]]}} if pressed else {}
    content = {"text": text, **markup}
    card = Letter(chat_id, Act.SEND, content, mark=Mark.CARD, about=case.code)
    letter.post(unit, card, due_at=due_at)
