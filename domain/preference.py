"""A preference: what one chat chose for itself. It is forgotten after 30 idle days."""

from dataclasses import dataclass

from domain.language import Language

#: A chat that says nothing for so many days is forgotten.
IDLE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Preference:
    """Language and modes of a chat; `language` is None until it was chosen."""

    language: Language | None = None
    #: Someone else uses this phone: receipt only, nothing by ourselves, all behind a button.
    short: bool = False
