"""The words that passphrases and recovery keys are made of.

`words.txt` holds 2048 made-up words of five letters (11 bits each). They are not taken from any
list: consonant, vowel, consonant, vowel, and a last consonant that follows from the first four
letters. So any two words differ in at least two letters, one wrong letter is noticed, and the
first four letters are enough to know a word. The test of this file holds the rule itself.
"""

import re
from functools import cache
from pathlib import Path

from nacl.utils import random

COUNT = 2048
_NOT_LETTERS = re.compile(r"[^a-z]+")


@cache
def word_list() -> tuple[str, ...]:
    """Read the list, in its frozen order."""
    text = (Path(__file__).with_name("words.txt")).read_text(encoding="ascii")
    return tuple(text.split())


def draw(count: int) -> str:
    """Draw words evenly and independently from the system's randomness."""
    listed = word_list()
    drawn = (int.from_bytes(random(2), "big") % COUNT for _ in range(count))  # 2048 divides 65536
    return " ".join(listed[number] for number in drawn)


def spelled(text: str) -> str:
    """Bring typed words to their one spelling: lower case, one space, nothing but letters."""
    return " ".join(_NOT_LETTERS.sub(" ", text.lower()).split())
