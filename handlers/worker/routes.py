"""The worker's doors: commands, places, buttons and conversations, each with its room."""

from handlers.buttons import Realm
from handlers.room import Handler
from handlers.worker import (
    answer,
    case,
    filed,
    hotline,
    language,
    leaflet,
    mine,
    more,
    receipt,
    report,
    rooms,
    start,
)

COMMANDS: dict[str, Handler] = {
    "start": start.start,
    "report": report.begin,
    "rights": leaflet.listed,
    "hotlines": hotline.groups,
    "case": mine.show,
    "language": language.ask,
    "help": start.help_shown,
    "cancel": start.cancel,
}

PLACES: dict[str, Handler] = {
    "menu": start.menu,
    "continue": start.go_on,
    "again": start.ask_again,
    "anew": start.anew,
    "report": report.begin,
    "rights": leaflet.listed,
    "leaflet": leaflet.opened,
    "hotlines": hotline.groups,
    "lines": hotline.lines,
    "mine": mine.show,
    "receipt": receipt.begin,
    "written": filed.written,
    "language": language.ask,
}

REALMS: dict[Realm, Handler] = {
    Realm.ANSWER: answer.pressed,
    Realm.ADDRESS: case.pressed,
    Realm.MORE: more.begin,
}

FLOWS = rooms.FLOWS
