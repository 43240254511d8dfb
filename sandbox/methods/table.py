"""Which function carries out which method."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.error import ApiError
from sandbox.methods import answer, edit, profile, receive, room, send
from sandbox.methods.ask import Ask
from sandbox.schema import knows, read

METHODS: dict[str, Callable[[Ask], object]] = {
    "getMe": profile.get_me,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_my_name,
    "getMyName": profile.get_my_name,
    "setMyDescription": profile.set_my_description,
    "getMyDescription": profile.get_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "getMyShortDescription": profile.get_my_short_description,
    "setWebhook": receive.set_webhook,
    "deleteWebhook": receive.delete_webhook,
    "getWebhookInfo": receive.get_webhook_info,
    "sendMessage": send.send_message,
    "sendPhoto": send.send_photo,
    "sendVoice": send.send_voice,
    "sendDocument": send.send_document,
    "sendVideo": send.send_video,
    "sendAudio": send.send_audio,
    "copyMessage": send.copy_message,
    "sendChatAction": send.send_chat_action,
    "editMessageText": edit.edit_message_text,
    "editMessageCaption": edit.edit_message_caption,
    "editMessageReplyMarkup": edit.edit_message_reply_markup,
    "deleteMessage": edit.delete_message,
    "deleteMessages": edit.delete_messages,
    "answerCallbackQuery": answer.answer_callback_query,
    "getFile": answer.get_file,
    "getChat": room.get_chat,
    "leaveChat": room.leave_chat,
}


async def carry_out(ask: Ask) -> object:
    """Check the call against the schema, then do it."""
    if not knows(ask.method):
        raise ApiError(404, "Not Found: method not found")
    ask.params = read(ask.method, ask.params)
    if ask.method == "getUpdates":
        return await receive.get_updates(ask)
    if ask.method not in METHODS:
        raise ApiError(501, f"Not Implemented: the sandbox does not carry out {ask.method}")
    return METHODS[ask.method](ask)
