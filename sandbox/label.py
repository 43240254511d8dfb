"""Comparing what stands on a button: the whole label, after any emoji in front of it."""

from __future__ import annotations

import re
import unicodedata

_KEYCAP = re.compile("[0-9#*]\N{VARIATION SELECTOR-16}?\N{COMBINING ENCLOSING KEYCAP}")
_ORNAMENTS = frozenset({"So", "Sk", "Sm", "Cf", "Mn", "Me", "Zs"})


def bare(label: str) -> str:
    """Return the label without the emoji and spaces in front; one of emoji alone stays whole."""
    rest = label.strip()
    while rest:
        keycap = _KEYCAP.match(rest)
        if keycap is None and unicodedata.category(rest[0]) not in _ORNAMENTS:
            return rest
        rest = rest[keycap.end() if keycap else 1 :]
    return label.strip()


def same(label: str, wanted: str) -> bool:
    return wanted in (label, label.strip(), bare(label)) or bare(label) == bare(wanted)
