"""What a person reads when something cannot be done: every refusal becomes its kind sentence."""

from domain.errors import Refusal
from handlers.screen import Screen
from handlers.visit import Visit
from locales.mark import sentence


class Unknown(Exception):
    """This is for staff, or for nobody: the person gets what an unknown command gets."""


def refuse(visit: Visit, refusal: Refusal) -> None:
    """Say why not, beside the current screen."""
    visit.say(Screen(visit.voice.text(sentence(type(refusal)))))
