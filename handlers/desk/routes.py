"""The desk's route table: its commands, its places, its buttons, its conversations."""

from handlers.buttons import Realm
from handlers.desk import duty, note, press, queue, reply
from handlers.room import Handler, Room

COMMANDS: dict[str, Handler] = {
    "queue": queue.command,
    "cases": queue.mine,
    "duty": duty.command,
}
PLACES: dict[str, Handler] = {
    "queue": queue.pressed,
    "regions": queue.regions,
    "duty": duty.pressed,
}
REALMS: dict[Realm, Handler] = {Realm.CASE: press.pressed}
FLOWS: dict[str, Room] = {
    reply.FLOW.name: Room(reply.FLOW, reply.pressed, reply.typed, reply.screen),
    note.FLOW.name: Room(note.FLOW, note.pressed, note.typed, note.screen),
}
