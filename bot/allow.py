"""The allow-list: an update is built anew from what we may know; everything else never gets in.

Nothing is removed here, because nothing is taken over: no name, username, language, contact,
location, origin of a forward, quote or answered message has a line that would copy it.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from domain import receipt
from domain.incoming import COMMAND, ChatKind, File, Incoming, IncomingKind

#: What we ask Telegram for.
UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")

_Raw = Mapping[str, Any]

_CHATS: Final = {
    "private": ChatKind.PRIVATE,
    "group": ChatKind.GROUP,
    "supergroup": ChatKind.GROUP,
    "channel": ChatKind.CHANNEL,
}

#: Where a file stands in a message, in the order in which we look: an animation is also a document.
_FILES: Final = {
    "voice": IncomingKind.VOICE,
    "video": IncomingKind.VIDEO,
    "video_note": IncomingKind.VIDEO,
    "animation": IncomingKind.VIDEO,
    "live_photo": IncomingKind.VIDEO,
    "audio": IncomingKind.AUDIO,
    "document": IncomingKind.DOCUMENT,
}
_LONELY: Final = {
    "contact": IncomingKind.CONTACT,
    "location": IncomingKind.LOCATION,
    "venue": IncomingKind.LOCATION,
}

#: Telegram's own notes in a chat: nobody said them, so nobody is answered (Bot API, "Message").
_NOTES: Final = frozenset(  # in lines, as one name a line would fill a page
    """new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title
    new_chat_photo delete_chat_photo group_chat_created supergroup_chat_created
    channel_chat_created message_auto_delete_timer_changed migrate_to_chat_id migrate_from_chat_id
    pinned_message successful_payment refunded_payment users_shared chat_shared gift unique_gift
    gift_upgrade_sent connected_website write_access_allowed passport_data
    proximity_alert_triggered boost_added chat_background_set checklist_tasks_done
    checklist_tasks_added community_chat_added community_chat_joined community_chat_removed
    direct_message_price_changed forum_topic_created forum_topic_edited forum_topic_closed
    forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden giveaway_created
    giveaway_completed managed_bot_created paid_message_price_changed poll_option_added
    poll_option_deleted suggested_post_approved suggested_post_approval_failed
    suggested_post_declined suggested_post_paid suggested_post_refunded video_chat_scheduled
    video_chat_started video_chat_ended video_chat_participants_invited web_app_data""".split()  # noqa: SIM905
)


def rebuild(update: _Raw, username: str = "") -> Incoming | None:
    """Build anew what an update means; None is one that nobody is to hear of.

    `username` is the bot's own, where it is known: a group's command with another name in it is
    not for us.
    """
    if not _int(update, "update_id"):
        return None
    if isinstance(pressed := update.get("callback_query"), dict):
        return _press(pressed)
    if isinstance(member := update.get("my_chat_member"), dict):
        return _member(member)
    if isinstance(message := update.get("message"), dict):
        return _message(message, username)
    if isinstance(message := update.get("edited_message"), dict):
        return _message(message, username, edited=True)
    return None


def pack(incoming: Incoming) -> bytes:
    """Write it down, to be sealed."""
    return orjson.dumps({"incoming": incoming})


def unpack(content: bytes) -> Incoming:
    """Read what `pack` wrote."""
    fields: dict[str, Any] = orjson.loads(content)["incoming"]
    fields["kind"] = IncomingKind(fields["kind"])
    fields["chat_kind"] = ChatKind(fields["chat_kind"])
    fields["file"] = File(**fields["file"]) if fields["file"] else None
    return Incoming(**fields)


def _message(message: _Raw, username: str, *, edited: bool = False) -> Incoming | None:
    chat, sender = _chat(message), message.get("from")
    if chat is None or _is_bot(sender):
        return None
    if chat["type"] != "private":
        return None if edited else _group(message, chat, username)
    if _person(sender) != chat["id"] or not _NOTES.isdisjoint(message):
        return None
    kind, file = _kind(message)
    text = _text(message, "text") or _text(message, "caption")
    return Incoming(
        kind=kind,
        chat_id=chat["id"],
        message_id=_int(message, "message_id"),
        at=(edited and _int(message, "edit_date")) or _int(message, "date"),
        text=text if kind.part else "",
        edited=edited,
        file=file,
        album=_text(message, "media_group_id"),
    )


def _group(message: _Raw, chat: dict[str, Any], username: str) -> Incoming | None:
    """Take nothing from a group but a command for us, without what follows it or who gave it."""
    command = COMMAND.match(_text(message, "text"))
    if command is None or chat["type"] == "channel":
        return None
    named = command[1]
    if named and username and named.lower() != username.lower():
        return None
    return Incoming(
        kind=IncomingKind.TEXT,
        chat_id=chat["id"],
        chat_kind=ChatKind.GROUP,
        message_id=_int(message, "message_id"),
        at=_int(message, "date"),
        text=command[0],
    )


def _press(pressed: _Raw) -> Incoming | None:
    """Take a button's press. In a group it says who pressed: staff take cases there."""
    message, sender = pressed.get("message"), pressed.get("from")
    chat = _chat(message) if isinstance(message, dict) else None
    person, callback_id, data = _person(sender), _text(pressed, "id"), _text(pressed, "data")
    if chat is None or _is_bot(sender) or not (person and callback_id and data):
        return None
    if chat["type"] == "private" and chat["id"] != person:
        return None
    return Incoming(
        kind=IncomingKind.PRESS,
        chat_id=chat["id"],
        chat_kind=_CHATS[chat["type"]],
        message_id=_int(message, "message_id"),
        at=_int(message, "date"),
        data=data,
        callback_id=callback_id,
        person_id=0 if chat["type"] == "private" else person,
    )


