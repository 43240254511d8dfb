"""Promises of one delivery, with a Telegram that is written down beforehand."""

import pytest

from bot.client import Answer, Upload
from bot.delivery import Call, Undeliverable, deliver, needs_trail
from bot.errors import BadRequest, Forbidden, NetworkError
from bot.trail import Trail
from domain.letter import Act, Letter, Mark
from domain.trace import Trace

CHAT = 5100000001


class Telegram:
    """Answers what a test says, by method, and remembers what was called."""

    def __init__(self, **answers: Answer | Exception) -> None:
        self.answers = answers
        self.calls: list[tuple[str, dict[str, object]]] = []

    async def __call__(self, method: str, parameters: dict[str, object]) -> Answer:
        self.calls.append((method, parameters))
        answer = self.answers.get(method, True)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]


def trail(*messages: tuple[int, Mark]) -> Trail:
    return Trail((bytes([n]), Trace(CHAT, n, mark)) for n, mark in messages)


def changed(known: Trail) -> list[tuple[int, Mark, bool]]:
    return [(one.trace.message_id, one.trace.mark, one.gone) for one in known.changes()]


async def test_any_method_can_send_and_every_message_of_an_album_is_traced() -> None:
    telegram = Telegram(sendMediaGroup=[{"message_id": 1}, {"message_id": 2}])
    known = trail()
    letter = Letter(CHAT, Act.SEND, {"method": "sendMediaGroup", "media": []})
    await deliver(letter, known, telegram)
    assert telegram.calls == [("sendMediaGroup", {"media": [], "chat_id": CHAT})]
    assert changed(known) == [(1, Mark.OTHER, False), (2, Mark.OTHER, False)]


@pytest.mark.parametrize(
    ("kind", "size", "method", "name"),
    [
        ("photo", 9, "sendPhoto", "photo"),
        ("photo", 10 * 1024**2 + 1, "sendDocument", "document"),
        ("voice", 9, "sendVoice", "voice"),
        ("video", 9, "sendVideo", "video"),
        ("document", 9, "sendDocument", "document"),
    ],
)
async def test_a_file_goes_as_what_it_is_and_is_traced(
    kind: str, size: int, method: str, name: str
) -> None:
    answers: dict[str, Answer | Exception] = {method: {"message_id": 4}}
    telegram, known = Telegram(**answers), trail()
    file = Upload(bytes(size), "a file", "some/type")
    await deliver(uploading(kind, file), known, telegram)
    parameters: dict[str, object] = {"caption": "under it", "chat_id": CHAT, name: file}
    assert telegram.calls == [(method, parameters)]
    assert changed(known) == [(4, Mark.CONTENT, False)]


async def test_what_telegram_takes_for_no_picture_goes_as_a_document() -> None:
    refused = BadRequest("Bad Request: PHOTO_INVALID_DIMENSIONS")
    telegram, known = Telegram(sendPhoto=refused, sendDocument={"message_id": 4}), trail()
    await deliver(uploading("photo", Upload(b"x", "a file", "image/jpeg")), known, telegram)
    assert telegram.methods == ["sendPhoto", "sendDocument"]
    assert changed(known) == [(4, Mark.CONTENT, False)]
    telegram.answers["sendDocument"] = refused
    with pytest.raises(BadRequest):
        await deliver(uploading("photo", Upload(b"x", "a file", "image/jpeg")), known, telegram)


def uploading(kind: str, file: Upload) -> Letter:
    content = {"caption": "under it", "kind": kind, "file": file}
    return Letter(CHAT, Act.UPLOAD, content, mark=Mark.CONTENT)


async def test_deletions_go_a_hundred_at_a_time() -> None:
    telegram = Telegram()
    letter = Letter(CHAT, Act.DELETE, message_ids=tuple(range(1, 251)))
    await deliver(letter, trail(), telegram)
    assert [len(list(p["message_ids"])) for _, p in telegram.calls] == [100, 100, 50]  # type: ignore[call-overload] # a list of ids


async def test_a_deletion_that_the_network_lost_is_not_forgotten() -> None:
    known = trail((7, Mark.OTHER))
    letter = Letter(CHAT, Act.DELETE, message_ids=(7,))
    with pytest.raises(NetworkError):
        await deliver(letter, known, Telegram(deleteMessages=NetworkError("x")))
    assert changed(known) == []


