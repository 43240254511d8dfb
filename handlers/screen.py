"""A screen: a text and rows of buttons, as Telegram will show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

#: A button: its label in the reader's language and its callback data (or a link).
Button = tuple[str, str]

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person sees."""

    text: str
    rows: Rows = ()
    #: The text is Telegram HTML, already escaped.
    html: bool = False
    #: May not be forwarded or saved.
    protect: bool = False
    #: Arrives without a sound.
    silent: bool = False

    def content(self) -> dict[str, Any]:
        """Return the parameters of sendMessage and editMessageText."""
        content: dict[str, Any] = {"text": self.text}
        if self.html:
            content["parse_mode"] = "HTML"
        if self.rows:
            content["reply_markup"] = {"inline_keyboard": [_row(row) for row in self.rows]}
        if self.protect:
            content["protect_content"] = True
        if self.silent:
            content["disable_notification"] = True
        return content


def stacked(buttons: Iterable[Button], *, across: int = 1) -> Rows:
    """Lay buttons out in rows of so many."""
    listed = list(buttons)
    return tuple(tuple(listed[n : n + across]) for n in range(0, len(listed), across))


def _row(row: tuple[Button, ...]) -> list[dict[str, str]]:
    return [
        {"text": label, "url" if target.startswith("https://") else "callback_data": target}
        for label, target in row
    ]
