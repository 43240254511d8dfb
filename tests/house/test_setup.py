"""`make setup` on a bare machine: it makes what it can, and else names the package to install."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.kit.tree import ROOT


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Give a folder with the setup script, and a path on which there is no Python."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/venv", tmp_path / ".ci/venv")
    (tmp_path / "bin").mkdir()
    for tool in ("dirname", "rm"):
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


def test_without_python_it_says_what_to_install(bare: Path) -> None:
    assert "apt-get install python3 python3-venv" in _refusal(bare)


def test_with_an_old_python_it_says_what_to_install(bare: Path) -> None:
    _python(bare, "exit 1")
    assert "Python 3.11 or newer is needed" in _refusal(bare)


def test_without_venv_it_names_the_package_of_that_python(bare: Path) -> None:
    _python(bare, '[ "$1" = -c ]')
    assert "apt-get install python3-venv" in _refusal(bare)
    assert not (bare / ".venv").exists()


def test_a_venv_that_stands_is_kept(bare: Path) -> None:
    (bare / ".venv/bin").mkdir(parents=True)
    _program(bare / ".venv/bin/python", "exit 0")
    assert _run(bare).returncode == 0


def _python(bare: Path, does: str) -> None:
    _program(bare / "bin/python3", does)


def _program(path: Path, does: str) -> None:
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)


def _refusal(bare: Path) -> str:
    done = _run(bare)
    assert done.returncode == 1
    return done.stderr


def _run(bare: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(bare / ".ci/venv")],
        env={"PATH": str(bare / "bin")},
        check=False,
        capture_output=True,
        text=True,
    )
