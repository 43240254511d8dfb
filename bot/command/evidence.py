"""Files of a case, written out for a member: under names of ours, readable by nobody else."""

import asyncio
import os
from pathlib import Path

from bot.cleaning.form import ENDINGS
from bot.command.plain import Plain
from services import content
from services.content import Opened
from storage.store import Store


async def write_files(store: Store, opened: Opened, folder: Path) -> list[Path]:
    """Write every file, one after the other; what a worker called it never becomes a path."""
    await asyncio.to_thread(_make, folder)
    written = []
    for n, ref in enumerate(opened.files, start=1):
        ending = ENDINGS.get(ref.mime, ".bin")
        path = folder / f"{opened.case.code}-{n:02}-{ref.kind}{ending}"
        async with store.reading() as unit:
            inside = await content.open_file(unit, ref)
        await asyncio.to_thread(_keep, path, inside)
        written.append(path)
    return written


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise Plain(f"{folder} is no folder.") from None


def _keep(path: Path, inside: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Plain(f"{path} is there already; nothing was overwritten.") from None
    with os.fdopen(descriptor, "wb") as out:
        out.write(inside)