def _member(changed: _Raw) -> Incoming | None:
    """Take that a person stopped the bot, or let it in again."""
    chat, sender = _chat(changed), _person(changed.get("from"))
    if chat is None or chat["type"] != "private" or sender != chat["id"]:
        return None
    before, after = _status(changed.get("old_chat_member")), _status(changed.get("new_chat_member"))
    if before == after:
        return None
    kind = IncomingKind.BLOCKED if after == "kicked" else IncomingKind.UNBLOCKED
    return Incoming(kind, chat["id"], at=_int(changed, "date"))


def _kind(message: _Raw) -> tuple[IncomingKind, File | None]:
    if _text(message, "text"):
        return IncomingKind.TEXT, None
    for key, kind in _FILES.items():
        if isinstance(found := message.get(key), dict) and _text(found, "file_id"):
            file = _file(found)
            moving = kind is not IncomingKind.VIDEO or not file.mime.startswith("image/")
            return (kind if moving else IncomingKind.DOCUMENT), file
    if isinstance(sizes := message.get("photo"), list):
        largest = _largest(sizes)
        return (IncomingKind.PHOTO, _file(largest)) if largest else (IncomingKind.OTHER, None)
    return next((_LONELY[key] for key in _LONELY if key in message), IncomingKind.OTHER), None


def _largest(sizes: list[Any]) -> _Raw | None:
    named = [size for size in sizes if isinstance(size, dict) and _text(size, "file_id")]
    return max(named, key=lambda s: _int(s, "width") * _int(s, "height"), default=None)


def _file(found: _Raw) -> File:
    name = _text(found, "file_name")
    return File(
        file_id=_text(found, "file_id"),
        size=_int(found, "file_size"),
        mime=_text(found, "mime_type")[:100],
        # The desk reads the names of files, and a receipt is nothing for it to have.
        name="" if receipt.find_in(name) else name[:255],
    )


def _chat(holder: _Raw) -> dict[str, Any] | None:
    chat = holder.get("chat")
    if not isinstance(chat, dict) or _text(chat, "type") not in _CHATS or not _int(chat, "id"):
        return None
    return {"id": chat["id"], "type": chat["type"]}


def _person(sender: object) -> int:
    return _int(sender, "id") if isinstance(sender, dict) else 0


def _is_bot(sender: object) -> bool:
    return isinstance(sender, dict) and sender.get("is_bot") is True


def _status(member: object) -> str:
    return "kicked" if isinstance(member, dict) and member.get("status") == "kicked" else "member"


def _int(holder: Any, key: str) -> int:  # noqa: ANN401 - what arrives has any shape
    value = holder.get(key)
    return value if type(value) is int else 0


def _text(holder: _Raw, key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""
