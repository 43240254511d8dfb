"""Film: one picture and one sound, copied where that is safe and made anew where not."""

import contextlib
import io
from typing import Final

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from bot.cleaning import audio
from bot.cleaning.form import Form
from bot.cleaning.media import FAULTS, opened, picture_of, seconds, sound_of, spoken
from bot.cleaning.reason import Reason, Uncleanable
from bot.cleaning.track import NOTES, Copied, Refilmed, Respoken, Track, Voice, roll
from bot.cleaning.washed import Washed

__all__ = ["FAULTS", "wash"]

_VOICE: Final = Voice("aac", 48_000, {})
_WEB_VOICE: Final = Voice("libopus", 32_000, {})
_WEB: Final = frozenset({"vp8", "vp9"})
_FRAME: Final = 4096 * 2304  # pixels
_DURATION: Final = 60 * 60  # seconds


def wash(form: Form, content: bytes) -> Washed:
    """Give a film back that has nothing but pictures and sound, and stands upright."""
    with opened(content) as source:
        picture = picture_of(source)
        if picture is None:
            return audio.wash(form, content)
        first = _first(source, picture)
        copyable = picture.codec_context.name in NOTES
    if copyable:
        with contextlib.suppress(*FAULTS):  # what no container takes as it is
            return _made(content, first, copied=True)
    return _made(content, first, copied=False)


def _made(content: bytes, first: VideoFrame, *, copied: bool) -> Washed:
    film = io.BytesIO()
    with opened(content) as source:
        tracks, form = _shot(source, first, film, copied=copied)
        return Washed(form, film.getvalue(), spoken(source, kept=tracks))


def _shot(
    source: InputContainer, first: VideoFrame, film: io.BytesIO, *, copied: bool
) -> tuple[int, Form]:
    picture, sound = picture_of(source), sound_of(source)
    if picture is None:
        raise Uncleanable(Reason.BROKEN)
    web = copied and picture.codec_context.name in _WEB
    with _target(film, "webm" if web else "mp4") as target:
        tracks: dict[int, Track] = {
            picture.index: Copied(picture, target) if copied else Refilmed(picture, first, target)
        }
        if sound is not None:
            tracks[sound.index] = _sounding(sound, target, web=web)
        roll(source, tracks, target)
    return len(tracks), Form.WEBM if web else Form.MP4


def _sounding(sound: AudioStream, target: OutputContainer, *, web: bool) -> Track:
    if sound.codec_context.name in ({"opus"} if web else {"aac", "opus"}):
        return Copied(sound, target)
    return Respoken(sound, target, _WEB_VOICE if web else _VOICE)


def _first(source: InputContainer, picture: VideoStream) -> VideoFrame:
    """Decode one frame: it shows that there are pictures, how large, and which way is up."""
    if seconds(source) > _DURATION:
        raise Uncleanable(Reason.TOO_LARGE)
    first = next(source.decode(picture), None)
    if first is None:
        raise Uncleanable(Reason.BROKEN)
    if first.width * first.height > _FRAME:
        raise Uncleanable(Reason.TOO_LARGE)
    return first


def _target(film: io.BytesIO, name: str) -> OutputContainer:
    return av.open(
        film,
        "w",
        format=name,
        # No date, no name of the writer; the index first, so that a film plays before it is whole.
        options={"fflags": "+bitexact"} | ({"movflags": "+faststart"} if name == "mp4" else {}),
        io_open=lambda *_: io.BytesIO(film.getvalue()),  # to move the film behind its index
    )
