"""Small files that say too much about their maker; tests/kit/leftover.py looks what is left."""

import io
import struct
from fractions import Fraction
from typing import Final, cast

import av
import pikepdf
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from PIL import Image, PngImagePlugin

from tests.kit.leftover import AUTHOR, COMMENT, MODEL, PLACE, XMP, leftovers

__all__ = [
    "AUTHOR",
    "COMMENT",
    "MODEL",
    "XMP",
    "first_frame",
    "gif",
    "is_upright",
    "jpeg",
    "leftovers",
    "mp4",
    "pdf",
    "png",
    "voice",
    "webm",
    "webp",
]

LEFT: Final = (200, 30, 30)
RIGHT: Final = (30, 30, 200)

_PACKET: Final = (
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    f"<dc:source>{XMP}</dc:source>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
).encode()
_GPS: Final = {1: "N", 2: (41.0, 17.0, 58.2), 3: "E", 4: (69.0, 14.0, 24.4), 29: "2026:10:01"}
_RATE: Final = 48_000


def jpeg(*, orientation: int = 6, width: int = 120, height: int = 60) -> bytes:
    """Make a photo as a telephone does: it lies on its side, has a thumbnail, and knows where."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Planted-Maker", MODEL
    exif[0x013B], exif[0x9286], exif[0x0112] = AUTHOR, COMMENT, orientation
    exif.get_ifd(0x8825).update(_GPS)
    written = io.BytesIO()
    _halves(width, height).save(
        written,
        "JPEG",
        exif=_with_thumbnail(exif),
        comment=COMMENT.encode(),
        xmp=_PACKET,
        quality=90,
    )
    return written.getvalue() + b"ftyp" + AUTHOR.encode()  # as motion photos end


def png() -> bytes:
    """Make a screenshot with text chunks, plain and packed, Exif and XMP."""
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", AUTHOR)
    said.add_text("Comment", COMMENT * 20, zip=True)
    said.add_itxt("XML:com.adobe.xmp", _PACKET.decode(), zip=True)
    exif = Image.Exif()
    exif[0x0110] = MODEL
    written = io.BytesIO()
    _halves(120, 60).save(written, "PNG", pnginfo=said, exif=exif)
    return written.getvalue()


def webp() -> bytes:
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = MODEL, 6
    written = io.BytesIO()
    _halves(120, 60).save(written, "WEBP", exif=exif.tobytes(), xmp=_PACKET)
    return written.getvalue()


def gif() -> bytes:
    written = io.BytesIO()
    frames = [_halves(120, 60), _halves(120, 60).rotate(180)]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], comment=COMMENT)
    return written.getvalue()


def mp4(*, sound: bool = True, rotated: bool = True, codec: str = "libx264") -> bytes:
    """Make a film with place, maker, artist, chapters and the codec's own hidden notes."""
    written = io.BytesIO()
    options = {"movflags": "use_metadata_tags"}
    with av.open(written, "w", format="mp4", options=options) as target:
        target.metadata.update(_tags())
        _film(target, codec)
        target.set_chapters(
            [
                {
                    "id": 1,
                    "start": 0,
                    "end": 900,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": "Planted-Chapter"},
                }
            ]
        )
        _play(target, "aac" if sound else None)
    return _turned(written.getvalue()) if rotated else written.getvalue()


def webm() -> bytes:
    written = io.BytesIO()
    with av.open(written, "w", format="webm") as target:
        target.metadata.update(_tags())
        _film(target, "libvpx")
        _play(target, "libvorbis" if "libvorbis" in av.codecs_available else "libopus")
    return written.getvalue()


def voice(*, form: str = "ogg", codec: str = "libopus", seconds: float = 1.0) -> bytes:
    """Make a recording with an artist and a comment; `form` and `codec` are ffmpeg's names."""
    written = io.BytesIO()
    with av.open(written, "w", format=form) as target:
        target.metadata.update(_tags())
        _play(target, codec, seconds=seconds)
    return written.getvalue()


def pdf() -> bytes:
    """Make a page with a photo, and everything around it that can carry a name or a script."""
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 100))
        page = document.pages[0]
        page.Contents = document.make_stream(b"q 100 0 0 50 20 20 cm /A Do Q")
        photo = document.make_stream(
            jpeg(orientation=1),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=120,
            Height=60,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Array([pikepdf.Name.ICCBased, _profile(document)]),
            Filter=pikepdf.Name.DCTDecode,
            Metadata=document.make_stream(_PACKET),
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=photo))
        _burden(document, page)
        document.save(written, compress_streams=True)
    return written.getvalue()


