"""The Bot API schema as checks: what a method may be asked with, and what an object may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from sandbox.error import ApiError, bad_request

JSON = dict[str, Any]

#: Returns nothing when the value fits; raises `Misfit` with the place when it does not.
Check = Callable[[Any, str], None]

_FILE = Path(__file__).parent / "data" / "bot_api_10_3.json"
_WHOLE = re.compile(r"-?\d{1,19}")
_TRUTHS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}
#: A member's status names its type by another word.
_ALIASES = {"creator": "owner", "kicked": "banned"}


class Misfit(Exception):
    """A value that is not of the type that the schema asks for."""


@dataclass(slots=True)
class Upload:
    """A file that came in the body of a request."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"

    def brief(self) -> JSON:
        return {"file": self.name, "size": len(self.content), "mime": self.mime}


@cache
def _schema() -> JSON:
    document: JSON = orjson.loads(_FILE.read_bytes())
    return document


def knows(method: str) -> bool:
    return method in _schema()["methods"]


def fields(kind: str) -> JSON:
    """Return the fields of a type, each with its own type and whether it is required."""
    known: JSON = _schema()["types"][kind]
    return known


def read(method: str, given: Mapping[str, Any]) -> JSON:
    """Return the parameters of a call as values of their types; refuse what the schema lacks."""
    known = _schema()["methods"][method]
    for name in given:
        if name not in known:
            raise bad_request(f'parameter "{name}" is unknown to {method}')
    values = {name: _value(known[name][0], raw, name) for name, raw in given.items()}
    for name, (_, required) in known.items():
        if required and name not in values:
            raise _missing(name)
    return values


def fits(kind: str, value: object) -> None:
    """Raise `Misfit` unless the value is of the named type, whole and without extras."""
    _check(kind)(value, kind)


def _missing(name: str) -> ApiError:
    if name == "text":
        return bad_request("message text is empty")
    if name.endswith("_id"):
        return bad_request(f"{name} is empty")
    return bad_request(f'parameter "{name}" is required')


def _value(kind: str, raw: object, name: str) -> object:
    try:
        value = _from_text(kind, raw) if isinstance(raw, str) else raw
        _check(kind)(value, name)
    except Misfit as misfit:
        raise bad_request(f"can't parse parameters: {misfit}") from None
    return value


def _from_text(kind: str, raw: str) -> object:
    """Read a form field, where numbers, truths and objects come as text."""
    options = _options(kind)
    if "Integer" in options and _WHOLE.fullmatch(raw):
        return int(raw)
    if "String" in options or "InputFile" in options:
        return raw
    if "Boolean" in options or "True" in options:
        return _TRUTHS.get(raw, raw)
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Misfit(f"{kind} is expected, and this is no JSON") from None


def _options(kind: str) -> list[str]:
    return re.split(r", | or | and ", kind)


@cache
def _check(kind: str) -> Check:
    if kind.startswith("Array of "):
        return _array(kind.removeprefix("Array of "))
    if kind in _PRIMITIVES:
        return _primitive(kind)
    options = _options(kind)
    return _object(kind) if len(options) == 1 else _union(options)


def _array(kind: str) -> Check:
    item = _check(kind)

    def check(value: object, place: str) -> None:
        if not isinstance(value, list):
            raise Misfit(f"{place} must be an array of {kind}")
        for index, each in enumerate(value):
            item(each, f"{place}[{index}]")

    return check


_PRIMITIVES: dict[str, Callable[[Any], bool]] = {
    "String": lambda value: isinstance(value, str),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "InputFile": lambda value: isinstance(value, Upload),
}


def _primitive(kind: str) -> Check:
    is_it = _PRIMITIVES[kind]

    def check(value: object, place: str) -> None:
        if not is_it(value):
            raise Misfit(f"{place} must be of type {kind}")

    return check


def _object(kind: str) -> Check:
    known = _schema()["types"].get(kind)
    if known is None:
        raise Misfit(f"{kind} is no type of the Bot API")
    if not known and _children(kind):
        return _family(kind)
    return _record(kind, known)


def _record(kind: str, known: JSON) -> Check:
    required = [name for name, (_, needed) in known.items() if needed]

    def check(value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise Misfit(f"{place} must be an object {kind}")
        for name, each in value.items():
            if name not in known:
                raise Misfit(f'{place}: {kind} has no field "{name}"')
            _check(known[name][0])(each, f"{place}.{name}")
        for name in required:
            if name not in value:
                raise Misfit(f'{place}: {kind} needs the field "{name}"')

    return check


def _children(kind: str) -> list[str]:
    if kind == "MaybeInaccessibleMessage":
        return ["InaccessibleMessage", "Message"]
    return [name for name in _schema()["types"] if name.startswith(kind) and name != kind]


def _family(kind: str) -> Check:
    """Check an abstract type: its `type`, `status` or `source` names the child."""
    children = _children(kind)

    def check(value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise Misfit(f"{place} must be an object {kind}")
        _check(_child(kind, children, value))(value, place)

    return check


def _child(kind: str, children: list[str], value: JSON) -> str:
    if kind == "MaybeInaccessibleMessage":
        return children[0] if value.get("date") == 0 else children[1]
    word = str(value.get("type") or value.get("status") or value.get("source") or "")
    name = kind + "".join(part.title() for part in _ALIASES.get(word, word).split("_"))
    if name not in children:
        raise Misfit(f'{kind} has no type "{word}"')
    return name


def _union(options: list[str]) -> Check:
    def check(value: object, place: str) -> None:
        _check(_likely(options, value))(value, place)

    return check


def _likely(options: list[str], value: object) -> str:
    """Choose the one type of several that the value was meant to be."""
    for option in options:
        if option in _PRIMITIVES and _PRIMITIVES[option](value):
            return option
    types = _schema()["types"]
    objects = [option for option in options if option in types]
    if isinstance(value, dict):
        for option in objects:
            if all(name in value for name, (_, needed) in types[option].items() if needed):
                return option
    return objects[0] if objects and isinstance(value, dict) else options[0]
