"""What sound and film share: opening from memory alone, and telling what a container says."""

import io
from typing import Final

import av
import av.logging
import av.subtitles.codeccontext
import av.subtitles.stream  # imported late by PyAV itself, and late is after the lock
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from bot.cleaning.washed import Part

FAULTS: Final = (av.FFmpegError, ValueError, EOFError, IndexError)

#: Containers that we read; a playlist, which names other files, is none of them.
_FORMATS: Final = "mov,matroska,ogg,avi,mp3,aac,flac,wav,amr"
#: What every writer puts into a file, and what says nothing.
_MUTE: Final = frozenset(
    {"major_brand", "minor_version", "compatible_brands", "language", "handler_name", "vendor_id"}
)


def opened(content: bytes) -> InputContainer:
    """Open a file that is in memory, and nothing that it may point at."""
    source = av.open(
        io.BytesIO(content),
        "r",
        options={"format_whitelist": _FORMATS},
        metadata_errors="replace",
    )
    for stream in (*source.streams.video, *source.streams.audio):
        if _is_known(stream):
            stream.codec_context.thread_count = 1  # the lock allows no more
    return source


def picture_of(source: InputContainer) -> VideoStream | None:
    """Find the film; a cover of a song is not one."""
    for stream in source.streams.video:
        if _is_known(stream) and not stream.disposition & Disposition.attached_pic:
            return stream
    return None


def sound_of(source: InputContainer) -> AudioStream | None:
    """Find the first sound that can be heard."""
    return next(filter(_is_known, source.streams.audio), None)


def seconds(source: InputContainer) -> float:
    """Return how long the container says that it is."""
    return (source.duration or 0) / av.time_base


def spoken(source: InputContainer, *, kept: int) -> frozenset[Part]:
    """Tell what sorts of things a container says or carries beside `kept` streams."""
    said = set(source.metadata).union(*(stream.metadata for stream in source.streams)) - _MUTE
    found = {
        Part.TAGS: bool(said),
        Part.COMMENT: "comment" in said,
        Part.LOCATION: any("location" in word.lower() for word in said),
        Part.CHAPTERS: bool(source.chapters()),
        Part.STREAMS: len(source.streams) > kept,
    }
    return frozenset(part for part, there in found.items() if there)


def _is_known(stream: Stream) -> bool:
    """Say whether there is a decoder; PyAV has None for a codec that it does not know."""
    context: object = stream.codec_context
    return context is not None
