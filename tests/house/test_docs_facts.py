"""Documents say what the code does: commands, chores, columns, terms, and buttons that exist."""

import argparse
import re
from importlib import import_module
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.batch import TOUCH
from bot.dispatcher import MOST, MOST_ATTEMPTS
from bot.fetcher import MOST_ATTEMPTS as MOST_FETCHES
from bot.schedule import TIMETABLE
from domain import draft, preference, retention, staff, trace
from domain.case import TERMS, Outcome
from handlers import routes
from handlers.desk.content import LIFETIME
from services import upkeep
from storage import address, capability, deletion, evidence, outbox, reply
from storage.case import cases
from storage.vault.keyfile import FOUNDING_OPEN
from storage.vault.period import DAYS_KEPT
from tests.kit.tree import ROOT, files, name

PRIVACY, MODEL = "docs/explanation/privacy.md", "docs/reference/data-model.md"
THREATS, STAFF = "docs/explanation/threat-model.md", "docs/how-to/enrol-staff.md"
COMMANDS_TOLD = "docs/reference/commands.md"

#: A number that stands in the code, and where it is told in these words.
TERMS_TOLD = (
    (PRIVACY, f"| {draft.LIFETIME_HOURS} hours after the last touch |"),
    (PRIVACY, f"| {trace.LIFETIME_HOURS} hours |"),
    (PRIVACY, f"| {upkeep.REPEAT_DAYS} days |"),
    (PRIVACY, f"without their chat | {upkeep.PARKED_DAYS} days |"),
    (THREATS, f"is *parked* for {upkeep.PARKED_DAYS} days"),
    (MODEL, f"| the desk they were meant for | {upkeep.PARKED_DAYS} days |"),
    (MODEL, f"A parked one goes after {outbox.PARKED_SECONDS // 86400} days"),
    (PRIVACY, f"{address.TAIL_DAYS} days after the desk closed the case"),
    (PRIVACY, f"{reply.SHOW_DAYS} days at most"),
    (PRIVACY, f"| {preference.IDLE_DAYS} days without use |"),
    (PRIVACY, f"{retention.TERMS[Outcome.REMEDIED]} days (labour claims"),
    (PRIVACY, f"{retention.TERMS[Outcome.WITHDRAWN]} for *withdrawn* and *out of scope*"),
    (PRIVACY, f"{retention.TERMS[Outcome.TEST]} for *test*"),
    (PRIVACY, f"keeps the case for {retention.WORD_DAYS} more days"),
    (COMMANDS_TOLD, f"in the next {retention.AHEAD_DAYS} days"),
    (MODEL, f"| {capability.LIFETIME_HOURS} hours |"),
    (MODEL, f"| {deletion.GRACE_DAYS} days' grace |"),
    (MODEL, f"day of use (to {('none', 'one', 'two', 'three')[TOUCH.days]} days)"),
    (MODEL, f"{('no', 'one', 'two')[evidence.DRAFT_HOURS // 24]} days without either"),
    (MODEL, f"{('six', 'seven', 'eight')[MOST_FETCHES - 6]} tries at most"),
    (MODEL, f"failed {('four', 'five')[MOST_ATTEMPTS - 4]} times"),
    (THREATS, f"deleted after {('five', 'ten')[LIFETIME // 300 - 1]} minutes"),
    (STAFF, f"it works for {staff.INVITATION_HOURS} hours"),
    (STAFF, f"after {FOUNDING_OPEN.total_seconds() / 3600:.0f} hours at the latest"),
    (STAFF, f"{TERMS[1]} hour, {TERMS[2]} hours, {TERMS[3] // 24} days or {TERMS[4] // 24} days"),
    ("docs/explanation/floors.md", f"with up to {MOST - 1} others"),
    ("docs/adr/0004-sealing-and-keys.md", f"{('two', 'three')[DAYS_KEPT.days - 2]} whole days"),
)

#: Pages in which what stands bold inside a line, with a capital, is the label of a button.
LABELLED = [
    *files("docs/explanation/*.md"),
    *files("docs/how-to/add-a-topic.md"),
    *files("docs/how-to/enrol-staff.md"),
    *files("CHANGELOG.md"),
]
LABEL = re.compile(r"(?<!^- )(?<!^)\*\*([A-Z][^*.]+)\*\*", re.MULTILINE)


def test_every_act_of_a_command_is_told() -> None:
    acts = [f"{command} {act}" for command, _says, room in COMMANDS for act in _acts(command, room)]
    assert acts
    assert [act for act in acts if f"`{act}" not in _text(COMMANDS_TOLD)] == []


def test_the_commands_of_the_chat_are_told_and_no_others() -> None:
    offered = _text(COMMANDS_TOLD).split("## Commands in the chat")[1].split("A stranger")[0]
    assert set(re.findall(r"/([a-z]+)", offered)) == routes.COMMANDS.keys()


def test_every_chore_is_told_with_its_time() -> None:
    told = dict(re.findall(r"\| `([a-z ]+)` \| ([a-z0-9 ]+) \|", _chores()))
    words = {1: "minute", 60: "hour"}
    timetable = {
        chore.name: words.get(chore.minutes, f"{chore.minutes} minutes") for chore in TIMETABLE
    }
    assert told == timetable


def test_every_column_of_a_case_in_the_clear_is_told() -> None:
    told = _text(MODEL).split("In the clear in `cases`:")[1].split("\n\n")[0]
    clear = {column.name for column in cases.columns} - {"id", "public", "wrapped"}
    assert set(re.findall(r"`(\w+)`", told)) == clear


@pytest.mark.parametrize(("page", "words"), TERMS_TOLD, ids=lambda word: word)
def test_terms_are_told_as_they_are(page: str, words: str) -> None:
    assert words in " ".join(_text(page).split("\n"))


@pytest.mark.parametrize("page", LABELLED, ids=name)
def test_a_button_that_is_named_exists(page: Path) -> None:
    known = set(re.findall(r'^msgid "(.+)"$', _text("locales/messages.pot"), re.MULTILINE))
    assert [label for label in LABEL.findall(_text(name(page))) if label not in known] == []


def _chores() -> str:
    return _text(COMMANDS_TOLD).split("## Chores")[1].split("\n## ")[0]


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _acts(command: str, room: str) -> list[str]:
    parser = argparse.ArgumentParser()
    import_module(f"bot.command.{room}").arguments(parser, command)
    found = (one.choices for one in parser._actions if one.dest == "act")
    return [str(act) for choices in found for act in choices or ()]
