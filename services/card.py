"""Cards: what members on duty hear of a case; never its content, and of protection cases less."""

from collections.abc import Sequence
from datetime import UTC, datetime

from domain.alias import alias
from domain.card import card_time
from domain.case import Case, Desk
from domain.language import Language
from domain.letter import Act, Letter, Mark
from domain.staff import Staff
from locales.mark import _, button
from locales.voice import Voice
from services import letter, staff
from services.work import Unit
from storage import preference

NEW = _("New case {code}")
WROTE = _("The worker wrote: {code}")
GIVEN = _("You have a case now: {code}")
WITHDRAWN = _("The worker withdrew {code}. It may be their free wish, or pressure.")
TAKE, OPEN = button("Take"), button("Open")


async def arrival(unit: Unit, case: Case) -> None:
    """Tell the members on duty, and the group, that a case waits."""
    for member, voice in await _readers(unit, await staff.on_duty(unit, case.desk)):
        _send(unit, case, member.chat_id, card_text(voice, case, NEW), voice.text(TAKE), "take")
    group = unit.where.group_chat_id
    if group and case.desk is Desk.GENERAL:
        voice = Voice(Language.UZ)
        _send(unit, case, group, card_text(voice, case, NEW), voice.text(TAKE), "take")


async def taken(unit: Unit, case: Case, by: Staff) -> None:
    """Take the cards of the others away: somebody has the case."""
    others = {one.chat_id for one in await staff.on_duty(unit, case.desk)} - {by.chat_id}
    if unit.where.group_chat_id and case.desk is Desk.GENERAL:
        others.add(unit.where.group_chat_id)
    for chat_id in sorted(others):
        letter.erase_marked(unit, chat_id, Mark.CARD, case.code)


async def assigned(unit: Unit, case: Case, to: Staff) -> None:
    """Tell somebody that a case is theirs now, and take the cards of the others away."""
    await taken(unit, case, to)
    await _tell(unit, case, [to], GIVEN)


async def worker_wrote(unit: Unit, case: Case) -> None:
    """Tell whoever has the case, or the members on duty, that the worker wrote."""
    await _tell(unit, case, await responsible(unit, case), WROTE)


async def withdrawn(unit: Unit, case: Case) -> None:
    """Tell the supervisors of a withdrawal: it is watched as a warning sign."""
    await _tell(unit, case, await staff.supervisors(unit, case.desk), WITHDRAWN)


async def responsible(unit: Unit, case: Case) -> Sequence[Staff]:
    """List who should hear of a case: its assignee, or the members on duty."""
    if case.assignee is not None:
        found = (await staff.by_ids(unit, [case.assignee])).get(case.assignee)
        if found and found.active:
            return [found]
    return await staff.on_duty(unit, case.desk)


def card_text(voice: Voice, case: Case, head: str) -> str:
    """Write what a card may say; a protection card says no more than that it waits."""
    due = voice.moment(datetime.fromtimestamp(case.due_at, UTC))
    lines = [voice.text(head, code=case.code)]
    if case.desk is Desk.GENERAL:
        lines[0] += f" · {alias(case.code)}"
        lines.append(f"{voice.topic(case.topic)} · {_region(voice, case)}")
    lines.append(voice.text(_("Severity {severity}"), severity=case.severity))
    if not case.answered_at:
        lines.append(voice.text(_("First answer due {due}"), due=due))
    return "\n".join(lines)


async def _tell(unit: Unit, case: Case, to: Sequence[Staff], head: str) -> None:
    for member, voice in await _readers(unit, to):
        _send(unit, case, member.chat_id, card_text(voice, case, head), voice.text(OPEN), "open")


async def _readers(unit: Unit, to: Sequence[Staff]) -> list[tuple[Staff, Voice]]:
    lanes = {one.id: unit.vault.lane(one.chat_id) for one in to if one.chat_id}
    chosen = await preference.of_lanes(unit, list(lanes.values()))
    languages = {lane: known.language for lane, (known, _day) in chosen.items()}
    return [(one, Voice(languages.get(lanes[one.id]) or Language.UZ)) for one in to if one.chat_id]


def _send(unit: Unit, case: Case, chat_id: int, text: str, label: str, verb: str) -> None:
    pressed = {"text": label, "callback_data": f"ca:{case.code}:{case.version}:{verb}"}
    content = {"text": text, "reply_markup": {"inline_keyboard": [[pressed]]}}
    card = Letter(chat_id, Act.SEND, content, mark=Mark.CARD, about=case.code)
    letter.post(unit, card, due_at=card_time(unit.now, case.severity, unit.where))


def _region(voice: Voice, case: Case) -> str:
    return voice.place(case.region) if case.region else "—"
