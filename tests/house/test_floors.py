"""The check of the floors knows every room (the floors themselves are checked by lint-imports)."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.kit.tree import ROOT, files, name

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_room_stands_on_a_floor() -> None:
    rooms = {name(path).split("/")[0] for path in files("*/__init__.py")} - {"tests"}
    assert rooms == set(SETTINGS["tool"]["importlinter"]["root_packages"])


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in files("*.py")} - {ROOT}
    without = {name(folder) for folder in folders if not (folder / "__init__.py").exists()}
    assert {folder for folder in without if not folder.startswith("storage/migrations")} == set()


def test_the_domain_needs_nothing_but_the_standard_library() -> None:
    known = sys.stdlib_module_names | {"domain"}
    assert {one for path in files("domain/*.py") for one in _imported(path)} <= known


def test_every_ignored_rule_gives_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignores = text.split("\nignore = [\n")[1].split("\n]\n")[0].splitlines()
    assert ignores[0].lstrip().startswith("#")
    assert all(line.startswith(('    "', "    # ")) for line in ignores)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]
