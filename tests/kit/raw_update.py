"""Updates full of what must not come through, made from the schema of the Bot API."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bot.allow import UPDATES

SCHEMA = Path(__file__).parents[2] / "sandbox" / "data" / "bot_api_10_3.json"
PERSON = 5100000001
WHO = {"id": PERSON, "is_bot": False, "first_name": "planted", "username": "planted"}
PRIVATE = {"id": PERSON, "type": "private", "first_name": "planted", "username": "planted"}
GROUP = {"id": -1002100000001, "type": "supergroup", "title": "planted"}

#: Fields whose value may come through, each with one that is not planted.
ALLOWED: dict[str, Any] = {
    "message_id": 7,
    "date": 1000,
    "edit_date": 1001,
    "text": "Told",
    "caption": "Told",
    "media_group_id": "album",
    "file_id": "file",
    "file_name": "name.jpg",
    "mime_type": "image/jpeg",
    "file_size": 12,
    "width": 3,
    "height": 4,
}
HEARD = {"update_id", *UPDATES}
MEDIA = ("text", "voice", "photo", "video", "video_note", "animation", "live_photo", "audio")
MORE = ("document", "contact", "location", "venue", "sticker", "poll", "dice", "game", "story")


@cache
def types() -> dict[str, dict[str, tuple[str, int]]]:
    found: dict[str, dict[str, tuple[str, int]]] = json.loads(SCHEMA.read_text())["types"]
    return found


def planted(kind: str, name: str = "", depth: int = 3) -> Any:
    """Make a value of any type of the Bot API, full of what must not come through."""
    if name in ALLOWED:
        return ALLOWED[name]
    if kind.startswith("Array of "):
        return [planted(kind.removeprefix("Array of "), name, depth)]
    if kind in {"Integer", "Float", "Number"}:
        return 990000000001
    if kind in {"Boolean", "True", "False"}:
        return True
    fields = types().get(kind)
    if fields is None or not depth:
        return "planted"
    return {field: planted(of, field, depth - 1) for field, (of, _) in fields.items()}


def message(*extra: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    fields = types()["Message"]
    made = {name: planted(fields[name][0], name) for name in ("message_id", "date", *extra)}
    return made | {"chat": chat, "from": WHO | planted("User") | WHO}


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    else:
        yield value
