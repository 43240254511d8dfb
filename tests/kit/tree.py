"""The project as files: what git tracks or would track, and the same without git."""

import subprocess
from pathlib import Path

#: The folder of the project.
ROOT = Path(__file__).resolve().parents[2]

#: What .gitignore keeps out, for a copy of the project that is no clone.
_MADE = {".git", ".hypothesis", ".venv", "__pycache__", "data", "secrets", "build"}


def files(*patterns: str) -> list[Path]:
    """List the project's own files that match git's patterns; all of them without one."""
    try:
        return _of_git(patterns)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return sorted(path for pattern in patterns or ("*",) for path in _of_folder(pattern))


def name(path: Path) -> str:
    """Name a file as a person would: from the project's folder."""
    return path.relative_to(ROOT).as_posix()


def _of_git(patterns: tuple[str, ...]) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted({ROOT / name for name in listed.split("\0") if (ROOT / name).is_file()})


def _of_folder(pattern: str) -> set[Path]:
    found = ROOT.glob(pattern if "/" in pattern else f"**/{pattern}")
    return {path for path in found if path.is_file() and not _is_made(path)}


def _is_made(path: Path) -> bool:
    rooms = path.relative_to(ROOT).parts
    hidden = rooms[0].startswith(".") and rooms[0].endswith("_cache")
    made = {"__pycache__"} & {*rooms} or {rooms[0]} & _MADE
    return bool(hidden or made or path.suffix == ".mo")