def is_upright(content: bytes) -> bool:
    """Say whether a picture planted with orientation 6 stands: red above, blue below."""
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        plain = image.convert("RGB")
    width, height = plain.size
    above, below = (plain.getpixel((width // 2, y)) for y in (height // 4, height * 3 // 4))
    return height > width and _near(above, LEFT) and _near(below, RIGHT)


def first_frame(content: bytes) -> Image.Image:
    """Show the first frame of a film as a viewer turns it."""
    with av.open(io.BytesIO(content), "r") as film:
        frame = next(film.decode(video=0))
        image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
        return image.rotate(frame.rotation, expand=True)


def _halves(width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), LEFT)
    image.paste(RIGHT, (width // 2, 0, width, height))
    return image


def _with_thumbnail(exif: Image.Exif) -> bytes:
    """Hang a second picture directory with a small JPEG behind the first, as cameras do."""
    tiff = bytearray(exif.tobytes()[6:])
    small = io.BytesIO()
    _halves(16, 8).save(small, "JPEG", comment=b"Planted-Thumbnail")
    order = "<" if tiff[:2] == b"II" else ">"
    first = struct.unpack_from(order + "I", tiff, 4)[0]
    count = struct.unpack_from(order + "H", tiff, first)[0]
    struct.pack_into(order + "I", tiff, first + 2 + count * 12, len(tiff))
    data = len(tiff) + 2 + 2 * 12 + 4
    entries = ((0x0201, 4, 1, data), (0x0202, 4, 1, len(small.getvalue())))
    tiff += struct.pack(order + "H", len(entries))
    tiff += b"".join(struct.pack(order + "HHII", *entry) for entry in entries)
    tiff += struct.pack(order + "I", 0) + small.getvalue()
    return b"Exif\0\0" + bytes(tiff)


def _tags() -> dict[str, str]:
    return {
        "artist": AUTHOR,
        "comment": COMMENT,
        "title": "Planted-Title",
        "model": MODEL,
        "com.apple.quicktime.make": "Planted-Maker",
        "location": PLACE,
    }


def _film(target: OutputContainer, codec: str) -> None:
    stream = cast("VideoStream", target.add_stream(codec, rate=10))
    stream.width, stream.height, stream.pix_fmt = 96, 48, "yuv420p"
    stream.metadata["handler_name"] = "Planted-Handler"


def _play(target: OutputContainer, sound: str | None, *, seconds: float = 1.0) -> None:
    """Fill the streams there are, and one of sound."""
    spoken = None if sound is None else _spoken(target, sound)
    for film in target.streams.video:
        for number in range(10):
            frame = av.VideoFrame.from_image(_halves(96, 48))  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = number, Fraction(1, 10)
            target.mux(film.encode(frame))
        target.mux(film.encode(None))
    if spoken is not None:
        _speak(target, spoken, int(seconds * _RATE))


def _spoken(target: OutputContainer, codec: str) -> AudioStream:
    rate = 8_000 if "amr" in codec else _RATE
    return cast("AudioStream", target.add_stream(codec, rate=rate, layout="mono"))


def _speak(target: OutputContainer, stream: AudioStream, samples: int) -> None:
    block = 960
    for start in range(0, samples, block):
        frame = av.AudioFrame(format="s16", layout="mono", samples=block)
        wave = (8000 * ((start + i) % 96 - 48) // 48 for i in range(block))
        frame.planes[0].update(struct.pack(f"<{block}h", *wave))
        frame.sample_rate, frame.pts, frame.time_base = _RATE, start, Fraction(1, _RATE)
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))


def _turned(film: bytes) -> bytes:
    """Lay the film on its side by the matrix in its track header, as telephones do."""
    matrix = film.index(b"tkhd") + 4 + 40
    turn = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 48 << 16, 0, 1 << 30)
    return film[:matrix] + turn + film[matrix + len(turn) :]


def _profile(document: pikepdf.Pdf) -> pikepdf.Object:
    return document.make_stream(b"Planted-Profile" * 10, N=3)


def _burden(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    name, text = pikepdf.Name, pikepdf.String
    script = pikepdf.Dictionary(S=name.JavaScript, JS=text("app.alert('Planted-Script')"))
    page.Annots = pikepdf.Array(
        [
            document.make_indirect(
                pikepdf.Dictionary(
                    Type=name.Annot,
                    Subtype=name.Text,
                    Rect=[0, 0, 10, 10],
                    T=text(AUTHOR),
                    Contents=text(COMMENT),
                    A=script,
                )
            )
        ]
    )
    page.PieceInfo = pikepdf.Dictionary(Planted=pikepdf.Dictionary(Private=text(AUTHOR)))
    document.docinfo["/Author"], document.docinfo["/Creator"] = AUTHOR, MODEL
    document.Root.Metadata = document.make_stream(_PACKET, Type=name.Metadata, Subtype=name.XML)
    document.Root.OpenAction = script
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=text("Planted-Form"))
    document.attachments["planted.txt"] = AUTHOR.encode()


def _near(seen: object, wanted: tuple[int, int, int]) -> bool:
    channels = cast("tuple[int, int, int]", seen)
    return all(abs(one - other) < 60 for one, other in zip(channels, wanted, strict=True))
