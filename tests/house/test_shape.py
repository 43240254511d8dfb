"""Files and functions stay short, and each file says in its first line what lives in it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.kit.tree import files, name

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
#: Names that say nothing about what is inside.
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
#: A migration lists tables one after another; cutting it up would not make it clearer.
LISTS = "storage/migrations/versions/"


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    long = [name(path) for path in _written() if len(_lines(path)) > LONGEST_FILE]
    assert long == []


def test_no_function_is_longer_than_forty_lines() -> None:
    assert [where for path in _written() for where in _long_functions(path)] == []


def test_every_file_opens_with_a_sentence_on_what_lives_in_it() -> None:
    assert [name(path) for path in _sources() if not _opens_well(path)] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [name(path) for path in _sources() if FORBIDDEN & set(_rooms(path))] == []


def test_nothing_is_left_to_be_done_later() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X:")
    assert [name(path) for path in _sources() if any(mark in _text(path) for mark in marks)] == []


def test_no_test_sleeps() -> None:
    tests = [path for path in files("tests/*.py") if not name(path).startswith("tests/load/")]
    assert [where for path in tests for where in _sleeps(path)] == []


def _sources() -> list[Path]:
    return files("*.py")


def _written() -> list[Path]:
    return [path for path in _sources() if not name(path).startswith(LISTS)]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _lines(path: Path) -> list[str]:
    return _text(path).splitlines()


def _opens_well(path: Path) -> bool:
    first = next(iter(_lines(path)), "")
    return first.startswith('"""') and first.rstrip('"').endswith((".", "?", "!"))


def _rooms(path: Path) -> list[str]:
    return name(path).removesuffix(".py").split("/")


def _long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(_text(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{name(path)}:{node.lineno} {node.name} ({length} lines)"


def _sleeps(path: Path) -> Iterator[str]:
    calls = (node for node in ast.walk(ast.parse(_text(path))) if isinstance(node, ast.Call))
    for call in calls:
        if ast.unparse(call.func).endswith("sleep") and ast.unparse(call.args[0]) != "0":
            yield f"{name(path)}:{call.lineno}"
