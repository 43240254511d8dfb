"""Keyboards under a message: what Telegram accepts as one."""

from __future__ import annotations

import re

from sandbox.error import bad_request
from sandbox.schema import JSON

_DATA_LIMIT = 64
_BUTTON_LIMIT = 100
_LABELS = frozenset({"text", "icon_custom_emoji_id", "style"})
_STYLES = frozenset({"danger", "success", "primary"})
#: A host without a dot, as localhost, is refused.
_URL = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?|tg://\S+", re.ASCII)


def checked(markup: JSON | None) -> JSON | None:
    """Return an inline keyboard to show, or nothing; refuse what Telegram refuses."""
    if markup is None or "inline_keyboard" not in markup:
        # A reply keyboard stands below the chat and not in the message.
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    buttons = [button for row in rows for button in row]
    if len(buttons) > _BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check(button)
    return {"inline_keyboard": rows} if rows else None


def _check(button: JSON) -> None:
    actions = [name for name in button if name not in _LABELS]
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    if len(actions) != 1:
        raise bad_request("can't parse inline keyboard button: exactly one action is needed")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= _DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not _URL.fullmatch(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
