"""The file of the settings, `.env`: read whole, with a sentence for all in it that cannot be."""

import stat
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

#: Says where it is; not a setting, because it is needed to read them.
NAMED = "TERIMCHI_ENV_FILE"

Environ = Mapping[str, str]


def path(environ: Environ) -> Path:
    """Give the file that is named, or `.env` in the folder we were started in."""
    return Path(environ.get(NAMED) or ".env")


def read(environ: Environ, faults: list[str]) -> dict[str, str]:
    """Give the names and values in it that are not empty; what is wrong is added to `faults`."""
    file = path(environ)
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        faults.append(f"{file} is no text in UTF-8.")
    except FileNotFoundError:
        if environ.get(NAMED):
            faults.append(f"{NAMED} names {file}, and that is not there.")
    except OSError as error:
        faults.append(f"{file} cannot be read by the account that runs this ({error.strerror}).")
    else:
        return _parsed(file, text, faults) if text else {}
    return {}


def exposed(environ: Environ) -> list[str]:
    """Say it in a sentence if others than its owner can read it."""
    file = path(environ)
    if not file.is_file() or not file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        return []
    may = "where the bot's token and the database password may stand"
    return [f"Others than its owner can read {file}, {may}: chmod 600 {file}"]


def _parsed(file: Path, text: str, faults: list[str]) -> dict[str, str]:
    from dotenv.parser import parse_stream  # late: it costs more time than all the settings

    found: dict[str, str] = {}
    for line in parse_stream(StringIO(text)):
        if line.error:
            faults.append(f"Line {line.original.line} of {file} is not understood: NAME=value.")
        elif line.key and line.value and line.value.strip():
            found[line.key] = line.value
    return found
