"""`staff invite` and `staff leave`: who comes to the desk, and who goes."""

import argparse

from bot.client import Client
from bot.command.plain import Plain, say, settings
from bot.command.store import ready, work
from bot.errors import TelegramError
from bot.settings import Settings
from domain.case import Desk
from domain.staff import Role
from services import case, desk, staff
from storage import meta

#: Seconds that an invitation waits for the bot's name; without it the code alone is shown.
PATIENCE = 5.0


def arguments(parser: argparse.ArgumentParser, _name: str) -> None:
    rooms = parser.add_subparsers(dest="act", required=True, metavar="invite|leave")
    invite = rooms.add_parser("invite", help="make a one-time code, good for 48 hours")
    invite.add_argument("--role", required=True, choices=[role.value for role in Role])
    invite.add_argument("--name", required=True, help="what colleagues call the person")
    invite.add_argument("--desk", choices=[one.value for one in Desk])
    leave = rooms.add_parser("leave", help="let somebody go: chat, keys and cases")
    leave.add_argument("--name", required=True, help="what colleagues call the person")


def run(known: argparse.Namespace) -> int:
    return (_invite if known.act == "invite" else _leave)(known)


def _leave(known: argparse.Namespace) -> int:
    chosen = settings()

    async def leave() -> int:
        async with ready(chosen) as store, store.work() as unit:
            person = await staff.by_name(unit, known.name.strip())
            given_back = await case.give_back(unit, person)
            await staff.leave(unit, person.id)
            return given_back

    say(
        f"{known.name.strip()} has left. Cases that wait in the queue again: {work(leave)}.",
        "Their desks have a new key: copy the key file to its safe place.",
    )
    return 0


def _invite(known: argparse.Namespace) -> int:
    name = known.name.strip()
    if not name:
        raise Plain("The name is empty.", 2)
    chosen = settings()

    async def invite() -> tuple[staff.Invitation, str, bool]:
        async with ready(chosen) as store:
            async with store.work() as unit:
                wanted = Desk(known.desk) if known.desk else None
                made = await staff.invite(unit, Role(known.role), name, wanted)
                bot = await meta.get_sealed(unit, "username") or b""
                there = await desk.is_open(unit) or bool(await desk.unpinned(unit))
            return made, bot.decode() or await _asked(chosen), there

    made, bot, there = work(invite)
    say(made.code)
    say(
        f"https://t.me/{bot}?start={made.code}"
        if bot
        else f"In the chat with the bot: /start {made.code}"
    )
    say("Good once, for 48 hours: the link enrols the chat; at a terminal of the server:")
    say(f"python -m bot desk join {made.code}")
    if not there:
        say("There is no desk yet: python -m bot desk init")
    return 0


async def _asked(chosen: Settings) -> str:
    """Ask Telegram for the bot's name, which nothing has kept before the first `run`."""
    if not chosen.bot_token:
        return ""
    try:
        async with Client() as client:
            about = await client.call(chosen.method_url("getMe"), {}, timeout=PATIENCE)
    except TelegramError:
        return ""
    return str(about.get("username", "")) if isinstance(about, dict) else ""
