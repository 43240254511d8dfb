"""Closing: a chat that is closed to us loses its address; its cases stay with their receipts."""

from domain.case import OPEN
from services import card
from services.work import Unit
from storage import address, case


async def chat_closed(unit: Unit, chat_id: int) -> None:
    """End what was to be said in a chat whose person stopped the bot; the desk hears of it."""
    for case_id in (await address.of_chat(unit, chat_id)).values():
        if (found := await case.find(unit, case_id)) and found.status in OPEN:
            await card.unreachable(unit, found)
    await address.drop_chat(unit, chat_id)
