"""A fingerprint can be read aloud, and two keys never share one."""

import re

from storage.vault import fingerprint, new_pair


def test_a_fingerprint_is_six_groups_of_five_digits() -> None:
    shown = {fingerprint(new_pair().public) for _ in range(200)}
    assert len(shown) == 200
    assert all(re.fullmatch(r"\d{5}( \d{5}){5}", one) for one in shown)


def test_a_fingerprint_keeps_its_leading_zeros() -> None:
    keys = (number.to_bytes(32, "big") for number in range(400))
    assert any(fingerprint(key).startswith("0") for key in keys)
