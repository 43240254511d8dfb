"""Voice and other sound: decoded, mixed to one channel, spoken anew as Opus."""

import io
from typing import Final

import av
from av.audio.resampler import AudioResampler
from av.container import InputContainer, OutputContainer

from bot.cleaning.form import Form
from bot.cleaning.media import FAULTS, opened, seconds, spoken
from bot.cleaning.reason import Reason, Uncleanable
from bot.cleaning.washed import Washed

__all__ = ["FAULTS", "wash"]

_RATE: Final = 48_000
_BITS: Final = 24_000  # a second; plain speech, in which a word can still be made out
_DURATION: Final = 3 * 60 * 60  # seconds; what the processor limit allows


def wash(_: Form, content: bytes) -> Washed:
    """Speak a recording anew."""
    written = io.BytesIO()
    with opened(content) as source:
        if seconds(source) > _DURATION:
            raise Uncleanable(Reason.TOO_LARGE)
        removed = spoken(source, kept=1)
        with av.open(written, "w", format="ogg", options={"fflags": "+bitexact"}) as target:
            samples = _recorded(source, target)
    return Washed(Form.OGG, written.getvalue(), removed, duration=round(samples / _RATE))


def _recorded(source: InputContainer, target: OutputContainer) -> int:
    voice = target.add_stream("libopus", rate=_RATE, layout="mono", options={"application": "voip"})
    voice.bit_rate = _BITS
    resampler = AudioResampler(format="s16", layout="mono", rate=_RATE)
    samples = 0
    for frame in source.decode(audio=0):
        for even in resampler.resample(frame):
            even.pts = samples  # gaps and jumps of the old clock do not matter to a listener
            samples += even.samples
            target.mux(voice.encode(even))
    target.mux(voice.encode(None))
    if not samples:
        raise Uncleanable(Reason.BROKEN)
    return samples
