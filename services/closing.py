"""Closing: a chat that is closed to us loses its address; its cases stay with their receipts."""

from services.work import Unit
from storage import address


async def chat_closed(unit: Unit, chat_id: int) -> None:
    """End what was to be said in a chat whose person stopped the bot."""
    await address.drop_chat(unit, chat_id)
