"""Files that a person sends: one, or an album."""

from __future__ import annotations

from sandbox import entity
from sandbox.acts.act import Act
from sandbox.error import ActError
from sandbox.methods.ask import CAPTION_LIMIT
from sandbox.methods.send import media
from sandbox.model.file import File
from sandbox.schema import JSON, Upload

KINDS = ("photo", "voice", "video", "document", "audio")
_ALBUM = range(2, 11)


def send(
    act: Act,
    kind: str,
    upload: Upload,
    *,
    caption: str = "",
    album: str = "",
    size: int | None = None,
) -> JSON:
    """Send a file; `size` is what Telegram shall tell of it, when a test wants that untrue."""
    if entity.units(caption) > CAPTION_LIMIT:
        raise ActError("a caption has at most 1024 characters")
    content = _content(act, kind, upload, size) | ({"caption": caption} if caption else {})
    return act.post(content | ({"media_group_id": album} if album else {}))


def album(act: Act, uploads: list[Upload], *, caption: str = "") -> JSON:
    """Send several photos, videos or documents at once: a message for each, one group."""
    if len(uploads) not in _ALBUM:
        raise ActError("an album has 2 to 10 files")
    name = str(13_000_000_000_000_000 + act.world.last_message_id)
    sent = [
        send(act, _kind(upload), upload, caption="" if place else caption, album=name)
        for place, upload in enumerate(uploads)
    ]
    return {**sent[0], "media_group_id": name, "message_ids": [each["message_id"] for each in sent]}


def sticker(act: Act, emoji: str = "\N{THUMBS UP SIGN}") -> JSON:
    file = act.world.files.put("sticker", b"RIFF0000WEBP", name="sticker.webp", mime="image/webp")
    shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
    identity = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
    return act.post({"sticker": {**identity, **shape, "type": "regular", "emoji": emoji}})


def _content(act: Act, kind: str, upload: Upload, size: int | None) -> JSON:
    if kind not in KINDS:
        raise ActError(f"a phone sends {', '.join(KINDS)}")
    file = _put(act, kind, upload, size)
    content = media(kind, file)
    if kind == "photo":
        small = media("photo", _put(act, kind, upload, None))["photo"][0]
        content["photo"].insert(0, {**small, "width": 90, "height": 67})
    return content


def _put(act: Act, kind: str, upload: Upload, size: int | None) -> File:
    # As Telegram does: a photo and a voice lose their names, a document keeps its own.
    name = {"photo": "photo.jpg", "voice": "voice.oga"}.get(kind, upload.name)
    mime = {"voice": "audio/ogg"}.get(kind, upload.mime)
    return act.world.files.put(kind, upload.content, name=name, mime=mime, size=size)


def _kind(upload: Upload) -> str:
    front = upload.mime.partition("/")[0]
    return {"image": "photo", "video": "video"}.get(front, "document")
