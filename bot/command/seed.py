"""What the sandbox begins with: both desks, a lawyer and a supervisor, and fictitious cases."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.request import Request as Http
from urllib.request import urlopen

import orjson

from bot import wiring
from bot.settings import Settings
from domain.case import Desk
from domain.draft import Draft
from domain.incoming import Incoming, IncomingKind
from domain.language import Language
from domain.preference import Preference
from domain.staff import Role
from services import desk, draft, preference, report, staff
from storage.store import Store
from storage.unit import Unit

#: Who of the sandbox's people works at the desk, as what, and at which desk.
STAFF = (("lawyer", Role.LAWYER, Desk.GENERAL), ("supervisor", Role.SUPERVISOR, Desk.GENERAL))


@dataclass(frozen=True, slots=True)
class Fiction:
    """A case that nobody lived."""

    answers: Mapping[str, str]
    story: str
    language: Language = Language.EN


FICTIONS = (
    Fiction(
        {"topic": "WG", "subtopic": "WG4", "when": "week", "region": "UZ-FA", "answer": "receipt"},
        "Fictitious case. The scales at the trailer show six kilos less than our own. It was so "
        "on three days. We asked for a second weighing and were laughed at.",
    ),
    Fiction(
        {"topic": "FL", "subtopic": "FL4", "when": "now", "region": "UZ-SI", "answer": "receipt"},
        "Fictitious case. At our clinic everybody must pick for ten days or pay for somebody "
        "who picks instead. Who does neither is told to look for other work.",
    ),
    Fiction(
        {"topic": "OS", "subtopic": "OS4", "when": "today", "region": "UZ-QA", "answer": "receipt"},
        "Uydirma holat. Dalada toza ichimlik suvi yoʻq, ariqdan ichyapmiz. Ikki kishi kasal.",
        Language.UZ,
    ),
    Fiction(
        {
            "topic": "CT",
            "subtopic": "CT1",
            "when": "season",
            "region": "UZ-JI",
            "answer": "receipt",
        },
        "Вымышленный случай. Нам не дали договор. Бригадир говорит, что сезонным он не нужен.",
        Language.RU,
    ),
)


async def prepare(settings: Settings, *, cases: bool) -> None:
    """Make the desks, let the staff enrol with their phones, and file the fictions if wanted."""
    store = await wiring.open_store(settings, prompt=True)
    try:
        async with store.work() as unit:
            await desk.init(unit, full=True)
        ids = await asyncio.to_thread(_ids, settings.bot_api_url)
        for key, role, where in STAFF:
            await _enrol(store, settings.bot_api_url, ids[key], key, role, where)
        for number, fiction in enumerate(FICTIONS if cases else ()):
            await _file(store, fiction, chat_id=number + 1)
    finally:
        await store.close()


async def _enrol(
    store: Store, address: str, chat_id: int, key: str, role: Role, where: Desk
) -> None:
    async with store.work() as unit:
        invitation = await staff.invite(unit, role, key.capitalize(), where)
        lane = unit.vault.lane(chat_id)
        preference.choose_language(unit, lane, Preference(), Language.EN)
    await asyncio.to_thread(_press_start, address, key, invitation.code)


async def _file(store: Store, fiction: Fiction, *, chat_id: int) -> None:
    receipts = wiring.Receipts(store)
    await receipts.some()
    async with store.work() as unit:
        lane, told = unit.vault.lane(chat_id), _told(unit, fiction)
        incoming = Incoming(IncomingKind.TEXT, chat_id, at=unit.seconds, text=fiction.story)
        told = await draft.add(unit, lane, told, incoming)
    async with store.work() as unit:
        await report.file(
            unit,
            lane,
            told,
            chat_id=chat_id,
            language=fiction.language,
            receipt=receipts.take(),
        )


def _told(unit: Unit, fiction: Fiction) -> Draft:
    return Draft("report", 1, "review", "seed", dict(fiction.answers), made_at=unit.seconds)


def _ids(address: str) -> dict[str, int]:
    with urlopen(f"{address}/sim/state", timeout=10) as answer:  # noqa: S310 - our own sandbox
        people = orjson.loads(answer.read())["people"]
    return {person["key"]: person["id"] for person in people}


def _press_start(address: str, key: str, code: str) -> None:
    body = orjson.dumps({"payload": code})
    http = Http(f"{address}/sim/{key}/start", body, {"Content-Type": "application/json"})  # noqa: S310
    with urlopen(http, timeout=10) as answer:  # noqa: S310 - our own sandbox
        answer.read()
