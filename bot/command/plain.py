"""What every command shares: faults in plain words, settings, secrets in and out.

Nothing of the store is read here: `run` asks Telegram before that.
"""

import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import Settings, SettingsFault


class Plain(Exception):
    """A fault said in plain words to whoever typed the command."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def settings(*needed: str) -> Settings:
    """Read the settings, or say every fault at once."""
    try:
        return Settings.load(os.environ, needed=needed)
    except SettingsFault as fault:
        raise Plain("\n".join(fault.sentences), 2) from None


def say(*lines: str) -> None:
    """Write lines to the terminal."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def read_file(file: Path) -> str:
    """Read a file that was named on the command line. Raises Plain."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Plain(f"{file} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise Plain(f"{file} is no text in UTF-8.") from None


def ask_secret(what: str, file: Path | None = None) -> str:
    """Read a secret: from a file, from the terminal unseen, or from standard input."""
    if file is not None:
        return read_file(file)
    if sys.stdin.isatty():
        return getpass.getpass(f"{what}: ").strip()
    return sys.stdin.readline().strip()


@contextmanager
def place_for_secret(file: Path | None) -> Iterator[Callable[[str], object]]:
    """Give what shows a secret once: the terminal, or a new file of mode 0600.

    The file is made before the secret is, so that nothing is made whose secret then finds no place;
    it goes again if nothing came of it. Raises Plain; nothing is overwritten.
    """
    if file is None:
        yield say
        return
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Plain(f"{file} is there already; nothing was written and nothing was made.") from None
    except OSError as error:
        raise Plain(f"{file} cannot be written ({error.strerror}); nothing was made.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        try:
            yield lambda secret: out.write(f"{secret}\n")
        except BaseException:
            file.unlink()
            raise
