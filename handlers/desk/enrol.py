"""Enrolling: a one-time code turns a private chat into that of somebody of the desk."""

from domain.incoming import IncomingKind
from domain.staff import PREFIX, Duty, Role, Staff, may, read_code
from handlers.buttons import Realm, data
from handlers.desk.duty import DESKS
from handlers.errors import Unknown
from handlers.screen import Screen
from handlers.visit import Visit
from locales.mark import _, button
from services import command, staff

ROLES = {
    Role.LAWYER: _("lawyer"),
    Role.SUPERVISOR: _("supervisor"),
    Role.CAMPAIGNER: _("campaigner"),
    Role.ANALYST: _("analyst"),
    Role.KEEPER: _("keeper"),
}
WELCOME = _("Welcome to the legal desk, {name}. Your role: {role}.")
BELONGS = _("Your desks: {desks}.")
COMMANDS = _("/queue shows what waits, /cases what you have, /duty turns announcements on or off.")
STRAY = _("What you sent went to nobody, and we deleted it. To answer a worker, open their case.")
ALONE = _("Nobody else may read this chat: lock the app, and never lend this telephone.")


def is_invitation(text: str) -> bool:
    """Tell whether what stands behind /start is meant as an invitation."""
    return text.strip().lower().startswith(PREFIX)


async def enrol(visit: Visit) -> None:
    """Enrol this chat. Raises Unknown when the code is none that holds: that tells nothing."""
    code = visit.incoming.argument
    person = await staff.enrol(visit.unit, visit.chat_id, code) if read_code(code) else None
    if person is None:
        raise Unknown
    visit.erase_incoming()
    command.choose(visit.unit, visit.chat_id, visit.voice.language, desk=True)
    visit.show(screen(visit, person))


async def home(visit: Visit, notice: str = "") -> bool:
    """Show somebody of the desk what they can do; tell whether this is somebody of the desk."""
    person = await staff.of_chat(visit.unit, visit.chat_id)
    if person is None:
        return False
    visit.show(screen(visit, person, notice))
    return True


async def stray(visit: Visit, notice: str = STRAY) -> bool:
    """Answer what somebody of the desk sent to nobody; tell whether this is one of the desk."""
    if not await home(visit, visit.voice.text(notice)):
        return False
    if visit.incoming.kind is not IncomingKind.OTHER:
        visit.erase_incoming()
    return True


def screen(visit: Visit, person: Staff, notice: str = "") -> Screen:
    """Show who somebody is here, and what they can do."""
    voice, works = visit.voice, may(person, Duty.QUEUE)
    lines = [voice.text(WELCOME, name=person.name, role=voice.text(ROLES[person.role]))]
    rows = [((f"🌐 {voice.text(button('Language'))}", data(Realm.GO, "language")),)]
    if works:
        desks = ", ".join(voice.text(DESKS[one]) for one in sorted(person.desks))
        lines += [voice.text(BELONGS, desks=desks), voice.text(COMMANDS)]
        queue = (f"📋 {voice.text(button('Queue'))}", data(Realm.DESK, "queue", "all", "0"))
        duty = (f"🟢 {voice.text(button('On duty'))}", data(Realm.DESK, "duty"))
        rows = [(queue,), (duty,), *rows]
    lines.append(voice.text(ALONE))
    text = "\n".join(lines)
    return Screen(f"{notice}\n\n{text}" if notice else text, tuple(rows))
