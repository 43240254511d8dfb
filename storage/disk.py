"""The disk: intake stops kindly before there is no room left."""

import shutil
from pathlib import Path


def has_room(folder: Path, least: int) -> bool:
    """Tell whether so many bytes are free where a folder lies."""
    return shutil.disk_usage(folder).free >= least
