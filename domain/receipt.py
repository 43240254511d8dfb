"""The receipt: twenty digits with which a worker returns, the last one a check digit.

63 random bits as nineteen digits, then the check digit of ISO 7064 MOD 11,10. It finds every
single wrong digit and 97.7 percent of swapped neighbours.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

LENGTH = 20
#: how many random bytes `new` wants
RANDOM_BYTES = 8
_GROUP = 4
#: a few digits too many or too few are a slip of the pen, not another kind of number
_SLIP = range(18, 23)
#: kinds of signs that may stand between digits: spaces, punctuation, marks, invisible ones
_BETWEEN = frozenset("ZPCM")
_MINUS = "\N{MINUS SIGN}"
_DIGITS = re.compile(r"[0-9]+")
_ANY_DIGIT = re.compile(r"\d")


class Verdict(Enum):
    """What a typed text is."""

    #: a well-formed receipt; whether a report has it is another question
    VALID = "valid"
    #: meant as a receipt, with a typing error
    TYPO = "typo"
    #: something else
    NOT_A_RECEIPT = "not_a_receipt"


@dataclass(frozen=True)
class Read:
    """A typed text, read as a receipt; `digits` is empty unless it is valid."""

    verdict: Verdict
    digits: str = ""


def new(random_bytes: bytes) -> str:
    """Make the twenty digits of a receipt from eight random bytes."""
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError("a receipt is made from eight random bytes")
    body = f"{int.from_bytes(random_bytes, 'big') >> 1:0{LENGTH - 1}}"
    return body + _check_digit(body)


def shown(digits: str) -> str:
    """Show twenty digits as five groups of four."""
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def read(text: str) -> Read:
    """Read what a person typed when asked for a receipt, in any script's digits."""
    digits = _plain(text).replace(" ", "")
    if digits.isdecimal() and len(digits) in _SLIP:
        good = len(digits) == LENGTH and _is_valid(digits)
        return Read(Verdict.VALID, digits) if good else Read(Verdict.TYPO)
    found = find(text)
    return Read(Verdict.VALID, found[0]) if found else Read(Verdict.NOT_A_RECEIPT)


def find_in(text: str) -> bool:
    """Tell whether a valid receipt stands anywhere inside a text."""
    return bool(find(text))


def find(text: str) -> tuple[str, ...]:
    """Find every valid receipt inside a text, however its digits are grouped.

    One in ten other numbers of exactly twenty digits looks like a receipt; whoever must be sure
    looks it up.
    """
    if len(_ANY_DIGIT.findall(text)) < LENGTH:  # nearly every message, and read without a loop
        return ()
    windows = (window for run in _runs(text) for window in _windows(run))
    return tuple(dict.fromkeys(window for window in windows if _is_valid(window)))


def _is_valid(digits: str) -> bool:
    return _check_digit(digits[:-1]) == digits[-1]


def _check_digit(body: str) -> str:
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def _runs(text: str) -> list[list[str]]:
    # A run is digits with nothing but separators between them, as a list of its groups.
    return [_DIGITS.findall(run) for run in _plain(text).split("#") if _DIGITS.search(run)]


def _plain(text: str) -> str:
    return "".join(map(_plain_sign, text))


def _plain_sign(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    return " " if unicodedata.category(sign)[0] in _BETWEEN or sign == _MINUS else "#"


def _windows(run: list[str]) -> list[str]:
    # Twenty digits count where they fill whole groups, so that a list of telephone numbers is
    # not taken for a receipt; inside a group of more than twenty digits they count anywhere.
    digits = "".join(run)
    edges, at = {0}, 0
    for group in run:
        if len(group) > LENGTH:
            edges.update(range(at, at + len(group)))
        at += len(group)
        edges.add(at)
    return [digits[e : e + LENGTH] for e in sorted(edges) if e + LENGTH in edges]
