"""Preferences: what a chat chose for itself."""

from dataclasses import replace

from domain.language import Language
from domain.preference import Preference
from services.work import Unit
from storage import preference as preferences


def choose_language(
    unit: Unit, lane: bytes, preference: Preference, language: Language
) -> Preference:
    """Remember the language of a chat; no draft is touched by it."""
    chosen = replace(preference, language=language)
    preferences.keep(unit, lane, chosen)
    return chosen


def touch(unit: Unit, lane: bytes, preference: Preference) -> None:
    """Remember that a chat was heard today; its 30 idle days begin anew."""
    preferences.keep(unit, lane, preference)
