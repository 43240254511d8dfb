"""Parking: an update that failed five times goes sealed to the desk, and the person is told."""

from bot.batch import Work
from domain import report
from domain.case import Desk
from domain.errors import NoDesk
from domain.language import Language
from domain.letter import Act, Letter
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


async def park(unit: Unit, token: bytes, work: Work) -> None:
    """Keep the update for the desk, apologise, and let the lane go on."""
    lane = work.waiting.lane
    told = (await draft.of_lanes(unit, [lane])).get(lane)
    try:
        key = await desk.current(unit, report.desk(told.answers) if told else Desk.GENERAL)
    except NoDesk:
        # Without a desk there is nobody to seal it to: it waits a day at a time.
        await inbox.release(unit, token, [work.waiting], due_at=unit.seconds + 24 * 3600)
        return
    incoming = work.incoming
    said = Said(incoming.kind.value, incoming.text, incoming.at)
    await parked.add(unit, key.desk, key.generation, key.public, said)
    chosen = (await preference.of_lanes(unit, [lane])).get(lane)
    language = (chosen[0].language if chosen else None) or Language.EN
    text = Voice(language).text(SORRY)
    letter.post(unit, Letter(work.incoming.chat_id, Act.SEND, {"text": text}))
    await inbox.finish(unit.transaction, token, [work.waiting])
