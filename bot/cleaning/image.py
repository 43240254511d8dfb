"""Pictures: decoded, set upright, and painted into a new one that never heard of the old."""

import io
import struct
from typing import Final

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from bot.cleaning.form import Form
from bot.cleaning.reason import Reason, Uncleanable
from bot.cleaning.washed import Part, Washed

FAULTS: Final = (EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)

#: Pillow finds these by name when it needs one, which is after the lock and so too late.
_PLUGINS: Final = (
    AvifImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,  # Exif is written as a TIFF
    WebPImagePlugin,
)
_NAMES: Final = {Form.JPEG: ("JPEG", "MPO")}
_KEPT_AS: Final = {Form.GIF: Form.PNG, Form.AVIF: Form.JPEG}
_QUALITIES: Final = (88, 75, 60)
_SPARE: Final = 64 * 1024  # bytes that nobody grudges a small picture
_PIXELS: Final = 64_000_000  # 192 MB while open; the largest of ordinary telephones

_ORIENTATION: Final = 0x0112
_GPS: Final = 0x8825
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: Where the libraries put what a file says about itself.
_SAID: Final = {
    "comment": Part.COMMENT,
    "icc_profile": Part.COLOUR_PROFILE,
    "xmp": Part.XMP,
    "XML:com.adobe.xmp": Part.XMP,
    "photoshop": Part.TAGS,
}

Image.MAX_IMAGE_PIXELS = _PIXELS
_SRGB: Final = ImageCms.createProfile("sRGB")


def wash(form: Form, content: bytes) -> Washed:
    """Repaint a picture; of a moving one only the first frame."""
    kept = _KEPT_AS.get(form, form)
    try:
        with Image.open(io.BytesIO(content), formats=_NAMES.get(form, (form.name,))) as image:
            fresh, removed = _repainted(image, opaque=kept is Form.JPEG)
    except Image.DecompressionBombError:
        raise Uncleanable(Reason.TOO_LARGE) from None
    painted = _written(fresh, kept, enough=len(content) * 3 // 2 + _SPARE)
    return Washed(kept, painted, removed)


def _written(fresh: Image.Image, kept: Form, *, enough: int) -> bytes:
    """Write a picture as well as it is worth: one that came rough does not grow fine again."""
    painted = b""
    for quality in _QUALITIES:
        written = io.BytesIO()
        fresh.save(written, kept.name, quality=quality)
        painted = written.getvalue()
        if kept is Form.PNG or len(painted) <= enough:
            break
    return painted


def _repainted(image: Image.Image, *, opaque: bool) -> tuple[Image.Image, frozenset[Part]]:
    if image.width * image.height > _PIXELS:
        raise Uncleanable(Reason.TOO_LARGE)
    image.load()
    orientation, removed = _spoken(image)
    pixels = _plain(image, opaque=opaque)
    if orientation in _UPRIGHT:
        pixels = pixels.transpose(_UPRIGHT[orientation])
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    return fresh, removed


def _spoken(image: Image.Image) -> tuple[int, frozenset[Part]]:
    """Tell which way is up, and what sorts of other things the file says."""
    removed = {part for key, part in _SAID.items() if image.info.get(key)}
    if getattr(image, "text", None):
        removed.add(Part.TAGS)
    if getattr(image, "n_frames", 1) > 1:
        removed.add(Part.FRAMES)
    try:
        exif = image.getexif()
        if exif:
            removed.add(Part.EXIF)
        if exif.get_ifd(_GPS):
            removed.add(Part.LOCATION)
        return int(exif.get(_ORIENTATION, 1)), frozenset(removed)
    except FAULTS:  # a damaged note on a good picture
        return 1, frozenset(removed | {Part.EXIF})


def _plain(image: Image.Image, *, opaque: bool) -> Image.Image:
    """Bring any colours to grey, sRGB, or sRGB with transparency."""
    if image.mode.startswith("I"):  # sixteen bits of grey, as scanners write
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"RGB", "CMYK"} and image.info.get("icc_profile"):
        return _matched(image)
    if image.mode in {"1", "L"}:
        return image.convert("L")
    see_through = image.has_transparency_data and not opaque
    return image.convert("RGBA" if see_through else "RGB")


def _matched(image: Image.Image) -> Image.Image:
    """Turn a telephone's own colours into common ones, so that its profile can go."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        matched = ImageCms.profileToProfile(image, profile, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image.convert("RGB")
    return matched if matched is not None else image.convert("RGB")
