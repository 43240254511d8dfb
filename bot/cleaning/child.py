"""The child's whole life: read one file, import what it needs, lock up, wash, answer, end."""

import importlib
import os
import sys
from types import ModuleType
from typing import Final

from bot.cleaning import frame
from bot.cleaning.form import KINDS, Family, Form, sniff
from bot.cleaning.lock import lock
from bot.cleaning.reason import Reason, Uncleanable
from bot.cleaning.washed import Washed

#: The room of each family: `wash(form, content)`, and FAULTS, what it raises on a damaged file.
_ROOMS: Final = {
    Family.IMAGE: "bot.cleaning.image",
    Family.AUDIO: "bot.cleaning.audio",
    Family.VIDEO: "bot.cleaning.video",
    Family.PDF: "bot.cleaning.pdf",
    Family.TEXT: "bot.cleaning.text",
}
_MOVING: Final = frozenset({Family.AUDIO, Family.VIDEO})
_WORDS: Final = frozenset({"", "text/plain", "text/csv"})


def main() -> None:
    """Serve the parent once."""
    reply = _own_pipe()
    said, content = frame.read(sys.stdin.buffer)
    _say(reply, _answered(said["kind"], said["mime"], content))
    os._exit(0)  # no destructors: they have nothing to save and much to trip over


def recognised(kind: str, mime: str, content: bytes) -> Form:
    """Tell the file's form by its bytes, and refuse what contradicts how it was sent."""
    form = sniff(content)
    if form is None and kind == "document" and mime.partition(";")[0] in _WORDS:
        form = Form.TEXT
    if form is None:
        raise Uncleanable(Reason.UNKNOWN_TYPE)
    if form.family not in KINDS.get(kind, ()) or _contradicts(mime, form):
        raise Uncleanable(Reason.NOT_WHAT_IT_SAYS)
    return form


def _contradicts(mime: str, form: Form) -> bool:
    """Say whether the sender named another family; sound and film begin alike."""
    group = mime.partition(";")[0] if mime.startswith("application/") else mime.partition("/")[0]
    if group in _MOVING:
        return form.family not in _MOVING
    return group in set(Family) and form.family != group


def _answered(kind: str, mime: str, content: bytes) -> bytes:
    try:
        form = recognised(kind, mime, content)
        room = importlib.import_module(_ROOMS[form.family])
        lock()
        return frame.answer(_washed(room, form, content))
    except Uncleanable as refused:
        return frame.refusal(refused.reason)


def _washed(room: ModuleType, form: Form, content: bytes) -> Washed:
    try:
        washed: Washed = room.wash(form, content)
    except MemoryError:
        raise Uncleanable(Reason.TOO_LARGE) from None
    except room.FAULTS:
        raise Uncleanable(Reason.BROKEN) from None
    if len(washed.content) > frame.CLEAN_LIMIT:
        raise Uncleanable(Reason.TOO_LARGE)
    return washed


def _own_pipe() -> int:
    """Keep the pipe to the parent for answers alone: a library that prints prints into nothing."""
    pipe = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)
    return pipe


def _say(pipe: int, reply: bytes) -> None:
    left = memoryview(reply)
    while left:
        left = left[os.write(pipe, left) :]
