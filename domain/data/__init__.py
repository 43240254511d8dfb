"""The data files of the domain, and the one way to read them (README.md: sources, licences)."""

import json
from pathlib import Path
from typing import Any

_ROOM = Path(__file__).parent


def read(name: str) -> Any:  # noqa: ANN401 - JSON is untyped until its module gives it a shape
    """Parse one data file of this room."""
    return json.loads((_ROOM / name).read_text(encoding="utf-8"))
