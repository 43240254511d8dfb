"""What staff call a case: a code (K7M-4QX) and two Uzbek words (oq laylak)."""

import re
from hashlib import blake2b

#: Crockford's base 32: no I, L, O, U
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: how many random bytes `new_code` wants
RANDOM_BYTES = 4
_SYMBOLS, _HALF = 6, 3
#: what a hurried hand or a Cyrillic keyboard makes of the alphabet
_MEANT = str.maketrans("OILОІАВЕКМНРСТХ", "011" + "01" + "ABEKMHPCTX")
_FILLERS = re.compile(r"[\s#\-\u2010-\u2015\u2212_.]+")

# Colours, qualities and seasons; birds, beasts and plants. None is a person's name, an insult or
# a word of this work, and none needs the letters with an apostrophe.
_QUALITIES = """
    oq qizil sariq yashil moviy zangori pushti kulrang
    jigarrang havorang tillarang kumushrang novvotrang olovrang limonrang osmonrang
    katta kichik baland uzun keng chuqur yengil tez
    tezkor sokin tinch epchil chaqqon ziyrak sezgir hushyor
    quvnoq muloyim bilimdon sabrli kamtar saxiy dadil kuchli
    bardam chidamli ildam uchqur jonli nurli tiniq toza
    musaffo iliq salqin qorli yozgi kuzgi qishki bahorgi
    tonggi kechki yangi qadimiy mayin yumshoq silliq yumaloq
""".split()  # noqa: SIM905 - 64 quoted words would hide the list
_CREATURES = """
    laylak turna kaptar bulbul burgut oqqush tovus kaklik
    bedana musicha chumchuq zargaldoq chittak mayna hudhud saqoqush
    qarqara baliqchi kiyik jayron arxar toychoq tuya olmaxon
    tipratikan suvsar qoplon toshbaqa kapalak asalari ninachi baliq
    terak chinor tol qayin archa eman zarang tut
    olma nok anor behi uzum anjir xurmo gilos
    olcha shaftoli bodom pista jiyda qovun tarvuz handalak
    yalpiz boychechak moychechak qamish kunjut zaytun chakanda qulupnay
""".split()  # noqa: SIM905 - 64 quoted words would hide the list


def new_code(random_bytes: bytes) -> str:
    """Make a code of thirty random bits from four random bytes."""
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError("a code is made from four random bytes")
    number = int.from_bytes(random_bytes, "big") >> 2
    symbols = "".join(_ALPHABET[number >> shift & 31] for shift in range(25, -1, -5))
    return _dashed(symbols)


def read_code(text: str) -> str | None:
    """Read a code as a person typed it (case, dash, O for 0, Cyrillic); None if it is not one."""
    symbols = _FILLERS.sub("", text).upper().translate(_MEANT)
    if len(symbols) != _SYMBOLS or not set(symbols) <= set(_ALPHABET):
        return None
    return _dashed(symbols)


def alias(code: str) -> str:
    """Give the two words of a code: easier to say than the code, not unique."""
    digest = blake2b(code.encode("ascii"), digest_size=2, person=b"terimchi-alias").digest()
    return f"{_QUALITIES[digest[0] % 64]} {_CREATURES[digest[1] % 64]}"


def _dashed(symbols: str) -> str:
    return f"{symbols[:_HALF]}-{symbols[_HALF:]}"
