"""What a person reads when something cannot be done: every refusal becomes its kind sentence."""

from domain.errors import Refusal
from handlers.screen import Screen
from handlers.visit import Visit
from locales.mark import sentence
from services import letter


class Unknown(Exception):
    """This is for staff, or for nobody: the person gets what an unknown command gets."""


class Over(Exception):
    """A press that is old, forged or repeated: nothing changes, the current screen is shown again.

    `notice` is said above it.
    """

    def __init__(self, notice: str = "") -> None:
        super().__init__()
        self.notice = notice


def over(visit: Visit, notice: str = "") -> None:
    """End a press that leads nowhere: raises Over while a conversation is under way.

    Where there is none, its own room is what is nearest.
    """
    if visit.draft is not None:
        raise Over(notice)


async def spare_screen(visit: Visit) -> None:
    """See to it that no press deletes the current screen. Raises Over when it would."""
    if visit.incoming.message_id == await letter.screen_of(visit.unit, visit.chat_id):
        raise Over


def refuse(visit: Visit, refusal: Refusal) -> None:
    """Say why not, beside the current screen."""
    visit.say(Screen(visit.voice.text(sentence(type(refusal)))))
