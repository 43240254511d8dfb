"""Words and small things that a person sends: text, a sticker, a place, an edit, a forward."""

from __future__ import annotations

import re

from sandbox import entity
from sandbox.acts import member
from sandbox.acts.act import Act
from sandbox.error import ActError
from sandbox.methods.ask import TEXT_LIMIT
from sandbox.schema import JSON

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


def start(act: Act, payload: str = "") -> JSON:
    """Press Start, perhaps from a deep link; it also unblocks the bot."""
    if not _PAYLOAD.fullmatch(payload):
        raise ActError("a start payload has at most 64 characters of A-Z a-z 0-9 _ -")
    if act.chat.shut:
        member.unblock(act)
    return text(act, f"/start {payload}".strip())


def text(act: Act, words: str, reply_to: int | None = None) -> JSON:
    return act.post(_content(words), reply_to=reply_to)


def forward(act: Act, words: str, origin: str) -> JSON:
    """Forward a stranger's words; the origin is their name, as of an account that hides itself."""
    told = {
        "type": "hidden_user",
        "sender_user_name": origin,
        "date": int(act.world.clock.now()) - 60,
    }
    return act.post({**_content(words), "forward_origin": told})


def edit(act: Act, message_id: int, words: str) -> JSON:
    act.refuse_when_shut()
    message = act.message(message_id)
    if message.ours or "text" not in message.content:
        raise ActError("only an own text can be edited")
    seq = act.world.feed.seq
    message.content = _content(words)
    message.edited = act.world.clock.now()
    act.world.tell("edit", message, by_bot=False)
    return act.update("edited_message", message.as_api(), seq=seq, message_id=message_id)


def clear(act: Act) -> JSON:
    """Empty the chat, for the bot too; the bot is not told."""
    act.chat.messages.clear()
    return {"seq": act.world.feed.tell("clear", act.chat.key)}


def location(act: Act, latitude: float = 40.38, longitude: float = 71.78) -> JSON:
    return act.post({"location": {"latitude": latitude, "longitude": longitude}})


def contact(act: Act, phone_number: str = "+998000000000") -> JSON:
    told = {"phone_number": phone_number, "first_name": act.person.first_name}
    return act.post({"contact": {**told, "user_id": act.person.id}})


def poll(act: Act, question: str = "Yes or no?") -> JSON:
    options = [{"persistent_id": word, "text": word, "voter_count": 0} for word in ("Yes", "No")]
    truths = ("is_closed", "is_anonymous", "allows_multiple_answers")
    asked = {"id": f"{act.world.last_message_id}", "question": question, "options": options}
    kind = {"total_voter_count": 0, "type": "regular", "allows_revoting": True}
    no = dict.fromkeys((*truths, "members_only"), False)
    return act.post({"poll": {**asked, **kind, **no}})


def _content(words: str) -> JSON:
    bare = words.strip()
    if not bare or entity.units(bare) > TEXT_LIMIT:
        raise ActError("a phone sends 1 to 4096 characters at once")
    entities = entity.found(bare, [])
    return {"text": bare, **({"entities": entities} if entities else {})}
