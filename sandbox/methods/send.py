"""Sending: text, media, a copy, a chat action."""

from __future__ import annotations

from typing import Literal

from sandbox.error import ApiError, bad_request
from sandbox.methods.ask import Ask
from sandbox.model.chat import Chat, Message
from sandbox.model.file import File, dimensions
from sandbox.schema import JSON, Upload

_PHOTO_LIMIT = 10 * 1024 * 1024
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_MEDIA = ("photo", "document", "video", "audio", "voice", "animation", "sticker")
_Media = Literal["photo", "voice", "document", "video", "audio"]


def send_message(ask: Ask) -> JSON:
    return _posted(ask, ask.open_chat(), ask.text())


def send_photo(ask: Ask) -> JSON:
    return _send_media(ask, "photo")


def send_voice(ask: Ask) -> JSON:
    return _send_media(ask, "voice")


def send_document(ask: Ask) -> JSON:
    return _send_media(ask, "document")


def send_video(ask: Ask) -> JSON:
    return _send_media(ask, "video")


def send_audio(ask: Ask) -> JSON:
    return _send_media(ask, "audio")


def copy_message(ask: Ask) -> JSON:
    chat = ask.open_chat()
    original = ask.message(ask.chat("from_chat_id"), "copy")
    if original.protected:
        raise bad_request("message can't be copied")
    # A copy has no link to its origin, and its own keyboard or none.
    content = {name: each for name, each in original.content.items() if name != "forward_origin"}
    if "caption" in ask.params and any(kind in content for kind in _MEDIA):
        content = {**{k: v for k, v in content.items() if "caption" not in k}, **ask.caption()}
    return {"message_id": _posted(ask, chat, content)["message_id"]}


def send_chat_action(ask: Ask) -> bool:
    chat = ask.open_chat()
    if ask.params["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    about = {"action": ask.params["action"]}
    ask.world.feed.tell("action", chat.key, by_bot=True, about=about)
    return True


def media(kind: str, file: File, *, duration: int = 1, title: str = "") -> JSON:
    """Return a file as the field of a message that carries it."""
    bare: JSON = {"file_id": file.file_id, "file_unique_id": file.unique_id}
    sized = {**bare, "file_size": file.size}
    if kind == "photo":
        width, height = dimensions(file.content)
        return {"photo": [{**sized, "width": width, "height": height}]}
    if kind == "voice":
        return {"voice": {**sized, "duration": duration, "mime_type": file.mime}}
    named = {**sized, "mime_type": file.mime, **({"file_name": file.name} if file.name else {})}
    if kind == "video":
        return {"video": {**named, "width": 640, "height": 360, "duration": duration}}
    if kind == "audio":
        titled = {"title": title} if title else {}
        return {"audio": {**named, "duration": duration, **titled}}
    return {"document": named}


def _send_media(ask: Ask, kind: _Media) -> JSON:
    chat = ask.open_chat()
    file = _file(ask, kind)
    duration = ask.params.get("duration", 1)
    content = media(kind, file, duration=duration, title=ask.params.get("title", ""))
    return _posted(ask, chat, {**content, **ask.caption()})


def _file(ask: Ask, kind: _Media) -> File:
    """Return what the call sends: an upload, or a file that Telegram has already."""
    given = ask.params[kind]
    if isinstance(given, str) and given.startswith("attach://"):
        given = _attached(ask, given.removeprefix("attach://"))
    if isinstance(given, Upload):
        return _uploaded(ask, kind, given)
    file = ask.world.files.by_id.get(given)
    if file is None:
        if "://" in given:
            raise bad_request("the sandbox fetches nothing: failed to get HTTP URL content")
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind} as {kind}")
    return file


def _attached(ask: Ask, name: str) -> Upload:
    upload = ask.uploads.get(name)
    if upload is None:
        raise bad_request(f'file "{name}" is not in the request')
    return upload


def _uploaded(ask: Ask, kind: _Media, upload: Upload) -> File:
    size = len(upload.content)
    if not size:
        raise bad_request("file must be non-empty")
    if kind == "photo" and size > _PHOTO_LIMIT:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; "
            f"the maximum size is {_PHOTO_LIMIT} bytes"
        )
    mime = "audio/ogg" if kind == "voice" else upload.mime
    return ask.world.files.put(kind, upload.content, name=upload.name, mime=mime)


def _posted(ask: Ask, chat: Chat, content: JSON) -> JSON:
    reply_to = _reply_to(ask, chat)
    markup = ask.markup()
    message = ask.world.post(chat, _sender(ask, chat), content, ours=True)
    message.markup = markup
    message.reply_to = reply_to
    message.protected = ask.params.get("protect_content", False)
    message.silent = ask.params.get("disable_notification", False)
    ask.world.tell("message", message, by_bot=True)
    return message.as_api()


def _sender(ask: Ask, chat: Chat) -> JSON | None:
    return None if chat.type == "channel" else ask.account.as_user()


def _reply_to(ask: Ask, chat: Chat) -> Message | None:
    wanted = ask.params.get("reply_parameters")
    if wanted is None:
        return None
    found = chat.messages.get(wanted.get("message_id", 0))
    if found is not None and found.deleted is None:
        return found
    if wanted.get("allow_sending_without_reply"):
        return None
    raise ApiError(400, "Bad Request: message to be replied not found")
