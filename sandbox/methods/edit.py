"""Changing and deleting messages, with the limits that Telegram sets."""

from __future__ import annotations

from sandbox.error import bad_request, forbidden
from sandbox.methods.ask import Ask
from sandbox.model.chat import Chat, Message
from sandbox.schema import JSON

#: Bot API, "deleteMessage": a message can only be deleted if it was sent less than 48 hours ago.
DELETE_LIMIT = 48 * 3600
_BATCH = 100


def edit_message_text(ask: Ask) -> JSON:
    message = _editable(ask)
    if "text" not in ask.params:
        raise bad_request("message text is empty")
    content = ask.text()
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _changed(ask, message, content)


def edit_message_caption(ask: Ask) -> JSON:
    message = _editable(ask)
    if "text" in message.content:
        raise bad_request("there is no caption in the message to edit")
    kept = {name: each for name, each in message.content.items() if "caption" not in name}
    return _changed(ask, message, {**kept, **ask.caption()})


def edit_message_reply_markup(ask: Ask) -> JSON:
    message = _editable(ask)
    return _changed(ask, message, message.content)


def delete_message(ask: Ask) -> bool:
    chat = _standing(ask)
    _delete(ask, chat, ask.message(chat, "delete"))
    return True


def delete_messages(ask: Ask) -> bool:
    chat, wanted = _standing(ask), ask.params["message_ids"]
    if not 1 <= len(wanted) <= _BATCH:
        raise bad_request("too many message identifiers specified")
    found = [chat.messages[each] for each in wanted if each in chat.messages]
    standing = [message for message in found if message.deleted is None]
    for message in standing:
        _refuse_undeletable(ask, chat, message)
    for message in standing:
        _delete(ask, chat, message)
    return True


def _editable(ask: Ask) -> Message:
    if "inline_message_id" in ask.params:
        raise bad_request("the sandbox has no inline messages")
    chat = ask.open_chat()
    message = ask.message(chat, "edit")
    if not message.ours:
        raise bad_request("message can't be edited")
    return message


def _changed(ask: Ask, message: Message, content: JSON) -> JSON:
    """Edit the message; without a new keyboard the old one goes, as on Telegram."""
    markup = ask.markup()
    if content == message.content and markup == message.markup:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    message.content, message.markup = content, markup
    message.edited = ask.world.clock.now()
    ask.world.tell("edit", message, by_bot=True)
    return message.as_api()


def _standing(ask: Ask) -> Chat:
    """Return a chat where deleting is possible; a person who blocked the bot does not hinder."""
    chat = ask.chat()
    if chat.shut and not chat.person:
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    return chat


def _refuse_undeletable(ask: Ask, chat: Chat, message: Message) -> None:
    if ask.world.clock.now() - message.date >= DELETE_LIMIT:
        raise bad_request("message can't be deleted for everyone")
    if not message.ours and chat.person is None:
        raise bad_request("message can't be deleted")


def _delete(ask: Ask, chat: Chat, message: Message) -> None:
    _refuse_undeletable(ask, chat, message)
    message.deleted = ask.world.clock.now()
    ask.world.tell("delete", message, by_bot=True)
