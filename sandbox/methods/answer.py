"""Answering a press, and finding a file."""

from __future__ import annotations

from sandbox.entity import units
from sandbox.error import bad_request
from sandbox.methods.ask import Ask
from sandbox.model.file import DOWNLOAD_LIMIT
from sandbox.schema import JSON

#: For so long a phone shows the spinner; then nobody hears the answer.
ANSWER_LIMIT = 60
_TEXT_LIMIT = 200


def answer_callback_query(ask: Ask) -> bool:
    callback = ask.account.callbacks.get(ask.params["callback_query_id"])
    late = callback and ask.world.clock.now() - callback.time > ANSWER_LIMIT
    if callback is None or late or callback.answer is not None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = ask.params.get("text", "")
    if units(text) > _TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    callback.answer = {"text": text, "alert": ask.params.get("show_alert", False)}
    about = {"callback": callback.id, "message_id": callback.message_id, **callback.answer}
    ask.world.feed.tell("answer", callback.chat, by_bot=True, about=about)
    return True


def get_file(ask: Ask) -> JSON:
    file = ask.world.files.by_id.get(ask.params["file_id"])
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }
