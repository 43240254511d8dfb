"""What holds for every test: no settings of this machine, a key file of its own."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.kit.database"]

WITHOUT_POSTGRES = "TERIMCHI_TEST_WITHOUT_POSTGRES"  # as in tests/kit/database.py

# A few examples while working; more, and always the same ones, where CI is set.
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "quick")


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take this machine's settings away: no TERIMCHI_ variable, no .env, no user's key file."""
    for name in os.environ:
        if name.startswith("TERIMCHI_") and not name.startswith("TERIMCHI_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TERIMCHI_ENV_FILE", os.devnull)
    monkeypatch.setenv("TERIMCHI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TERIMCHI_KEY_FILE", str(tmp_path / "keys" / "key"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Give the path of a key file that does not exist yet."""
    return tmp_path / "keys" / "key"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say last, in plain words, what could not run here."""
    reasons = sorted({_reason(report) for report in terminalreporter.stats.get("skipped", [])})
    if os.environ.get(WITHOUT_POSTGRES) == "1":
        reasons.append(f"{WITHOUT_POSTGRES}=1 allows the tests on PostgreSQL to be left out")
    terminalreporter.write_sep("-", "could not run here" if reasons else "nothing was left out")
    for reason in reasons:
        terminalreporter.write_line(f"- {reason}")


def _reason(report: pytest.TestReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
