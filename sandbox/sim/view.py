"""A chat as one phone shows it."""

from __future__ import annotations

from sandbox.methods.answer import ANSWER_LIMIT
from sandbox.methods.profile import commands_for
from sandbox.model.chat import Chat, Message
from sandbox.model.person import Person
from sandbox.model.world import World
from sandbox.schema import JSON

_FILES = ("photo", "voice", "video", "audio", "document", "sticker")
_OTHERS = ("location", "contact", "poll")


def chat(world: World, shown: Chat, person: Person | None) -> JSON:
    """Return all that the phone knows of this chat; deleted messages stand apart."""
    messages = list(shown.messages.values())
    view: JSON = {
        "chat": shown.key,
        "chat_id": shown.id,
        "seq": world.feed.seq,
        "blocked": shown.shut,
        "messages": [_message(world, each) for each in messages if each.deleted is None],
        "deleted": [_message(world, each) for each in messages if each.deleted is not None],
        **_presses(shown, world.clock.now() - ANSWER_LIMIT),
    }
    if person is not None:
        view["person"] = person_view(person)
        view["commands"] = commands_for(world.account, person)
    return view


def person_view(person: Person) -> JSON:
    return {
        "key": person.key,
        "id": person.id,
        "first_name": person.first_name,
        "username": person.username,
        "language_code": person.language_code,
        "shown": person.shown,
    }


def _message(world: World, message: Message) -> JSON:
    content = message.content
    sender = (message.sender or {}).get("first_name", "")
    return {
        "message_id": message.message_id,
        "by_bot": message.ours,
        "sender": sender,
        "date": message.date,
        "edited": message.edited,
        "deleted": message.deleted,
        "changed": message.changed,
        "protected": message.protected,
        "silent": message.silent,
        "reply_to": message.reply_to.message_id if message.reply_to else None,
        "forwarded": "forward_origin" in content,
        "text": content.get("text", content.get("caption", "")),
        "entities": content.get("entities", content.get("caption_entities", [])),
        "media": _media(world, content),
        "album": content.get("media_group_id"),
        "buttons": (message.markup or {}).get("inline_keyboard", []),
    }


def _media(world: World, content: JSON) -> JSON | None:
    for kind in _FILES:
        if kind in content:
            told = content[kind][-1] if kind == "photo" else content[kind]
            file = world.files.by_id.get(told["file_id"])
            if file is None:
                return None
            return {
                "kind": kind,
                "file_id": file.file_id,
                "name": file.name,
                "mime": file.mime,
                "size": file.size,
            }
    return next(({"kind": kind} for kind in _OTHERS if kind in content), None)


def _presses(shown: Chat, hopeless: float) -> JSON:
    """Tell which spinners turn; one that waits since before `hopeless` has stopped."""
    return {
        "waiting": [
            {"callback": each.id, "message_id": each.message_id, "data": each.data}
            for each in shown.presses
            if each.answer is None and each.time > hopeless
        ],
        "toasts": [each.answer for each in shown.presses if each.answer and each.answer["text"]],
    }
