"""`staff invite`: a one-time code for a person of the desk."""

import argparse

from bot.command.plain import Plain, ready, say, settings, work
from domain.case import Desk
from domain.staff import Role
from services import desk, staff
from storage import meta


def arguments(parser: argparse.ArgumentParser, _name: str) -> None:
    rooms = parser.add_subparsers(dest="act", required=True, metavar="invite")
    invite = rooms.add_parser("invite", help="make a one-time code, good for 48 hours")
    invite.add_argument("--role", required=True, choices=[role.value for role in Role])
    invite.add_argument("--name", required=True, help="what colleagues call the person")
    invite.add_argument("--desk", choices=[one.value for one in Desk])


def run(known: argparse.Namespace) -> int:
    name = known.name.strip()
    if not name:
        raise Plain("The name is empty.", 2)
    chosen = settings()

    async def invite() -> tuple[staff.Invitation, str, bool]:
        async with ready(chosen) as store, store.work() as unit:
            wanted = Desk(known.desk) if known.desk else None
            made = await staff.invite(unit, Role(known.role), name, wanted)
            bot = await meta.get(unit, "username") or b""
            return made, bot.decode(), await desk.is_open(unit)

    made, bot, is_open = work(invite)
    say(made.code)
    say(
        f"https://t.me/{bot}?start={made.code}"
        if bot
        else f"In the chat with the bot: /start {made.code}"
    )
    say("Good once, for 48 hours: the link enrols the chat; at a terminal of the server:")
    say(f"python -m bot desk join {made.code}")
    if not is_open:
        say("There is no desk yet: python -m bot desk init")
    return 0
