"""What reaches the bot from outside its private chats: a channel's post, a raw update."""

from __future__ import annotations

from sandbox import schema
from sandbox.acts.act import Act
from sandbox.acts.say import text
from sandbox.error import ActError
from sandbox.model.world import World
from sandbox.schema import JSON


def group_text(act: Act, words: str, *, from_bot: bool = False) -> JSON:
    """Say something in the group, as the person or as somebody's other bot."""
    sent = text(act, words)
    if from_bot:
        update = act.account.updates.past[sent["update_id"]]
        sender = {"id": act.person.id + 1, "is_bot": True, "first_name": "Other bot"}
        update["message"]["from"] = {**sender, "username": "other_sandbox_bot"}
    return sent


def channel_post(world: World, words: str) -> JSON:
    account, chat = world.account, world.channel(world.account)
    message = world.post(chat, None, {"text": words}, ours=False)
    world.tell("message", message, by_bot=False)
    update = account.updates.put("channel_post", message.as_api())
    return {"update_id": update["update_id"], "message_id": message.message_id}


def raw(world: World, update: JSON) -> JSON:
    """Queue any update that the schema allows, with its own id or the next one."""
    updates = world.account.updates
    if "update_id" not in update:
        updates.last_id += 1
        update = {"update_id": updates.last_id, **update}
    try:
        schema.fits("Update", update)
    except schema.Misfit as misfit:
        raise ActError(str(misfit)) from None
    updates.put_raw(update)
    return {"update_id": update["update_id"]}
