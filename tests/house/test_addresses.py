"""Nothing that is tracked names a package registry, a folder of one machine, or a secret."""

import re
from pathlib import Path

import pytest

from tests.kit.tree import files, name

# Written in pieces, so that this file does not find itself.
REGISTRY = re.compile(
    "|".join(
        (
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(org|com)",
            "deb" + r"\.debian",
        )
    )
    + r"|--(extra-)?index"
    + "-url[ =]+[a-z]+:"
)
MACHINE = re.compile(r"(?<![\w.:/*-])/" + r"(work|root|opt|home/\w+|Users/\w+)/\w")
#: A bot's token as Telegram makes it; the sandbox's says that it is one.
TOKEN = re.compile(r"\b\d{8,10}:(?!\w*SANDBOX)[A-Za-z0-9_-]{35}\b")
PRIVATE_KEY = re.compile("BEGIN [A-Z ]*PRIVATE" + " KEY|AGE-SECRET" + "-KEY-1")


@pytest.mark.parametrize(
    "pattern", [REGISTRY, MACHINE, TOKEN, PRIVATE_KEY], ids=lambda p: p.pattern
)
def test_no_tracked_file_says_it(pattern: re.Pattern[str]) -> None:
    assert [name(path) for path in files() if pattern.search(_text(path))] == []


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (REGISTRY, "https://py" + "pi.org/simple"),
        (MACHINE, "see /" + "root/notes"),
        (TOKEN, "12345678:" + "a" * 35),
        (PRIVATE_KEY, "-----BEGIN PRIVATE" + " KEY-----"),
    ],
    ids=["registry", "machine", "token", "key"],
)
def test_each_pattern_finds_what_it_is_for(pattern: re.Pattern[str], said: str) -> None:
    assert pattern.search(said)


def test_settings_keys_data_and_compiled_catalogs_are_not_tracked() -> None:
    kept_out = re.compile(r"(^|/)\.env$|\.(mo|db|key|age|pyc)$|^data/")
    assert [name(path) for path in files() if kept_out.search(name(path))] == []


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")
