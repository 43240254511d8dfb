"""What parent and child say to each other: a head of JSON and a body, each led by its length."""

import json
import struct
from typing import BinaryIO, Final

from bot.cleaning.form import CLEAN, Form, sniff
from bot.cleaning.reason import Reason, Uncleanable
from bot.cleaning.washed import Part, Washed

#: The largest file that Telegram gives to a bot, in bytes.
CONTENT_LIMIT: Final = 20 * 1024 * 1024
#: A clean picture may be longer than a badly squeezed one; beyond this it is refused.
CLEAN_LIMIT: Final = 32 * 1024 * 1024

LENGTHS: Final = struct.Struct("!II")
_HEAD_LIMIT: Final = 4096


class Garbled(Exception):
    """The child said what no cleaner of ours says."""


def pack(head: dict[str, object], body: bytes = b"") -> bytes:
    """Make one frame."""
    words = json.dumps(head).encode()
    return LENGTHS.pack(len(words), len(body)) + words + body


def lengths(opening: bytes) -> tuple[int, int]:
    """Read the lengths of head and body; the child is not trusted with our memory."""
    head, body = LENGTHS.unpack(opening)
    if head > _HEAD_LIMIT or body > CLEAN_LIMIT:
        raise Garbled
    return head, body


def read(pipe: BinaryIO) -> tuple[dict[str, str], bytes]:
    """Wait for the parent's one frame."""
    head, body = LENGTHS.unpack(_exactly(pipe, LENGTHS.size))
    words: dict[str, str] = json.loads(_exactly(pipe, head))
    return words, _exactly(pipe, body)


def answer(washed: Washed) -> bytes:
    """Make the child's frame for a clean file."""
    return pack({"form": washed.form.name, "removed": sorted(washed.removed)}, washed.content)


def refusal(reason: Reason) -> bytes:
    """Make the child's frame for a file that it cannot clean."""
    return pack({"refused": reason})


def understood(head: bytes, body: bytes) -> Washed:
    """Check the child's answer as one checks a stranger's; raise Uncleanable if it refused."""
    try:
        said = json.loads(head)
        if "refused" in said:
            raise Uncleanable(Reason(said["refused"]))
        washed = Washed(
            form=Form[said["form"]],
            content=body,
            removed=frozenset(map(Part, said["removed"])),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Garbled from error
    if washed.form not in CLEAN or sniff(body) is not washed.form.beginning:
        raise Garbled
    return washed


def _exactly(pipe: BinaryIO, length: int) -> bytes:
    content = pipe.read(length)
    if len(content) != length:
        raise EOFError
    return content
