"""Lock files: every package with its hashes, no address, and the versions that were asked for."""

import re

import pytest

from tests.kit.tree import ROOT

LOCKS = ["requirements.lock", "requirements-dev.lock"]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,]+\])?==([^\s;\\]+)", re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z])", (ROOT / lock).read_text())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    assert not re.search(r"://|^--|@ ", (ROOT / lock).read_text(), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_the_versions_that_were_asked_for(lock: str) -> None:
    assert _pins(lock.replace(".lock", ".in")).items() <= _pins(lock).items()


def test_what_runs_and_what_is_tested_are_the_same_versions() -> None:
    assert _pins("requirements.lock").items() <= _pins("requirements-dev.lock").items()


def _pins(file: str) -> dict[str, str]:
    found = PIN.findall((ROOT / file).read_text())
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found}
