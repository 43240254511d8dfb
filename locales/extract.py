"""Finding texts to translate: marked calls and refusals in Python, labels in data files."""

import ast
import json
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

#: What Babel is handed for each text: line, function, strings, comments.
Found = tuple[int, str, str | tuple[str, ...], list[str]]

#: The functions that extraction reports, and which arguments are context, singular, plural.
KEYWORDS: Mapping[str, Any] = {"_": None, "pgettext": ((1, "c"), 2), "ngettext": (1, 2)}

#: Keys of data files whose values are said: as a button, or as a sentence.
_BUTTON_KEYS = frozenset({"label"})
_SENTENCE_KEYS = frozenset({"name", "hours", "cost", "note"})


def calls(
    fileobj: IO[bytes],
    _keywords: Mapping[str, Any],
    _comment_tags: Collection[str],
    options: Mapping[str, Any],  # noqa: ARG001 - Babel hands it over by this name
) -> Iterator[Found]:
    """Find the marks of locales.mark, literal calls of a voice, and docstrings of refusals."""
    tree = ast.parse(fileobj.read())
    refusals = {"Refusal"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _call(node, str(getattr(fileobj, "name", "")))
        elif isinstance(node, ast.ClassDef) and _is_refusal(node, refusals):
            refusals.add(node.name)
            yield node.lineno, "_", " ".join((ast.get_docstring(node) or "").split()), []


def labels(
    fileobj: IO[bytes],
    _keywords: Mapping[str, Any],
    _comment_tags: Collection[str],
    options: Mapping[str, Any],  # noqa: ARG001 - Babel hands it over by this name
) -> Iterator[Found]:
    """Find what is said of a data file."""
    yield from _said(json.loads(fileobj.read()))


def _said(value: object) -> Iterator[Found]:
    if isinstance(value, list):
        for item in value:
            yield from _said(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in _BUTTON_KEYS:
                yield 1, "pgettext", ("button", item), []
            elif key in _SENTENCE_KEYS and item:
                yield 1, "_", item, []
            else:
                yield from _said(item)


def _is_refusal(node: ast.ClassDef, refusals: set[str]) -> bool:
    bases = {_last_name(base) for base in node.bases}
    return node.name == "Refusal" or bool(bases & refusals)


def _call(node: ast.Call, file: str) -> Iterator[Found]:
    match _last_name(node.func), isinstance(node.func, ast.Attribute):
        case "_", False:
            yield node.lineno, "_", _literal(node, 0, file), []
        case "button", False:
            yield node.lineno, "pgettext", ("button", _literal(node, 0, file)), []
        case "pgettext", False:
            yield node.lineno, "pgettext", (_literal(node, 0, file), _literal(node, 1, file)), []
        case ("text" | "plural") as spoken, True if _is_voice(node.func):
            yield from _spoken(node, spoken)


def _spoken(node: ast.Call, spoken: str) -> Iterator[Found]:
    said = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    strings = [value for value in said if isinstance(value, str)]
    if spoken == "text" and len(strings) == 1:
        yield node.lineno, "_", strings[0], []
    elif spoken == "plural" and len(strings) == 2:  # noqa: PLR2004 - one and many
        yield node.lineno, "ngettext", (strings[0], strings[1]), []


def _is_voice(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and _last_name(func.value).strip("_") == "voice"


def _literal(node: ast.Call, place: int, file: str) -> str:
    argument = node.args[place] if place < len(node.args) else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise ValueError(f"{file}:{node.lineno}: a marked text must be one literal (see mark.py)")


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
