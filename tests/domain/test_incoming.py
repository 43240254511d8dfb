"""What came in: whether it is a command, what stands behind it, whether it can be read."""

from dataclasses import replace

import pytest

from domain.draft import PartKind
from domain.incoming import ChatKind, Incoming, IncomingKind


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\u200b\u2060", "\u3164", "\u2800\u00a0", "\ufeff\u115f"]
)
def test_signs_that_nobody_sees_are_nothing_to_read(text: str) -> None:
    assert Incoming(IncomingKind.TEXT, 1, text=text).is_blank


@pytest.mark.parametrize("text", ["ha", "12", "…", "👍", "🧑\u200d🌾", "йўқ", "\U0001fae9"])
def test_any_sign_that_is_seen_is_something_to_read(text: str) -> None:
    assert not Incoming(IncomingKind.TEXT, 1, text=text).is_blank


def said(text: str) -> Incoming:
    return Incoming(IncomingKind.TEXT, 7, text=text)


@pytest.mark.parametrize(
    "text", ["/start", "/start join-x", "/Report@our_bot they did not pay", "/a\nb", "/" + "a" * 32]
)
def test_a_command_is_one(text: str) -> None:
    assert said(text).is_command


@pytest.mark.parametrize(
    "text", ["start", "", "/", "/home/rahimov", "/ start", " /start", "/" + "a" * 33, "/қайта"]
)
def test_what_only_looks_like_a_command_is_none(text: str) -> None:
    assert not said(text).is_command


def test_only_a_text_of_a_private_chat_that_nobody_changed_is_a_command() -> None:
    command = said("/start")
    assert not replace(command, edited=True).is_command
    assert not replace(command, chat_kind=ChatKind.GROUP).is_command
    assert not replace(command, kind=IncomingKind.PHOTO).is_command


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("/Report@Our_Bot", "report", ""),
        ("/report they  did not pay", "report", "they  did not pay"),
        ("/report\nthey did not pay", "report", "they did not pay"),
        ("", "", ""),
    ],
)
def test_command_and_words_are_told_apart(text: str, command: str, argument: str) -> None:
    assert (said(text).command, said(text).argument) == (command, argument)


def test_only_words_and_files_are_parts_of_a_story() -> None:
    parts = {kind: kind.part for kind in IncomingKind if kind.part}
    assert {kind.value for kind in parts} == {part.value for part in PartKind}
    assert IncomingKind.PRESS.part is IncomingKind.CONTACT.part is None
    assert [part for part in PartKind if not part.is_file] == [PartKind.TEXT]
