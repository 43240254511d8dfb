"""Chats: what they are, and leaving them."""

from __future__ import annotations

from sandbox.error import bad_request
from sandbox.methods.ask import Ask
from sandbox.schema import JSON


def get_chat(ask: Ask) -> JSON:
    chat = ask.chat()
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return {
        **chat.as_api(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }


def leave_chat(ask: Ask) -> bool:
    chat = ask.open_chat()
    if chat.person:
        raise bad_request("chat member status can't be changed in private chats")
    chat.shut = True
    ask.world.feed.tell("member", chat.key, by_bot=True)
    return True
