"""The desk's group: a case is taken from its card there, and shown in the taker's private chat."""

from domain.case import Case
from domain.letter import Act, Letter, Mark
from domain.staff import Staff
from handlers.desk.case import screen
from handlers.desk.door import staff_of
from handlers.desk.take import tried, whose
from handlers.errors import Unknown
from handlers.visit import Visit
from services import card, letter
from services import case as cases


async def pressed(visit: Visit) -> None:
    """Answer **Take**; a stranger in the group gets no word."""
    try:
        person = await staff_of(visit)
    except Unknown:
        return
    press = visit.press
    if press is None or press.word(2) != "take":
        return
    case = await cases.by_code(visit.unit, person, press.word(0))
    if press.word(1) == str(case.version):
        case = await tried(visit, person, case)
    await _show_in_private(visit, person, case)


async def _show_in_private(visit: Visit, person: Staff, case: Case) -> None:
    for _person, voice in await card.readers(visit.unit, [person]):
        # The group has no language of its own.
        visit.voice = voice
    notice = await whose(visit, person, case)
    shown = (await screen(visit, person, case, notice)).content()
    letter.post(visit.unit, Letter(person.chat_id, Act.BARE, mark=Mark.SCREEN))
    letter.post(visit.unit, Letter(person.chat_id, Act.SEND, shown, mark=Mark.SCREEN))
    letter.erase_marked(visit.unit, person.chat_id, Mark.CARD, case.code)
