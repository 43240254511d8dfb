"""A private JSON file: 0600, changed under a lock, replaced whole, its old bytes overwritten."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

from storage.vault.errors import KeyFileBroken, KeyFileExposed

Value = TypeVar("Value")
Json = dict[str, Any]
_ABSENT = (0, 0, 0)
_OTHERS = 0o077
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


class PrivateFile(Generic[Value]):
    """One file shared by several processes; `decode({})` is what an absent one means.

    Readers hold the lock too, because a replaced file is overwritten with zeros: the keys that
    were taken out must not stay on the disk. A journalling or copying file system, or flash, may
    keep older blocks all the same; only an encrypted disk helps there.
    """

    def __init__(
        self,
        path: Path,
        lock: Path,
        decode: Callable[[Json], Value],
        encode: Callable[[Value], Json],
    ) -> None:
        self.path = path
        self._lock = lock
        self._decode = decode
        self._encode = encode
        self._seen = _ABSENT

    def read(self) -> Value:
        """Read the file as it is now."""
        with _held(self._lock, fcntl.LOCK_SH):
            self._seen = self._stamp()
            return self._read()

    def read_if_new(self) -> Value | None:
        """Read the file if it is not the edition that was read or written here last."""
        return None if self._stamp() == self._seen else self.read()

    def change(self, step: Callable[[Value], Value]) -> Value:
        """Replace the content by `step(content)`; durable when this returns. No write if equal."""
        with _held(self._lock, fcntl.LOCK_EX):
            _shred(self._next)  # a crash in an earlier change may have left keys there
            before = self._read()
            after = step(before)
            if after != before or not self.path.exists():
                self._replace(after)
            self._seen = self._stamp()
            return after

    def destroy(self) -> None:
        """Overwrite the file and remove it."""
        with _held(self._lock, fcntl.LOCK_EX):
            _shred(self._next)
            _shred(self.path)

    @property
    def _next(self) -> Path:
        return self.path.with_name(f"{self.path.name}.new")

    def _stamp(self) -> tuple[int, int, int]:
        # Which edition lies on the disk; taken under the lock whenever the content is.
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return _ABSENT
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def _read(self) -> Value:
        try:
            with self.path.open("rb") as file:
                if os.fstat(file.fileno()).st_mode & _OTHERS:
                    raise KeyFileExposed
                return self._decode(json.load(file))
        except FileNotFoundError:
            return self._decode({})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KeyFileBroken from None  # the cause would quote keys

    def _replace(self, value: Value) -> None:
        content = json.dumps(self._encode(value), indent=1, sort_keys=True).encode()
        with os.fdopen(os.open(self._next, _NEW, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        old = _open_old(self.path)
        self._next.replace(self.path)
        _sync_folder(self.path.parent)
        if old >= 0:
            _overwrite(old)


@contextmanager
def _held(lock: Path, how: int) -> Iterator[None]:
    lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, how)
        yield
    finally:
        os.close(file)


def _open_old(path: Path) -> int:
    try:
        return os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return -1


def _overwrite(file: int) -> None:
    # A hard link is somebody's copy: only bytes that no name leads to any more are ours to wipe.
    try:
        found = os.fstat(file)
        if found.st_nlink == 0:
            os.pwrite(file, bytes(found.st_size), 0)
            os.fsync(file)
    finally:
        os.close(file)


def _shred(path: Path) -> None:
    old = _open_old(path)
    if old >= 0:
        path.unlink()
        _sync_folder(path.parent)
        _overwrite(old)


def _sync_folder(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
