"""One picture or sound on its way from an old film into a new one: copied, or made anew."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Protocol, TypeAlias, cast

from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.error import BlockingIOError as NotYetError
from av.error import EOFError as NoMoreError
from av.filter import Graph
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from bot.cleaning.reason import Reason, Uncleanable

#: What may be copied, and the units (SEI) in which its codec hides notes, as x264 its settings and
#: some cameras the place. Vorbis carries tags in its head and MP3 in its first frame: not here.
NOTES: Final[dict[str, tuple[int, ...]]] = {
    "h264": (6,),
    "hevc": (39, 40),
    "vp8": (),
    "vp9": (),
    "aac": (),
    "opus": (),
}

_BEFORE_UNIT: Final = re.compile(rb"\x00{2,}\x01")
_COMMON_CLOCK: Final = Fraction(1, 90_000)
_SOUND_RATE: Final = 48_000
_PAUSE: Final = _SOUND_RATE // 5
_LONG_SIDE: Final = 1280  # pixels
_TURNS: Final = {
    90: (("transpose", "cclock"),),
    -90: (("transpose", "clock"),),
    180: (("hflip", ""), ("vflip", "")),
    -180: (("hflip", ""), ("vflip", "")),
}


AnyPacket: TypeAlias = "Packet[Any]"


class Track(Protocol):
    def fed(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        """Take an old packet (an empty one is the last) and give new ones."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How to speak: the encoder's name, bits a second, and its options."""

    codec: str
    bits: int
    manner: Mapping[str, str]


class Copied:
    """Packets as they are, but for the notes that some codecs hide between pictures."""

    def __init__(self, old: Stream, target: OutputContainer) -> None:
        self._clock = old.time_base or _COMMON_CLOCK
        self._new = target.add_stream_from_template(old, opaque=True)
        codec = old.codec_context.name
        notes = "|".join(map(str, NOTES[codec]))
        wanted = f"filter_units=remove_types={notes}" if notes else "null"
        self._filter = BitStreamFilterContext(wanted, old, self._new)
        if notes:  # the filter minds the packets and not the head
            head = self._new.codec_context.extradata or b""
            self._new.codec_context.extradata = _without_notes(head, codec)

    def fed(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        if not packet.size and not _is_last(packet):
            return  # a picture left out
        for clean in self._filter.filter(None if _is_last(packet) else packet):
            clean.stream = self._new
            clean.time_base = self._clock
            yield clean


class Respoken:
    """Sound mixed to one channel and spoken anew, on a clock of its own.

    The old clock only says when the sound begins and where it pauses: many recorders keep it badly,
    and a new film does not take a step back.
    """

    def __init__(self, old: AudioStream, target: OutputContainer, voice: Voice) -> None:
        self._old = old
        new = target.add_stream(
            voice.codec, rate=_SOUND_RATE, layout="mono", options=dict(voice.manner)
        )
        self._new = cast("AudioStream", new)
        self._new.bit_rate = voice.bits
        self._even = AudioResampler(format="s16", layout="mono", rate=_SOUND_RATE)
        self._at = 0

    def fed(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        for frame in self._old.decode(packet):
            self._at = self._following(frame.time)
            frame.pts = None
            for even in self._even.resample(frame):
                yield from self._spoken(even)
        if _is_last(packet):
            yield from self._new.encode(None)

    def _following(self, said: float | None) -> int:
        """Return where a frame begins: after the last one, or after a pause."""
        ahead = 0 if said is None else int(said * _SOUND_RATE) - self._at
        return self._at + (ahead if ahead > _PAUSE else 0)

    def _spoken(self, even: AudioFrame) -> Iterator[AnyPacket]:
        even.pts, even.time_base = self._at, Fraction(1, _SOUND_RATE)
        self._at += even.samples
        yield from self._new.encode(even)


class Refilmed:
    """Pictures set upright, made moderate in size, and filmed anew."""

    def __init__(self, old: VideoStream, first: VideoFrame, target: OutputContainer) -> None:
        width, height = _moderate(*_upright(first))
        self._old = old
        new = target.add_stream(
            "libx264", rate=old.average_rate or 25, options={"preset": "veryfast", "threads": "1"}
        )
        self._new = new
        self._new.width, self._new.height, self._new.pix_fmt = width, height, "yuv420p"
        if old.time_base is not None:
            self._new.codec_context.time_base = old.time_base
        self._graph = _graph(old, _TURNS.get(first.rotation, ()), width, height)

    def fed(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        for frame in self._old.decode(packet):
            self._graph.vpush(frame)
            yield from self._pulled()
        if _is_last(packet):
            self._graph.vpush(None)
            yield from self._pulled()
            yield from self._new.encode(None)

    def _pulled(self) -> Iterator[AnyPacket]:
        while True:
            try:
                frame = self._graph.vpull()
            except (NotYetError, NoMoreError):
                return
            yield from self._new.encode(frame)


def roll(source: InputContainer, tracks: Mapping[int, Track], target: OutputContainer) -> None:
    """Run a recording through its tracks, by the number of the old stream."""
    moved = 0
    for packet in source.demux(*(source.streams[index] for index in tracks)):
        for clean in tracks[packet.stream.index].fed(packet):
            target.mux(clean)
            moved += 1
    if not moved:
        raise Uncleanable(Reason.BROKEN)


def _without_notes(head: bytes, codec: str) -> bytes:
    """Drop the units that are notes from a head of units, each led by 00 00 01 or 00 00 00 01."""
    units = [unit for unit in _BEFORE_UNIT.split(head) if unit]
    kinds = (unit[0] >> 1 & 0x3F if codec == "hevc" else unit[0] & 0x1F for unit in units)
    kept = (unit for unit, kind in zip(units, kinds, strict=True) if kind not in NOTES[codec])
    return b"".join(b"\x00\x00\x00\x01" + unit for unit in kept)


def _is_last(packet: AnyPacket) -> bool:
    """Say whether this is the empty packet with which a demuxer ends a stream."""
    return not packet.size and packet.dts is None


def _upright(frame: VideoFrame) -> tuple[int, int]:
    """Return width and height as a viewer sees them."""
    lying = frame.rotation % 180 != 0
    return (frame.height, frame.width) if lying else (frame.width, frame.height)


def _moderate(width: int, height: int) -> tuple[int, int]:
    """Bring a size within what is worth keeping; the codec wants even figures."""
    scale = min(1.0, _LONG_SIDE / max(width, height))
    return max(2, int(width * scale / 2) * 2), max(2, int(height * scale / 2) * 2)


def _graph(old: VideoStream, turns: tuple[tuple[str, str], ...], width: int, height: int) -> Graph:
    graph = Graph()
    graph.threads = 1  # the lock allows no more
    nodes = [graph.add_buffer(template=old)]
    nodes += [graph.add(name, arguments or None) for name, arguments in turns]
    nodes += [graph.add("scale", f"{width}:{height}"), graph.add("format", "yuv420p")]
    graph.link_nodes(*nodes, graph.add("buffersink")).configure()
    return graph
