"""The schema's checks."""

import pytest

from sandbox import schema
from sandbox.error import ApiError
from sandbox.model.world import World


def test_a_parameter_that_the_method_lacks_is_refused() -> None:
    with pytest.raises(ApiError, match='"colour" is unknown to sendMessage'):
        schema.read("sendMessage", {"chat_id": 1, "text": "x", "colour": "red"})


def test_a_missing_parameter_is_refused_in_telegrams_words() -> None:
    with pytest.raises(ApiError, match="chat_id is empty"):
        schema.read("sendMessage", {"text": "x"})
    with pytest.raises(ApiError, match="message text is empty"):
        schema.read("sendMessage", {"chat_id": 1})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", 5),
        ("protect_content", "yes"),
        ("message_thread_id", "one"),
        ("message_thread_id", True),
        ("reply_markup", []),
        ("reply_markup", "{not json"),
        ("reply_markup", {"inline_keyboard": [{"text": "x", "callback_data": "y"}]}),
        ("reply_markup", {"inline_keyboard": [[{"callback_data": "y"}]]}),
        ("reply_markup", {"inline_keyboard": [[{"text": "x", "data": "y"}]]}),
        ("link_preview_options", {"disabled": True}),
        ("reply_parameters", {"message_id": "7"}),
        ("entities", [{"type": "bold", "offset": 0}]),
    ],
)
def test_a_wrong_type_is_refused_however_deep(name: str, value: object) -> None:
    good = {"chat_id": 1, "text": "x"}
    with pytest.raises(ApiError, match="can't parse parameters"):
        schema.read("sendMessage", good | {name: value})


def test_a_forms_texts_become_values() -> None:
    asked = {"chat_id": "-1001", "text": "17", "protect_content": "true", "reply_markup": "{}"}
    asked["reply_markup"] = '{"inline_keyboard":[[{"text":"x","callback_data":"y"}]]}'
    read = schema.read("sendMessage", asked)
    assert (read["chat_id"], read["text"], read["protect_content"]) == (-1001, "17", True)
    assert read["reply_markup"]["inline_keyboard"][0][0]["text"] == "x"


@pytest.mark.parametrize(
    ("scope", "good"),
    [
        ({"type": "default"}, True),
        ({"type": "all_private_chats"}, True),
        ({"type": "chat", "chat_id": 5}, True),
        ({"type": "chat"}, False),
        ({"type": "everybody"}, False),
        ({}, False),
    ],
)
def test_a_scope_is_one_of_the_schemas_kinds(scope: object, good: object) -> None:
    commands = [{"command": "start", "description": "x"}]
    if good:
        assert schema.read("setMyCommands", {"commands": commands, "scope": scope})
    else:
        with pytest.raises(ApiError):
            schema.read("setMyCommands", {"commands": commands, "scope": scope})


def test_the_bots_own_profile_fits_the_schema() -> None:
    account = World.of(["1:SANDBOX"]).account
    schema.fits("User", account.as_me())
    with pytest.raises(schema.Misfit):
        schema.fits("User", account.as_me() | {"nickname": "x"})
