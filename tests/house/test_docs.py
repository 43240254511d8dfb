"""Documents agree with the code: links resolve, settings, commands, decisions are told."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings
from storage.tables import metadata
from tests.kit.tree import ROOT, files, name

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SETTING = re.compile(r"\bTERIMCHI_(?!TEST_|ENV_FILE)[A-Z_]+\b")
PAGES = [page for page in files("*.md") if not name(page).startswith(("locales/", "tests/"))]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in _links(page) if not _resolves(page, link)] == []


def test_settings_are_told_where_people_look_for_them() -> None:
    read = {PREFIX + setting.name.upper() for setting in fields(Settings)}
    assert (read, read) == (_settings("docs/reference/settings.md"), _settings(".env.example"))


def test_settings_are_read_in_one_place() -> None:
    elsewhere = [path for path in files("*.py") if not name(path).startswith(("tests/", "bot/"))]
    assert [
        name(path) for path in elsewhere if re.search(r"os\.(environ|getenv)", _text(path))
    ] == []


def test_every_command_is_told() -> None:
    told = _text(ROOT / "docs/reference/commands.md")
    said = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    commands = re.findall(r"^    (\w+)  ", said, re.MULTILINE)
    assert commands
    assert [command for command in commands if f"| `{command}" not in told] == []


def test_every_table_is_told_and_every_told_table_is_there() -> None:
    told = _text(ROOT / "docs/reference/data-model.md")
    listed = [row.split("|")[1] for row in told.splitlines() if row.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(listed))) == set(metadata.tables)


def test_every_task_of_the_makefile_is_told() -> None:
    tasks = set(re.findall(r"^([a-z]+):.*## ", _text(ROOT / "Makefile"), re.MULTILINE))
    told = re.search(r"lists them: `([a-z ]+)`", _text(ROOT / "docs/reference/commands.md"))
    assert told
    assert tasks == set(told[1].split())


def test_every_decision_is_listed_and_has_its_four_parts() -> None:
    listed = _text(ROOT / "docs/adr/README.md")
    for decision in files("docs/adr/[0-9]*.md"):
        assert decision.name in listed
        parts = [part for part in HEADING.findall(_text(decision)) if not part[0].isdigit()]
        assert parts == ["Context", "Decision", "What lost, and why", "Consequences"]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _settings(file: str) -> set[str]:
    return set(SETTING.findall(_text(ROOT / file)))


def _links(page: Path) -> list[str]:
    found = LINK.findall(_text(page))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def _resolves(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path) if path else page
    return target.exists() and (not anchor or anchor in _anchors(target))


def _anchors(page: Path) -> set[str]:
    headings = (
        re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(_text(page))
    )
    return {heading.strip().replace(" ", "-") for heading in headings}
