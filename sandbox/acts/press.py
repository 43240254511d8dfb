"""Pressing a button, and forging a press that no button offers."""

from __future__ import annotations

from sandbox.acts.act import Act
from sandbox.error import ActError
from sandbox.label import same
from sandbox.model.chat import Callback, Message
from sandbox.schema import JSON

_DATA_LIMIT = 64


def press(
    act: Act, *, message_id: int | None = None, label: str | None = None, data: str | None = None
) -> JSON:
    """Press a button that the phone shows, by its label or its data."""
    act.refuse_when_shut()
    message, button = _button(act, message_id, label, data)
    if "callback_data" in button:
        return _query(act, message.message_id, button["callback_data"], message)
    shown: JSON = {name: button[name] for name in ("url", "copy_text") if name in button}
    if not shown:
        raise ActError(f'the button "{button["text"]}" does nothing here')
    return {"seq": act.world.feed.seq, **shown}


def forge(act: Act, data: str, message_id: int) -> JSON:
    """Send a press with any data on any message, as a changed client can."""
    if len(data.encode()) > _DATA_LIMIT:
        raise ActError("callback data has at most 64 bytes")
    message = act.chat.messages.get(message_id)
    return _query(act, message_id, data, message)


def _query(act: Act, message_id: int, data: str, message: Message | None) -> JSON:
    seq = act.world.feed.seq
    callback = _callback(act, message_id, data)
    gone = {"chat": act.chat.as_api(), "message_id": message_id, "date": 0}
    standing = message is not None and message.deleted is None
    body = {
        "id": callback.id,
        "from": act.person.as_user(),
        "message": message.as_api() if message and standing else gone,
        "chat_instance": str(act.chat.id * 31),
        "data": data,
    }
    about: JSON = {"callback": callback.id, "message_id": message_id, "person": act.person.key}
    act.world.feed.tell("press", act.chat.key, about={"data": data, **about})
    return act.update("callback_query", body, seq=seq, **about)


def _callback(act: Act, message_id: int, data: str) -> Callback:
    world = act.world
    world.last_callback += 1
    identity = str(world.first_id() * 1_000_000 + world.last_callback)
    callback = Callback(identity, act.chat.key, act.person.key, message_id, data, world.clock.now())
    act.account.hear(callback)
    act.chat.presses.append(callback)
    return callback


def _button(
    act: Act, message_id: int | None, label: str | None, data: str | None
) -> tuple[Message, JSON]:
    messages = act.chat.live()[::-1] if message_id is None else [act.message(message_id)]
    for message in messages:
        for button in message.buttons():
            if data is not None and button.get("callback_data") == data:
                return message, button
            if label is not None and same(button["text"], label):
                return message, button
    raise ActError(f'this phone shows no button "{label or data}"')
