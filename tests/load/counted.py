"""Our bot as `python -m bot` runs it; Argon2's threads get a name, so that they are counted apart.

With `--light` first, receipts are derived at Argon2's least cost: what remains is everything else.
"""

import os
import sys
import threading
from functools import wraps
from pathlib import Path
from typing import Any

from bot.__main__ import main
from storage.vault import receipt

#: What the kernel calls a thread that derived a receipt.
NAME = "argon2"

#: Argon2's least passes, and bytes.
LEAST = 1, 8192


def count_apart() -> None:
    """Name whichever thread derives a receipt."""
    derive = receipt.derive

    @wraps(derive)
    def named(*args: Any, **kwargs: Any) -> receipt.Derived:
        task = Path(f"/proc/self/task/{threading.get_native_id()}/comm")
        if task.exists():
            task.write_text(NAME, encoding="ascii")
        return derive(*args, **kwargs)

    receipt.derive = named


if __name__ == "__main__":
    os.umask(0o077)
    words = sys.argv[1:]
    if words[:1] == ["--light"]:
        words = words[1:]
        receipt._PASSES, receipt._MEMORY = LEAST
    count_apart()
    sys.exit(main(words))
