"""A screen: a text and rows of buttons, as Telegram will show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from unicodedata import category, name

#: A button: its label in the reader's language and its callback data (or a link).
Button = tuple[str, str]

Rows = tuple[tuple[Button, ...], ...]

#: Letters that the keys of a row show between them on a telephone 360 wide: Telegram cuts the rest.
FITS = 32
#: A picture is as wide as so many letters, and one of Cyrillic as so many of Latin.
PICTURE, CYRILLIC = 3, 1.1


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


def units(text: str) -> int:
    """Tell how long a text is to Telegram, which counts UTF-16 units: a picture is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def sheets(text: str, most: int) -> list[str]:
    """Cut a text into pieces of so many units at most; a short one, or none, is one piece."""
    cut, rest = list[str](), text
    while (over := units(rest) - most) > 0:
        end = len(rest)
        while over > 0:
            # No sign is longer than two units.
            end -= (over + 1) // 2
            over = units(rest[:end]) - most
        cut.append(rest[:end])
        rest = rest[end:]
    return [*cut, rest]


def stacked(buttons: Iterable[Button], *, across: int = 1) -> Rows:
    """Lay buttons out in rows of so many at most; what a narrow key would cut gets more room."""
    rows: list[tuple[Button, ...]] = []
    for one in buttons:
        row = (*rows[-1], one) if rows else (one,)
        if 1 < len(row) <= across and _fits(row):
            rows[-1] = row
        else:
            rows.append((one,))
    return tuple(rows)


def _fits(row: tuple[Button, ...]) -> bool:
    return all(_width(label) <= FITS // len(row) for label, _target in row)


@lru_cache(maxsize=4096)
def _width(label: str) -> float:
    return sum(_breadth(sign) for sign in label)


def _breadth(sign: str) -> float:
    if category(sign) == "So":
        return PICTURE
    return CYRILLIC if name(sign, "").startswith("CYRILLIC") else 1


def _row(row: tuple[Button, ...]) -> list[dict[str, str]]:
    return [
        {"text": label, "url" if target.startswith("https://") else "callback_data": target}
        for label, target in row
    ]
