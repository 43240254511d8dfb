"""Promises of the allow-list: what is not on it never comes through."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.allow import _NOTES, pack, rebuild, unpack
from domain.incoming import ChatKind, File, Incoming, IncomingKind
from tests.kit.raw_update import (
    GROUP,
    HEARD,
    MEDIA,
    MORE,
    PERSON,
    PRIVATE,
    WHO,
    leaves,
    message,
    planted,
    types,
)


def found(update: dict[str, Any]) -> Incoming:
    incoming = rebuild(update)
    assert incoming is not None
    return incoming


def written(text: str, key: str = "message") -> Incoming:
    return found({"update_id": 5, key: message("text") | {"text": text}})


@given(
    extra=st.sets(st.sampled_from(sorted(set(types()["Message"]) - _NOTES)), max_size=40),
    kind=st.sampled_from(MEDIA + MORE),
    key=st.sampled_from(["message", "edited_message"]),
    beside=st.sets(st.sampled_from(sorted(set(types()["Update"]) - HEARD))),
)
def test_nothing_else_of_a_message_comes_through(
    extra: set[str], kind: str, key: str, beside: set[str]
) -> None:
    others = {name: planted(types()["Update"][name][0]) for name in beside}
    made = rebuild({"update_id": 5, **others, key: message(kind, *extra)})
    assert made is not None
    shown = list(leaves(orjson.loads(pack(made))))
    assert not [leaf for leaf in shown if leaf == 990000000001]
    assert not [leaf for leaf in shown if isinstance(leaf, str) and "planted" in leaf]


@given(extra=st.sets(st.sampled_from(sorted(types()["CallbackQuery"]))))
def test_nothing_else_of_a_press_comes_through(extra: set[str]) -> None:
    fields = types()["CallbackQuery"]
    pressed = {name: planted(fields[name][0], name) for name in extra}
    pressed |= {"id": "77", "from": WHO, "data": "step", "message": message(*MEDIA)}
    made = rebuild({"update_id": 5, "callback_query": pressed})
    assert made is not None
    assert b"planted" not in pack(made)
    assert b"Told" not in pack(made)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "chat",
                        "from",
                        "id",
                        "type",
                        "text",
                        "photo",
                        "voice",
                        "file_id",
                        "message_id",
                        "date",
                        "data",
                        "status",
                        "new_chat_member",
                        "message",
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    ),
    st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]),
)
def test_nonsense_never_raises(value: Any, key: str) -> None:
    rebuild({"update_id": 1, key: value})


@pytest.mark.parametrize("kind", [[], {}, None, 5, "somewhere"])
def test_a_chat_of_no_kind_is_not_heard(kind: Any) -> None:
    said = message("text", chat={"id": PERSON, "type": kind})
    assert rebuild({"update_id": 5, "message": said}) is None


def test_a_text_is_kept_as_it_was_written() -> None:
    assert written("They did not pay us") == Incoming(
        IncomingKind.TEXT, PERSON, message_id=7, at=1000, text="They did not pay us"
    )


@pytest.mark.parametrize(
    "text", ["/start", "/start join-x y", "/HELP", "/report@our_bot", "/report\nwords"]
)
def test_a_command_is_recognised_by_how_it_begins(text: str) -> None:
    assert written(text).is_command
    assert not written(text, "edited_message").is_command


@pytest.mark.parametrize("text", ["a /start", "/", "//start", "/not-a-command", "/старт"])
def test_what_is_no_command_is_none(text: str) -> None:
    assert not written(text).is_command


def test_words_under_a_picture_are_no_command() -> None:
    sizes = [{"file_id": "s", "width": 90, "height": 90}]
    pictured = message("caption") | {"photo": sizes, "caption": "/start"}
    assert not found({"update_id": 5, "message": pictured}).is_command


def test_the_largest_photo_is_taken() -> None:
    sizes = [
        {"file_id": "s", "width": 90, "height": 90},
        {"file_id": "l", "width": 900, "height": 900, "file_size": 5},
        {"file_id": "m", "width": 320, "height": 320},
    ]
    incoming = found({"update_id": 5, "message": message("caption") | {"photo": sizes}})
    assert incoming.kind is IncomingKind.PHOTO
    assert incoming.file == File("l", 5)
    assert incoming.text == "Told"


@pytest.mark.parametrize(
    ("key", "mime", "kind"),
    [
        ("voice", "audio/ogg", IncomingKind.VOICE),
        ("video", "video/mp4", IncomingKind.VIDEO),
        ("video_note", "", IncomingKind.VIDEO),
        ("animation", "video/mp4", IncomingKind.VIDEO),
        ("animation", "image/gif", IncomingKind.DOCUMENT),
        ("audio", "audio/mpeg", IncomingKind.AUDIO),
        ("document", "application/pdf", IncomingKind.DOCUMENT),
    ],
)
def test_files_keep_their_kind(key: str, mime: str, kind: IncomingKind) -> None:
    file = {"file_id": "f", "mime_type": mime, "file_name": "n", "file_size": 9}
    incoming = found({"update_id": 5, "message": message() | {key: file}})
    assert incoming.kind is kind
    assert incoming.file == File("f", 9, mime, "n")


@pytest.mark.parametrize("name", ["1697 7926 2593 1169 4175.jpg", "chek16977926259311694175.pdf"])
def test_a_file_that_is_called_by_a_receipt_has_no_name(name: str) -> None:
    file = {"file_id": "f", "file_name": name, "file_size": 9}
    incoming = found({"update_id": 5, "message": message() | {"document": file}})
    assert incoming.file == File("f", 9)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("contact", IncomingKind.CONTACT),
        ("location", IncomingKind.LOCATION),
        ("venue", IncomingKind.LOCATION),
        ("sticker", IncomingKind.OTHER),
        ("poll", IncomingKind.OTHER),
    ],
)
def test_what_we_do_not_take_is_only_named(key: str, kind: IncomingKind) -> None:
    incoming = found({"update_id": 5, "message": message(key, "caption")})
    assert (incoming.kind, incoming.text, incoming.file) == (kind, "", None)
    assert incoming.message_id == 7


def test_an_edited_message_says_so_and_when() -> None:
    update = {"update_id": 5, "edited_message": message("text", "edit_date")}
    incoming = found(update)
    assert (incoming.edited, incoming.at) == (True, 1001)


def test_notes_of_telegram_itself_are_not_heard() -> None:
    for note in ("pinned_message", "message_auto_delete_timer_changed", "new_chat_members"):
        assert rebuild({"update_id": 5, "message": message(note)}) is None


@pytest.mark.parametrize("key", ["channel_post", "edited_channel_post", "inline_query", "poll"])
def test_other_kinds_of_updates_are_not_heard(key: str) -> None:
    assert rebuild({"update_id": 5, key: message("text")}) is None


def test_other_bots_are_not_heard() -> None:
    bot = message("text") | {"from": WHO | {"is_bot": True}}
    assert rebuild({"update_id": 5, "message": bot}) is None


def test_of_a_group_only_a_command_for_us_is_heard_without_who_gave_it() -> None:
    said = message("text", chat=GROUP)
    assert rebuild({"update_id": 5, "message": said | {"text": "hello"}}) is None
    ours = said | {"text": "/start@our_bot join-planted"}
    made = rebuild({"update_id": 5, "message": ours}, "Our_Bot")
    assert made is not None
    assert made.chat_kind is ChatKind.GROUP
    assert made.text == "/start@our_bot"
    assert not made.is_command
    assert str(PERSON).encode() not in pack(made)
    assert rebuild({"update_id": 5, "message": ours}, "another_bot") is None


def test_a_press_in_a_group_says_who_pressed_and_one_in_a_private_chat_is_its_owners() -> None:
    pressed = {"id": "77", "from": WHO, "data": "take", "message": message(chat=GROUP)}
    made = rebuild({"update_id": 5, "callback_query": pressed})
    assert made is not None
    assert made == Incoming(
        IncomingKind.PRESS,
        -1002100000001,
        ChatKind.GROUP,
        7,
        1000,
        data="take",
        callback_id="77",
        person_id=PERSON,
    )
    foreign = pressed | {"message": message(), "from": WHO | {"id": 3}}
    assert rebuild({"update_id": 5, "callback_query": foreign}) is None


def test_a_press_on_a_message_that_telegram_forgot_can_be_read() -> None:
    gone = {"chat": PRIVATE, "message_id": 7, "date": 0}
    pressed = {"id": "77", "from": WHO, "data": "x", "message": gone}
    incoming = found({"update_id": 5, "callback_query": pressed})
    assert (incoming.kind, incoming.data) == (IncomingKind.PRESS, "x")


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [("member", "kicked", IncomingKind.BLOCKED), ("kicked", "member", IncomingKind.UNBLOCKED)],
)
def test_being_stopped_and_let_in_again_is_heard(
    before: str, after: str, kind: IncomingKind
) -> None:
    changed = {
        "chat": PRIVATE,
        "from": WHO,
        "date": 1000,
        "old_chat_member": {"status": before, "user": WHO},
        "new_chat_member": {"status": after, "user": WHO, "until_date": 0},
    }
    update = {"update_id": 5, "my_chat_member": changed}
    assert found(update).kind is kind
    assert rebuild({"update_id": 5, "my_chat_member": changed | {"chat": GROUP}}) is None


@given(
    st.builds(
        Incoming,
        kind=st.sampled_from(IncomingKind),
        chat_id=st.integers(-(2**52), 2**52),
        chat_kind=st.sampled_from(ChatKind),
        text=st.text(),
        edited=st.booleans(),
        file=st.none() | st.builds(File, st.text(), st.integers(0, 2**40), st.text(), st.text()),
    )
)
def test_what_is_packed_is_unpacked(incoming: Incoming) -> None:
    assert unpack(pack(incoming)) == incoming


def test_what_an_earlier_release_packed_is_unpacked() -> None:
    incoming = written("They did not pay us")
    older = orjson.dumps({"incoming": incoming, "update": {"update_id": 5, "message": {}}})
    assert unpack(older) == incoming
