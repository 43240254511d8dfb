"""Parking: an update that failed five times goes sealed to the desk, and the person is told."""

from bot.batch import Work
from domain import receipt, report
from domain.case import Desk
from domain.draft import Draft
from domain.errors import NoDesk
from domain.incoming import IncomingKind
from domain.language import Language
from domain.letter import Act, Letter
from domain.staff import PREFIX
from locales.mark import _
from locales.voice import Voice
from services import desk, letter
from storage import draft, inbox, parked, preference
from storage.parked import Said
from storage.unit import Unit

SORRY = _(
    "We are sorry: something broke on our side while we took in your last message. "
    "It is kept for the legal desk. Please try once more, or call a hotline."
)

LOST = _(
    "We are sorry: something broke on our side, and nothing of your last message was kept. "
    "Please try once more, or call a hotline."
)


async def park(unit: Unit, token: bytes, work: Work) -> None:
    """Keep the words for the desk, apologise, empty the chat in time, and let the lane go on."""
    lane = work.waiting.lane
    told = (await draft.of_lanes(unit, [lane])).get(lane)
    try:
        key = await desk.current(unit, report.desk(told.answers) if told else Desk.GENERAL)
    except NoDesk:
        # Without a desk there is nobody to seal it to: it waits a day at a time.
        await inbox.release(unit, token, [work.waiting], due_at=unit.seconds + 24 * 3600)
        return
    incoming, secret = work.incoming, _is_secret(work.incoming.text, told)
    if not secret:
        said = Said(incoming.kind.value, incoming.text, incoming.at)
        await parked.add(unit, key.desk, key.generation, key.public, said)
    chosen = (await preference.of_lanes(unit, [lane])).get(lane)
    language = (chosen[0].language if chosen else None) or Language.EN
    text = Voice(language).text(LOST if secret else SORRY)
    letter.post(unit, Letter(incoming.chat_id, Act.SEND, {"text": text}))
    if incoming.message_id and incoming.kind is not IncomingKind.PRESS:
        letter.erase_later(unit, incoming.chat_id, incoming.message_id)
    await inbox.finish(unit.transaction, token, [work.waiting])


def _is_secret(text: str, told: Draft | None) -> bool:
    """Tell whether this may hold a receipt or an invitation: they open what no desk may open."""
    asked = told is not None and told.flow == "receipt"
    return asked or receipt.find_in(text) or PREFIX in text.lower()