@pytest.mark.parametrize(
    "words",
    [
        "Bad Request: message to edit not found",
        "Bad Request: message can't be edited",
        "Bad Request: MESSAGE_ID_INVALID",
        "Bad Request: there is no text in the message to edit",
    ],
)
async def test_what_cannot_be_edited_is_sent(words: str) -> None:
    telegram = Telegram(editMessageText=BadRequest(words), sendMessage={"message_id": 9})
    known = trail((7, Mark.SCREEN))
    letter = Letter(CHAT, Act.EDIT, {"text": "x"}, mark=Mark.SCREEN)
    await deliver(letter, known, telegram)
    assert telegram.methods == ["editMessageText", "sendMessage"]
    assert changed(known) == [(7, Mark.OTHER, False), (9, Mark.SCREEN, False)]


async def test_an_edit_that_is_refused_for_its_words_is_not_sent_instead() -> None:
    telegram = Telegram(editMessageText=BadRequest("Bad Request: text must be encoded in UTF-8"))
    letter = Letter(CHAT, Act.EDIT, {"text": "x"}, message_ids=(7,))
    with pytest.raises(BadRequest):
        await deliver(letter, trail(), telegram)
    assert telegram.methods == ["editMessageText"]


async def test_content_shown_by_an_edit_gets_an_end_of_its_own() -> None:
    known = trail((7, Mark.CARD))
    letter = Letter(CHAT, Act.EDIT, {"text": "x"}, (7,), Mark.CONTENT, lifetime=600)
    await deliver(letter, known, Telegram())
    gone, shown = known.changes()
    assert (gone.gone, gone.key) == (True, b"\x07")
    assert (shown.trace.mark, shown.seconds, shown.key) == (Mark.CONTENT, 600, None)


@pytest.mark.parametrize("error", [BadRequest("x"), Forbidden("x")])
async def test_a_call_that_is_refused_will_never_be_taken(error: Exception) -> None:
    letter = Letter(CHAT, Act.CALL, {"method": "setMyName", "name": "x"})
    with pytest.raises(Undeliverable):
        await deliver(letter, trail(), Telegram(setMyName=error))


async def test_a_closed_chat_is_noticed_by_every_act() -> None:
    call: Call = Telegram(editMessageReplyMarkup=Forbidden("x"), deleteMessages=Forbidden("x"))
    for act in (Act.BARE, Act.DELETE):
        with pytest.raises(Forbidden):
            await deliver(Letter(CHAT, act, message_ids=(7,)), trail(), call)


def test_only_what_replaces_edits_or_deletes_has_to_know_the_chat() -> None:
    assert not needs_trail(Letter(CHAT, Act.SEND))
    assert not needs_trail(Letter(CHAT, Act.UPLOAD))
    assert not needs_trail(Letter(CHAT, Act.CALL))
    assert needs_trail(Letter(CHAT, Act.SEND, mark=Mark.COUNTER))
    assert all(needs_trail(Letter(CHAT, act)) for act in (Act.EDIT, Act.BARE, Act.DELETE))


@pytest.mark.parametrize(
    "words", ["Bad Request: message to delete not found", "Bad Request: message can't be deleted"]
)
async def test_a_message_that_is_gone_is_not_deleted_for_ever(words: str) -> None:
    telegram = Telegram(deleteMessages=BadRequest(words), deleteMessage=BadRequest(words))
    known = trail((7, Mark.OTHER))
    await deliver(Letter(CHAT, Act.DELETE, message_ids=(7,)), known, telegram)
    assert changed(known) == [(7, Mark.OTHER, True)]


async def test_a_deletion_refused_for_another_reason_is_tried_again() -> None:
    refused = BadRequest("Bad Request: try later")
    telegram = Telegram(deleteMessages=refused, deleteMessage=refused)
    known = trail((7, Mark.OTHER))
    with pytest.raises(BadRequest):
        await deliver(Letter(CHAT, Act.DELETE, message_ids=(7,)), known, telegram)
    assert changed(known) == []


async def test_no_screen_takes_the_place_of_a_receipt() -> None:
    telegram = Telegram(sendMessage={"message_id": 9})
    known = trail((7, Mark.RECEIPT))
    await deliver(
        Letter(CHAT, Act.EDIT, {"text": "x"}, message_ids=(7,), mark=Mark.SCREEN), known, telegram
    )
    assert telegram.methods == ["sendMessage"]
    assert changed(known) == [(9, Mark.SCREEN, False)]
