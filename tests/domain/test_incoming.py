"""What came in: whether there is anything in it to read."""

import pytest

from domain.incoming import Incoming, IncomingKind


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\u200b\u2060", "\u3164", "\u2800\u00a0", "\ufeff\u115f"]
)
def test_signs_that_nobody_sees_are_nothing_to_read(text: str) -> None:
    assert Incoming(IncomingKind.TEXT, 1, text=text).is_blank


@pytest.mark.parametrize("text", ["ha", "12", "…", "👍", "🧑\u200d🌾", "йўқ", "\U0001fae9"])
def test_any_sign_that_is_seen_is_something_to_read(text: str) -> None:
    assert not Incoming(IncomingKind.TEXT, 1, text=text).is_blank
