"""Uzbek Latin into Uzbek Cyrillic, at build time only; people's reviewed forms win."""

import json
import re
from collections.abc import Mapping
from functools import cache

import alifbo

from locales.voice import ROOM

#: What no alphabet may touch: placeholders, tags, code, addresses, /commands, @names.
_PROTECTED = re.compile(
    r"\{[^{}]*\}|<[^<>]*>|`[^`]*`|https?://\S+|(?<![\w/])/[a-z_]+|(?<!\w)@[A-Za-z]\w*"
)
_WORD = re.compile(r"[^\W\d_]+")
#: Where t meets s of an ending, which is тс and not ц: baxt|siz, ket|sa, ayt|sin.
_SEAM = re.compile(r"(?<=t)(?=s(?:iz(?!m)|a(?:m|k|ng|ngiz|lar)?$|in(?:lar)?$))")


def to_cyrillic(text: str) -> str:
    """Write a text in Cyrillic, leaving placeholders and everything technical as it is."""
    reviewed = _reviewed()
    if text in reviewed["sentences"]:
        return reviewed["sentences"][text]
    pieces, at = [], 0
    for found in _PROTECTED.finditer(text):
        pieces += [_convert(text[at : found.start()]), found.group()]
        at = found.end()
    return "".join([*pieces, _convert(text[at:])])


def kept_out(text: str) -> str:
    """Leave out of a text what stays Latin on purpose, to find what stayed so by mistake."""
    rest = _PROTECTED.sub(" ", text)
    for term in _reviewed()["keep"]:
        rest = rest.replace(term, " ")
    return rest


def _convert(text: str) -> str:
    words = {word: said for word in _WORD.findall(text) if (said := _special(word))}
    return _alifbo(text, words)


def _alifbo(text: str, words: Mapping[str, str]) -> str:
    # In Cyrillic "ng" is always нг; as a digraph it would swallow the ʻ of qoʻngʻiroq.
    return alifbo.to_cyrillic(
        text, protected_terms=_reviewed()["keep"], exceptions=words, ng_as_digraph=False
    ).text


def _special(word: str) -> str | None:
    """Write a word that the library would get wrong; None for every other word."""
    lower = word.lower()
    stem = max((it for it in _reviewed()["stems"] if lower.startswith(it)), key=len, default=None)
    if stem is not None:
        return _inflected(word, _reviewed()["stems"][stem], word[len(stem) :])
    if seam := _SEAM.search(lower):
        return _alifbo(word[: seam.start()], {}) + _ending(word[seam.start() :])
    return None


def _inflected(word: str, said: str, ending: str) -> str:
    """Put ending and case on a reviewed stem; the soft sign falls: sentabrda = сентябрда."""
    if ending:
        said = said.removesuffix("ь") + _ending(ending)
    if word.isupper():
        return said.upper()
    return said[0].upper() + said[1:] if word[0].isupper() else said


def _ending(text: str) -> str:
    # A letter in front, taken away again, tells the library that this begins no word.
    return _alifbo(f"b{text}", {})[1:]


@cache
def _reviewed() -> dict[str, dict[str, str]]:
    text = (ROOM / "uz_Cyrl" / "reviewed.json").read_text(encoding="utf-8")
    reviewed: dict[str, dict[str, str]] = json.loads(text)
    return reviewed
