"""Plain text: decoded, and written again without marks that are not seen."""

import codecs
import unicodedata
from typing import Final

from bot.cleaning.form import Form
from bot.cleaning.reason import Reason, Uncleanable
from bot.cleaning.washed import Part, Washed

FAULTS: Final = ()

#: Looked up here, because Python finds a codec by its name, and after the lock finds none.
_CODECS: Final = {
    name: codecs.lookup(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "cp1251")
}
_MARKS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_LAYOUT: Final = frozenset("\n\r\t\f")
#: Controls, formats (zero widths, direction marks, tags), private and unassigned characters.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


def wash(form: Form, content: bytes) -> Washed:
    """Write a text anew as UTF-8; what is not text is refused."""
    try:
        text = _decoded(content)
    except UnicodeError:
        raise Uncleanable(Reason.UNKNOWN_TYPE) from None
    if any(character < " " and character not in _LAYOUT for character in text):
        raise Uncleanable(Reason.UNKNOWN_TYPE)  # no text has such a byte; programs and data do
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = "".join(filter(_is_seen, lines))
    if not seen.strip():
        raise Uncleanable(Reason.BROKEN)
    removed = frozenset({Part.INVISIBLE}) if seen != lines else frozenset()
    return Washed(form, seen.encode(), removed)


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1251")  # what an old Notepad wrote


def _is_seen(character: str) -> bool:
    return character in _LAYOUT or unicodedata.category(character) not in _UNSEEN
