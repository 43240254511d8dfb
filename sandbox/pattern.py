"""Method names as shell patterns, separated by commas: "send*,edit*"."""

from __future__ import annotations

import fnmatch
import re
from functools import cache


def matches(patterns: str, method: str) -> bool:
    return _compiled(patterns).match(method) is not None


@cache
def _compiled(patterns: str) -> re.Pattern[str]:
    parts = (fnmatch.translate(each.strip()) for each in patterns.split(","))
    return re.compile("|".join(f"(?:{part})" for part in parts))
