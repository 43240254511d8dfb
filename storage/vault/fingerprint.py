"""A short fingerprint of a public key, made to be read aloud over the telephone."""

from hashlib import blake2b

GROUPS = 6
_DIGITS = 5


def fingerprint(public: bytes) -> str:
    """Give six groups of five digits (about 100 bits): the same in every script."""
    digest = blake2b(public, digest_size=32, person=b"terimchi-finger").digest()
    number = int.from_bytes(digest, "big") % 10 ** (GROUPS * _DIGITS)
    digits = f"{number:0{GROUPS * _DIGITS}}"
    return " ".join(digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS))
