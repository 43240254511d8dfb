"""The delivery: what is called at Telegram for one letter, and what its chat then looks like."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

from bot.client import Answer, Upload
from bot.errors import BadRequest, Forbidden, TelegramError
from bot.trail import Trail
from domain.letter import Act, Letter, Mark

#: Calls one method of the Bot API with its parameters.
Call = Callable[[str, dict[str, object]], Awaitable[Answer]]

#: How many messages one call deletes at most (Bot API, deleteMessages).
_AT_ONCE: Final = 100

_UNCHANGED: Final = "message is not modified"
_NOT_EDITABLE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "no text in the message to edit",
)

_NOT_DELETABLE: Final = (
    "message to delete not found",
    "message can't be deleted",
    "message_id_invalid",
)

#: These make a new message.
_NEW: Final = frozenset({Act.SEND, Act.UPLOAD})

#: By which method each kind of file goes, and in which field.
_DOCUMENT: Final = ("sendDocument", "document")
_MEDIA: Final = {
    "photo": ("sendPhoto", "photo"),
    "voice": ("sendVoice", "voice"),
    "video": ("sendVideo", "video"),
    "audio": ("sendAudio", "audio"),
}
#: Bytes (Bot API, sendPhoto).
_LARGEST_PHOTO: Final = 10 * 1024 * 1024

#: Letters of these marks replace an earlier one, so the traces of their chat have to be known.
_REPLACING: Final = frozenset({Mark.SCREEN, Mark.COUNTER})


class Undeliverable(Exception):
    """Telegram will never take this letter."""


def needs_trail(letter: Letter, attempts: int = 1) -> bool:
    """Tell whether a letter can only be delivered by one who knows what is traced in its chat."""
    if letter.act in _NEW and attempts == 1:
        return letter.mark in _REPLACING
    return letter.act is not Act.CALL


async def deliver(letter: Letter, trail: Trail, call: Call) -> None:
    """Do what a letter says. Raises what `call` raises, but for what does not matter."""
    await _ACTS[letter.act](letter, trail, call)


async def _send(letter: Letter, trail: Trail, call: Call) -> None:
    method = str(letter.content.get("method", "sendMessage"))
    answer = await call(method, _content(letter) | {"chat_id": letter.chat_id})
    for message in answer if isinstance(answer, list) else [answer]:
        if isinstance(message, dict) and "message_id" in message:
            trail.sent(letter, int(cast("int", message["message_id"])))


async def _upload(letter: Letter, trail: Trail, call: Call) -> None:
    """Send a file as what it is; what Telegram does not take for that goes as a document."""
    content = letter.content | {"chat_id": letter.chat_id}
    kind, file = str(content.pop("kind")), cast("Upload", content.pop("file"))
    method, name = _MEDIA.get(kind, _DOCUMENT)
    if kind == "photo" and len(file.content) > _LARGEST_PHOTO:
        method, name = _DOCUMENT
    try:
        answer = await call(method, content | {name: file})
    except BadRequest:
        if method == _DOCUMENT[0]:
            raise
        answer = await call(_DOCUMENT[0], content | {_DOCUMENT[1]: file})
    if isinstance(answer, dict):
        trail.sent(letter, int(cast("int", answer["message_id"])))


async def _edit(letter: Letter, trail: Trail, call: Call) -> None:
    target = next(iter(letter.message_ids), 0) or trail.current(letter.mark, letter.about)
    editable = letter.content.get("method", "sendMessage") == "sendMessage"
    # A button there that this release knows no more must not cost a worker the receipt.
    if not target or not editable or trail.is_receipt(target):
        await _send(letter, trail, call)
        return
    parameters = _content(letter) | {"chat_id": letter.chat_id, "message_id": target}
    try:
        await call("editMessageText", parameters)
    except BadRequest as refusal:
        words = refusal.message.lower()
        if any(reason in words for reason in _NOT_EDITABLE):
            await _send(letter, trail, call)
            return
        if _UNCHANGED not in words:
            raise
    trail.edited(letter, target)


async def _bare(letter: Letter, trail: Trail, call: Call) -> None:
    targets = letter.message_ids or (trail.current(letter.mark, letter.about),)
    for target in filter(None, targets):
        try:
            await call("editMessageReplyMarkup", {"chat_id": letter.chat_id, "message_id": target})
        except Forbidden:
            raise
        except TelegramError:
            # An old keyboard does no harm: its buttons carry a step that is over.
            return


async def _delete(letter: Letter, trail: Trail, call: Call) -> None:
    targets = list(letter.message_ids)
    if not targets or letter.mark is not Mark.OTHER:
        targets += trail.every(letter.mark, letter.about)
    targets = list(dict.fromkeys(targets))
    for start in range(0, len(targets), _AT_ONCE):
        some = targets[start : start + _AT_ONCE]
        try:
            await call("deleteMessages", {"chat_id": letter.chat_id, "message_ids": some})
        except BadRequest:
            # Gone already, or older than Telegram lets anybody delete.
            await _delete_singly(letter.chat_id, some, call)
    trail.forget(targets)


async def _delete_singly(chat_id: int, targets: list[int], call: Call) -> None:
    """Delete what can be deleted: one that cannot must not keep the others in the chat.

    Raises a refusal that says nothing of the message: it is tried again, for it may be a story.
    """
    doubt: BadRequest | None = None
    for target in targets:
        try:
            await call("deleteMessage", {"chat_id": chat_id, "message_id": target})
        except BadRequest as refusal:
            known = any(reason in refusal.message.lower() for reason in _NOT_DELETABLE)
            doubt = doubt if known else refusal
    if doubt is not None:
        raise doubt


async def _call(letter: Letter, _trail: Trail, call: Call) -> None:
    try:
        await call(str(letter.content["method"]), _content(letter))
    except (BadRequest, Forbidden, KeyError):
        raise Undeliverable from None


def _content(letter: Letter) -> dict[str, Any]:
    return {name: value for name, value in letter.content.items() if name != "method"}


_ACTS: Final[dict[Act, Callable[[Letter, Trail, Call], Awaitable[None]]]] = {
    Act.SEND: _send,
    Act.UPLOAD: _upload,
    Act.EDIT: _edit,
    Act.BARE: _bare,
    Act.DELETE: _delete,
    Act.CALL: _call,
}
