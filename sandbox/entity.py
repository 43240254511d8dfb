"""Formatted text: HTML parse mode, the entities that Telegram finds by itself, and lengths."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from sandbox.error import ApiError, bad_request
from sandbox.schema import JSON

_TOKEN = re.compile(r"<[^<>]*>|<|&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)([^<>]*?)/?>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?\b)"
    r"|(?P<url>\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31}\b)"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
    r"|(?P<phone_number>(?<![\w+])\+\d[\d ()-]{7,16}\d\b)"
)


def units(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(text: str, mode: str | None, given: list[JSON] | None) -> tuple[str, list[JSON]]:
    """Return plain text and its entities, trimmed as Telegram trims."""
    if mode is None or mode == "":
        return _trimmed(text, given or [])
    if mode.lower() != "html":
        raise bad_request(f'the sandbox reads parse_mode HTML only, not "{mode}"')
    if "<" not in text and "&" not in text:
        return _trimmed(text, [])
    return _trimmed(*_Parser(text).run())


def found(text: str, explicit: list[JSON]) -> list[JSON]:
    """Add the commands, links, mentions and numbers that Telegram marks by itself."""
    taken = [(each["offset"], each["offset"] + each["length"]) for each in explicit]
    entities = list(explicit)
    for match in _FOUND.finditer(text):
        start = units(text[: match.start()])
        end = start + units(match.group())
        if not any(start < stop and begin < end for begin, stop in taken):
            entities.append({"type": match.lastgroup, "offset": start, "length": end - start})
    return sorted(entities, key=lambda each: (each["offset"], -each["length"]))


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    more: JSON


@dataclass(slots=True)
class _Parser:
    source: str
    parts: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[JSON] = field(default_factory=list)

    def run(self) -> tuple[str, list[JSON]]:
        end = 0
        for token in _TOKEN.finditer(self.source):
            self._add(self.source[end : token.start()])
            end = token.end()
            self._read(token)
        self._add(self.source[end:])
        if self.stack:
            tag = self.stack[-1].tag
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{tag}"')
        self.entities.sort(key=lambda each: (each["offset"], -each["length"]))
        return "".join(self.parts), self.entities

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += units(text)

    def _read(self, token: re.Match[str]) -> None:
        if token.group().startswith("&"):
            self._add(html.unescape(token.group()))
            return
        place = len(self.source[: token.start()].encode())
        tag = _TAG.fullmatch(token.group())
        if tag is None:
            raise _unparsable(f'Unsupported start tag "" at byte offset {place}')
        closing, name, rest = tag.groups()
        if closing:
            self._close(name.lower(), place)
        else:
            self._open(name.lower(), rest, place)

    def _open(self, name: str, rest: str, place: int) -> None:
        attributes = {key: a or b or c for key, a, b, c in _ATTRIBUTE.findall(rest)}
        if name not in _KINDS:
            raise _unparsable(f'Unsupported start tag "{name}" at byte offset {place}')
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
        more: JSON = {"url": attributes.get("href", "")} if name == "a" else {}
        if name == "blockquote" and "expandable" in attributes:
            more = {"type": "expandable_blockquote"}
        self.stack.append(_Open(name, self.length, more))

    def _close(self, name: str, place: int) -> None:
        if not self.stack:
            raise _unparsable(f"Unexpected end tag at byte offset {place}")
        opened = self.stack.pop()
        if name and name != opened.tag:
            raise _unparsable(
                f'Unmatched end tag at byte offset {place}, expected "</{opened.tag}>", '
                f'found "</{name}>"'
            )
        entity = {"type": _KINDS[opened.tag], "offset": opened.offset, **opened.more}
        entity["length"] = self.length - opened.offset
        # Telegram drops an empty entity, and a link to nowhere.
        if entity["length"] and entity.get("url", "x"):
            self.entities.append(entity)


def _unparsable(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")


def _trimmed(text: str, entities: list[JSON]) -> tuple[str, list[JSON]]:
    bare = text.strip()
    if not entities or len(bare) == len(text):
        return bare, entities
    before = units(text[: len(text) - len(text.lstrip())])
    return bare, _shifted(entities, before, units(bare))


def _shifted(entities: list[JSON], before: int, length: int) -> list[JSON]:
    kept: list[JSON] = []
    for each in entities:
        start = max(0, each["offset"] - before)
        end = min(length, each["offset"] + each["length"] - before)
        if end > start:
            kept.append({**each, "offset": start, "length": end - start})
    return kept
