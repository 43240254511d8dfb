"""The data folder: made before anything else, and where it cannot be, that is said plainly."""

from pathlib import Path


class CannotOpen(Exception):
    """Folder, key file and database do not open together; the words say why, plainly."""


def make(folder: Path) -> None:
    """Make the folder for nobody but us where it is missing. Raises CannotOpen."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotOpen(
            f"The data folder {folder} cannot be made ({error.strerror}): "
            "look at TERIMCHI_DATA_DIR."
        ) from None
