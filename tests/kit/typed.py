"""A command as an operator types it."""

from pathlib import Path
from typing import Protocol


class Said(Protocol):
    """Runs a command that ends with this exit code; gives all that it said, on one line."""

    def __call__(self, *words: str | Path, code: int = 0) -> str: ...
