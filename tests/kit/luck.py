"""Planted into the machine's own process: a full disk, a decoder that dies, another time."""

import ctypes
import shutil
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

#: Names a file that says how many bytes are free; while there is none, the disk is as it is.
FREE = "TERIMCHI_TEST_FREE"
#: Set to anything, a picture that holds DEADLY kills its decoder.
DECODER = "TERIMCHI_TEST_DECODER"
DEADLY = b"fictitious: this picture kills its decoder"
#: So many seconds is the machine's clock ahead.
AHEAD = "TERIMCHI_TEST_AHEAD"

_START = "import sys; sys.path.insert(0, sys.argv[1]); from tests.kit.luck import mortal; mortal()"


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


def plant(environ: Mapping[str, str]) -> None:
    """Plant what the environment asks for."""
    if given := environ.get(FREE):
        _plant_disk(Path(given))
    if environ.get(DECODER):
        _plant_decoder()
    if seconds := environ.get(AHEAD):
        _plant_clock(timedelta(seconds=float(seconds)))


def mortal() -> None:
    """Live the life of the cleaner's child, whose decoder dies of one picture."""
    from bot.cleaning import child

    washed = child._washed

    def deadly(room: ModuleType, form: Any, content: bytes) -> Any:
        if DEADLY in content:
            ctypes.string_at(0)
        return washed(room, form, content)

    child._washed = deadly
    child.main()


def _plant_disk(said: Path) -> None:
    real = shutil.disk_usage

    def usage(path: Any) -> Any:
        return _Usage(2**40, 0, int(said.read_text())) if said.exists() else real(path)

    shutil.disk_usage = usage


def _plant_decoder() -> None:
    from bot import cleaner

    defaults: Any = cleaner.Cleaner.__init__.__kwdefaults__
    defaults["command"] = (sys.executable, "-I", "-X", "utf8", "-c", _START, cleaner._ROOT)


def _plant_clock(ahead: timedelta) -> None:
    from bot import clock

    now = clock.now
    clock.now = lambda: now() + ahead
