"""One picture or sound on its way from an old film into a new one: copied, or made anew."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, Protocol, TypeAlias, cast

from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import OutputContainer
from av.error import BlockingIOError as NotYetError
from av.error import EOFError as NoMoreError
from av.filter import Graph
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

#: Pictures that may be copied, and what takes their hidden notes out (SEI, metadata OBU).
NOTES: Final = {
    "h264": "filter_units=remove_types=6",
    "hevc": "filter_units=remove_types=39|40",
    "av1": "filter_units=remove_types=5",
    "vp8": "null",
    "vp9": "null",
    # Sound: Vorbis carries tags in its head and MP3 in its first frame, so they are not here.
    "aac": "null",
    "opus": "null",
}

_COMMON_CLOCK: Final = Fraction(1, 90_000)
_SOUND_BITS: Final = 48_000  # a second
_SOUND_RATE: Final = 48_000
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


class Copied:
    """Packets as they are, but for the notes that some codecs hide between pictures."""

    def __init__(self, old: Stream, target: OutputContainer) -> None:
        self._clock = old.time_base or _COMMON_CLOCK
        self._new = target.add_stream_from_template(old, opaque=True)
        self._filter = BitStreamFilterContext(NOTES[old.codec_context.name], old, self._new)

    def fed(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        if not packet.size and not is_last(packet):
            return  # a picture left out
        for clean in self._filter.filter(None if is_last(packet) else packet):
            clean.stream = self._new
            clean.time_base = self._clock
            yield clean


class Respoken:
    """Sound mixed to one channel and spoken anew."""

    def __init__(self, old: AudioStream, target: OutputContainer, codec: str) -> None:
        self._old = old
        new = target.add_stream(codec, rate=_SOUND_RATE, layout="mono")
        self._new = cast("AudioStream", new)
        self._new.bit_rate = _SOUND_BITS

    def fed(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        for frame in self._old.decode(packet):
            yield from self._new.encode(frame)
        if is_last(packet):
            yield from self._new.encode(None)


class Refilmed:
    """Pictures set upright, made moderate in size, and filmed anew."""

    def __init__(self, old: VideoStream, first: VideoFrame, target: OutputContainer) -> None:
        width, height = moderate(*upright(first))
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
        if is_last(packet):
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


def is_last(packet: AnyPacket) -> bool:
    """Say whether this is the empty packet with which a demuxer ends a stream."""
    return not packet.size and packet.dts is None


def upright(frame: VideoFrame) -> tuple[int, int]:
    """Return width and height as a viewer sees them."""
    lying = frame.rotation % 180 != 0
    return (frame.height, frame.width) if lying else (frame.width, frame.height)


def moderate(width: int, height: int) -> tuple[int, int]:
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
