"""The worker's conversations by name, and the screen on which a chat stands now."""

from handlers.room import Room
from handlers.screen import Screen
from handlers.visit import Visit
from handlers.worker import menu, more, receipt, reply, report, step

FLOWS = {
    room.flow.name: room
    for room in (
        Room(report.FLOW, report.pressed, report.typed, report.screen),
        Room(more.FLOW, more.pressed, more.typed, more.screen),
        Room(reply.FLOW, reply.pressed, reply.typed, reply.screen),
        Room(receipt.FLOW, receipt.pressed, receipt.typed, receipt.screen),
    )
}

#: Where every file that comes is part of what is told; anywhere else none is taken.
STORIES = frozenset({report.FLOW.name, reply.FLOW.name})


async def unkept(visit: Visit, why: str) -> None:
    """Say that a file is not kept; a story's question comes below it, and counts it no more."""
    if visit.draft and visit.draft.flow in STORIES:
        visit.show(step.after(why, await FLOWS[visit.draft.flow].screen(visit)))
    else:
        visit.say(Screen(why))


async def under_way(visit: Visit) -> Screen | None:
    """Give the screen of the conversation under way; None where there is none."""
    if visit.draft and visit.draft.flow in FLOWS:
        return await FLOWS[visit.draft.flow].screen(visit)
    return None


async def current(visit: Visit) -> None:
    """Show the conversation under way again, or the menu."""
    visit.show(await under_way(visit) or menu.screen(visit))
