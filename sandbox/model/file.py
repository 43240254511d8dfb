"""Files that people and bots have sent, and the ids under which a bot finds them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

#: What getFile hands to a bot (Bot API, "getFile").
DOWNLOAD_LIMIT = 20 * 1024 * 1024


@dataclass(slots=True)
class File:
    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    content: bytes
    kind: str
    #: The size that Telegram tells, which a test may make larger than the content is.
    size: int


@dataclass(slots=True)
class Shelf:
    """All files of the sandbox."""

    by_id: dict[str, File] = field(default_factory=dict)
    by_path: dict[str, File] = field(default_factory=dict)
    _count: int = 0

    def put(
        self, kind: str, content: bytes, *, name: str = "", mime: str = "", size: int | None = None
    ) -> File:
        self._count += 1
        mark = hashlib.blake2b(f"{kind}{self._count}".encode(), digest_size=24).hexdigest()
        file = File(
            file_id=f"SBX{self._count:04d}{mark}",
            unique_id=mark[:14],
            path=f"{kind}s/file_{self._count}{_ending(name)}",
            name=name,
            mime=mime or "application/octet-stream",
            content=content,
            kind=kind,
            size=len(content) if size is None else size,
        )
        self.by_id[file.file_id] = file
        self.by_path[file.path] = file
        return file


def dimensions(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG, or a likely guess."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= _PNG_HEAD:
        return _number(content[16:20]), _number(content[20:24])
    return _jpeg(content) or (1280, 960)


_PNG_HEAD = 24
_JPEG_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3}


def _jpeg(content: bytes) -> tuple[int, int] | None:
    place = 2
    while content[:2] == b"\xff\xd8" and place + 9 < len(content) and content[place] == 0xFF:  # noqa: PLR2004 - the marker byte
        if content[place + 1] in _JPEG_FRAMES:
            return _number(content[place + 7 : place + 9]), _number(content[place + 5 : place + 7])
        place += 2 + _number(content[place + 2 : place + 4])
    return None


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2] if "." in name else ""
    return f".{ending}" if ending.isalnum() and len(ending) <= len("jpeg") else ""
