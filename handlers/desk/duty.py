"""Being on duty: whether new cases are announced to somebody."""

from domain.case import Desk
from domain.staff import Duty, Staff, check
from handlers.buttons import Realm, data
from handlers.desk.door import staff_of
from handlers.screen import Screen, stacked
from handlers.visit import Visit
from locales.mark import _, button
from services import duty, staff

ON = _("You are on duty: new cases are announced to you.")
OFF = _("You are off duty: no new case is announced to you. Yours stay yours.")
NOBODY = _("Nobody of the {desk} desk is on duty now.")
KEYLESS = _(
    "Nobody on duty can open cases of the {desk} desk, so workers are promised no time. "
    "The operator can help: desk join, desk admit."
)

DESKS = {Desk.GENERAL: _("general"), Desk.PROTECTION: _("protection")}


async def command(visit: Visit) -> None:
    """Show whether somebody is on duty; `/duty on` and `/duty off` change it."""
    await _set(visit, visit.incoming.argument.strip().lower())


async def pressed(visit: Visit) -> None:
    """Go on duty, or off."""
    await _set(visit, visit.press.word(1) if visit.press else "")


async def _set(visit: Visit, wish: str) -> None:
    person = await _person(visit)
    if wish in {"on", "off"} and person.duty != (wish == "on"):
        person = await staff.set_duty(visit.unit, person.id, on=wish == "on")
    visit.show(await _screen(visit, person))


async def _person(visit: Visit) -> Staff:
    person = await staff_of(visit)
    check(person, Duty.TAKE)
    return person


async def _screen(visit: Visit, person: Staff) -> Screen:
    lines = [visit.voice.text(ON if person.duty else OFF)]
    for desk in sorted(person.desks & (await duty.gaps(visit.unit)).keys()):
        missing = KEYLESS if await staff.on_duty(visit.unit, desk) else NOBODY
        name = visit.voice.text(DESKS[desk])
        lines.append("⚠️ " + visit.voice.text(missing, desk=name))
    on = (f"🟢 {visit.voice.text(button('On duty'))}", data(Realm.DESK, "duty", "on"))
    off = (f"⚪️ {visit.voice.text(button('Off duty'))}", data(Realm.DESK, "duty", "off"))
    queue = (f"📋 {visit.voice.text(button('Queue'))}", data(Realm.DESK, "queue", "all", "0"))
    return Screen("\n".join(lines), (*stacked((on, off), across=2), (queue,)))
