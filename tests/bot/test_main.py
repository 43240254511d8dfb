"""The command line: what holds for every command before its room is loaded."""

import subprocess
import sys

from tests.kit.tree import ROOT

_LOOK = (
    "import os, resource; from bot.__main__ import keep_private; keep_private(); "
    "print(oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE))"
)


def test_no_other_account_reads_what_we_write_and_no_crash_leaves_our_keys() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOOK], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0o77 (0, 0)"
