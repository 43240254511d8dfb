"""Canned replies, and the line under every answer: always in the worker's language."""

import re

from domain.case import Case
from handlers.desk.step import one
from handlers.screen import Screen, stacked
from handlers.visit import Visit
from locales.mark import _, button
from locales.voice import Voice

#: Short answers that are needed often: what the button says, what the worker reads.
CANNED = (
    (
        button("We are working on it"),
        _("Thank you. We have read what you wrote and are working on it. We will write again."),
    ),
    (
        button("Tell us more"),
        _(
            "Please tell us more: when it happened, how many people it touches, what was agreed. "
            "You need not name anybody."
        ),
    ),
    (
        button("Keep the proof"),
        _(
            "Please keep what proves it: photos of lists and scales, messages, a note of days and "
            "kilograms. Keep it where nobody finds it."
        ),
    ),
    (
        button("Are you safe?"),
        _("Are you safe just now? In danger call 102 (police) or 103 (ambulance)."),
    ),
    (
        button("If it goes on"),
        _(
            "We have done what we could. If it goes on, or somebody punishes you for writing to "
            "us, write to us again."
        ),
    ),
)
#: Stands under every answer, in the worker's language.
NEVER_ASKED = _("We will not ask who you are here.")


def as_read(case: Case, text: str) -> str:
    """Write an answer as its worker will read it."""
    return f"{text}\n\n{Voice(case.language).text(NEVER_ASKED)}"


def chosen(visit: Visit, case: Case) -> str:
    """Give the canned reply that was pressed; empty when none was."""
    number = visit.press.word(2) if visit.press else ""
    said = _said(case)
    known = re.fullmatch("[0-9]", number) and int(number) < len(said)
    return said[int(number)] if known else ""


def screen(visit: Visit, case: Case) -> Screen:
    """List the canned replies as the worker would read them, each with its button."""
    text = "\n\n".join(f"{n}. {said}" for n, said in enumerate(_said(case), start=1))
    buttons = [one(visit, "", label, "canned", str(n)) for n, (label, _text) in enumerate(CANNED)]
    back = one(visit, "◀️", button("Back"), "stay")
    return Screen(text, (*stacked(buttons), (back,)))


def _said(case: Case) -> list[str]:
    return [Voice(case.language).text(text) for _label, text in CANNED]
