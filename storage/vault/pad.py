"""Padding, so that the length of what is sealed says little about it.

Padmé (Nikitin and others, "Reducing metadata leakage from encrypted files", PoPETs 2019) rounds a
length so that only its order of magnitude and a few bits remain; it adds at most 12 percent.
The end of the plain text is marked with 0x80 and filled with zeros (ISO/IEC 7816-4).
"""

from storage.vault.errors import Tampered

SMALLEST = 256
#: rows up to this size are rounded to a power of two: short texts are where length tells most
COARSE = 4096
_MARK = b"\x80"


def pad(plain: bytes) -> bytes:
    """Pad to the next Padmé size, at least 256 bytes."""
    return (plain + _MARK).ljust(_padme(len(plain) + 1), b"\0")


def pad_row(plain: bytes) -> bytes:
    """Pad a small row to 256, 512, 1024, 2048 or 4096 bytes, and a larger one like `pad`."""
    needed = len(plain) + 1
    if needed > COARSE:
        return pad(plain)
    return (plain + _MARK).ljust(max(SMALLEST, 1 << (needed - 1).bit_length()), b"\0")


def unpad(padded: bytes) -> bytes:
    """Take the padding off; raise `Tampered` when there is none."""
    marked = padded.rstrip(b"\0")
    if not marked.endswith(_MARK):
        raise Tampered
    return marked[:-1]


def _padme(needed: int) -> int:
    if needed <= SMALLEST:
        return SMALLEST
    exponent = needed.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (needed + mask) & ~mask
