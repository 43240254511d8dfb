"""The image keeps the promises of docs/how-to/deploy.md."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.kit.tree import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_base_image_is_a_build_argument() -> None:
    assert re.search(r"^ARG BASE=\S+\nFROM \$\{BASE\}", DOCKERFILE, re.MULTILINE)


def test_the_image_does_not_run_as_root() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)[-1] not in {"root", "0"}


def test_the_image_installs_only_what_is_locked() -> None:
    installs = re.findall(r"pip install[^&\n]*", DOCKERFILE)
    assert installs
    assert all("--require-hashes" in install for install in installs)


def test_the_image_file_has_no_fault_that_hadolint_knows() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    program = str(hadolint) if hadolint.exists() else shutil.which("hadolint") or "hadolint"
    checked = subprocess.run(
        [program, str(ROOT / "Dockerfile")], check=False, capture_output=True, text=True
    )
    assert (checked.returncode, checked.stdout) == (0, "")
