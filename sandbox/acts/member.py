"""Blocking the bot, letting it in again, and taking it into a group."""

from __future__ import annotations

from sandbox.acts.act import Act
from sandbox.schema import JSON


def block(act: Act) -> JSON:
    return _become(act, "kicked")


def unblock(act: Act) -> JSON:
    return _become(act, "member")


def _become(act: Act, status: str) -> JSON:
    old, seq = ("kicked" if act.chat.shut else "member"), act.world.feed.seq
    act.chat.shut = status == "kicked"
    act.world.feed.tell("member", act.chat.key)
    change = {
        "chat": act.chat.as_api(),
        "from": act.person.as_user(),
        "date": int(act.world.clock.now()),
        "old_chat_member": _member(act, old),
        "new_chat_member": _member(act, status),
    }
    return act.update("my_chat_member", change, seq=seq)


def _member(act: Act, status: str) -> JSON:
    member = {"user": act.account.as_user(), "status": status}
    return {**member, "until_date": 0} if status == "kicked" else member
