"""`check`: says in plain words what is wrong, and exits 1 if anything is."""

import argparse
import os

from bot import clock, env_file
from bot.command.plain import say
from bot.command.store import work
from bot.settings import Settings, SettingsFault, strangers
from bot.survey import survey


def arguments(_parser: argparse.ArgumentParser, _name: str) -> None:
    """Take no arguments."""


def run(_known: argparse.Namespace) -> int:
    wrong = [f"{name} is no setting of ours: a typing error?" for name in strangers(os.environ)]
    try:
        chosen = Settings.load(os.environ)
    except SettingsFault as fault:
        say(*wrong, *fault.sentences)
        return 1
    doubts = (*chosen.advice(), *env_file.exposed(os.environ))
    found = work(lambda: survey(chosen, clock.now()))
    wrong += found.faults
    say(*(f"Wrong: {one}" for one in wrong))
    say(*(f"Mind: {one}" for one in (*doubts, *found.doubts)))
    if not wrong:
        say("Nothing is wrong.")
    return 1 if wrong else 0
