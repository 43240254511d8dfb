"""The other methods, and the ways of calling."""

import aiohttp
import pytest

from sandbox import schema
from sandbox.client import Phone, Sandbox
from tests.sandbox.conftest import PlainBot


async def test_get_form_multipart_and_json_are_all_read(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    asked = {"chat_id": str(chat_id), "text": "salom"}
    form = aiohttp.FormData(asked, default_to_multipart=True)
    async with bot.session.get(bot.url("sendMessage"), params=asked) as by_get:
        assert (await by_get.json())["ok"]
    async with bot.session.post(bot.url("sendMessage"), data=asked) as by_form:
        assert (await by_form.json())["ok"]
    async with bot.session.post(bot.url("sendMessage"), data=form) as by_multipart:
        assert (await by_multipart.json())["ok"]
    assert await bot.get("sendMessage", **asked | {"chat_id": chat_id})


async def test_an_unknown_method_is_404_and_an_unplayed_one_says_so(bot: PlainBot) -> None:
    assert (await bot.call("sendGreeting"))["error_code"] == 404
    said = await bot.call("sendDice", chat_id=1)
    assert said["error_code"] == 501
    assert "does not carry out sendDice" in said["description"]


@pytest.mark.parametrize(("token", "code"), [("1:WRONG", 401), ("nonsense", 404)])
async def test_a_wrong_token_opens_nothing(bot: PlainBot, token: str, code: int) -> None:
    async with bot.session.get(bot.url("getMe", token)) as response:
        assert response.status == code


async def test_a_tokens_colon_may_come_encoded(bot: PlainBot) -> None:
    address = bot.url("getMe", bot.sandbox.token.replace(":", "%3A"))
    async with bot.session.get(address.replace("%3A", "%253A")) as twice:
        assert twice.status == 404
    import yarl

    async with bot.session.get(yarl.URL(address, encoded=True)) as once:
        assert once.status == 200


async def test_a_press_is_answered_once_and_in_time(
    bot: PlainBot, worker: Phone, chat_id: int, sandbox: Sandbox
) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await bot.get("sendMessage", chat_id=chat_id, text="x", reply_markup=markup)
    first = await worker.press("Go", quiet=True)
    second = await worker.press("Go", quiet=True)
    updates = await bot.get("getUpdates")
    for update in updates:
        schema.fits("Update", update)
    query = updates[0]["callback_query"]
    assert (query["id"], query["data"]) == (first["callback"], "go")
    assert await bot.get("answerCallbackQuery", callback_query_id=first["callback"], text="ok")
    assert (await worker.look()).toasts == ["ok"]
    again = await bot.refusal("answerCallbackQuery", callback_query_id=first["callback"])
    await sandbox.advance(61)
    late = await bot.refusal("answerCallbackQuery", callback_query_id=second["callback"])
    strange = await bot.refusal("answerCallbackQuery", callback_query_id="5")
    assert {again, late, strange} == {
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    }


async def test_a_file_goes_to_the_bot_and_back(
    bot: PlainBot, worker: Phone, chat_id: int, sandbox: Sandbox
) -> None:
    await worker.document(b"proof", "wage slip.pdf", "application/pdf", caption="look")
    (update,) = await bot.get("getUpdates")
    schema.fits("Update", update)
    document = update["message"]["document"]
    assert document["file_name"] == "wage slip.pdf"
    found = await bot.get("getFile", file_id=document["file_id"])
    address = f"{sandbox.url}/file/bot{sandbox.token}/{found['file_path']}"
    async with bot.session.get(address) as response:
        assert await response.read() == b"proof"
    sent = await bot.get("sendDocument", chat_id=chat_id, document=document["file_id"])
    assert sent["document"]["file_id"] == document["file_id"]
    await worker.look()
    assert await worker.download(worker.messages[-1]) == b"proof"


async def test_a_bot_uploads_under_the_fields_name_or_by_attach(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    for name, attach in (("voice", ""), ("part", "attach://part")):
        form = aiohttp.FormData({"chat_id": str(chat_id)})
        if attach:
            form.add_field("voice", attach)
        form.add_field(name, b"OggS", filename="a.ogg", content_type="audio/ogg")
        async with bot.session.post(bot.url("sendVoice"), data=form) as response:
            answer = await response.json()
        assert answer["ok"], answer
        schema.fits("Message", answer["result"])


async def test_a_file_over_20_mb_is_not_handed_out(bot: PlainBot, worker: Phone) -> None:
    await worker.file("video", ("a.mp4", b"x", "video/mp4"), size=25 * 1024 * 1024)
    (update,) = await bot.get("getUpdates")
    file_id = update["message"]["video"]["file_id"]
    assert await bot.refusal("getFile", file_id=file_id) == "Bad Request: file is too big"
    assert await bot.refusal("getFile", file_id="x") == "Bad Request: invalid file_id"


async def test_a_caption_is_at_most_1024_long(bot: PlainBot, worker: Phone, chat_id: int) -> None:
    await worker.photo(b"jpeg")
    (update,) = await bot.get("getUpdates")
    photo = update["message"]["photo"][-1]["file_id"]
    said = await bot.refusal("sendPhoto", chat_id=chat_id, photo=photo, caption="x" * 1025)
    assert "caption is too long" in said
    wrong = await bot.refusal("sendVoice", chat_id=chat_id, voice=photo)
    assert "can't use file of type photo as voice" in wrong


async def test_commands_show_by_scope_and_language(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    def of(name: str) -> list[dict[str, str]]:
        return [{"command": name, "description": name}]

    await bot.get("setMyCommands", commands=of("plain"))
    await bot.get("setMyCommands", commands=of("uzbek"), language_code="uz")
    assert (await worker.look()).commands == ["uzbek"]
    here = {"type": "chat", "chat_id": chat_id}
    await bot.get("setMyCommands", commands=of("here"), scope=here)
    assert (await worker.look()).commands == ["here"]
    assert await bot.get("getMyCommands", scope=here) == of("here")
    await bot.get("deleteMyCommands", scope=here)
    await worker.language("ru")
    assert (await worker.look()).commands == ["plain"]


async def test_profile_texts_have_their_limits(bot: PlainBot) -> None:
    assert await bot.get("setMyName", name="Terimchi", language_code="uz")
    assert await bot.get("getMyName", language_code="uz") == {"name": "Terimchi"}
    assert "too long" in await bot.refusal("setMyShortDescription", short_description="x" * 121)
    assert "language code" in await bot.refusal("setMyName", name="x", language_code="uz_Cyrl")
    bad = [{"command": "No Spaces", "description": "x"}]
    assert "BOT_COMMAND_INVALID" in await bot.refusal("setMyCommands", commands=bad)


async def test_a_group_is_seen_and_left(bot: PlainBot, sandbox: Sandbox) -> None:
    await sandbox.group_text("lawyer", "hello group")
    (update,) = await bot.get("getUpdates")
    group_id = update["message"]["chat"]["id"]
    schema.fits("ChatFullInfo", await bot.get("getChat", chat_id=group_id))
    assert await bot.get("leaveChat", chat_id=group_id)
    said = await bot.refusal("sendMessage", chat_id=group_id, text="x")
    assert said.startswith("Forbidden: bot was kicked")


async def test_a_chat_action_is_one_that_telegram_knows(
    bot: PlainBot, worker: Phone, chat_id: int
) -> None:
    assert await bot.get("sendChatAction", chat_id=chat_id, action="typing")
    assert "action" in await bot.refusal("sendChatAction", chat_id=chat_id, action="dancing")
