"""Voice and other sound: decoded, mixed to one channel, spoken anew as Opus."""

import io
from typing import Final

import av

from bot.cleaning.form import Form
from bot.cleaning.media import FAULTS, opened, seconds, sound_of, spoken
from bot.cleaning.reason import Reason, Uncleanable
from bot.cleaning.track import Respoken, Voice, roll
from bot.cleaning.washed import Washed

__all__ = ["FAULTS", "wash"]

#: Plain speech in which a word can still be made out. A third of the codec's usual effort: hours
#: of recording must fit into the processor limit.
_VOICE: Final = Voice("libopus", 24_000, {"application": "voip", "compression_level": "3"})
_DURATION: Final = 2 * 60 * 60  # seconds; what the processor limit allows


def wash(_: Form, content: bytes) -> Washed:
    """Speak a recording anew."""
    written = io.BytesIO()
    with opened(content) as source:
        if seconds(source) > _DURATION:
            raise Uncleanable(Reason.TOO_LARGE)
        old = sound_of(source)
        if old is None:
            raise Uncleanable(Reason.BROKEN)
        with av.open(written, "w", format="ogg", options={"fflags": "+bitexact"}) as target:
            roll(source, {old.index: Respoken(old, target, _VOICE)}, target)
        removed = spoken(source, kept=1)
    return Washed(Form.OGG, written.getvalue(), removed)
