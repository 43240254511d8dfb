"""The queue: which open cases somebody wants to see, and how many at a time."""

from dataclasses import dataclass
from enum import StrEnum

#: Cases on one page.
PAGE = 8


class View(StrEnum):
    """Which open cases are listed."""

    ALL = "all"
    #: Those of who asks.
    MINE = "mine"
    #: Those that nobody has.
    NEW = "new"
    #: Those whose first answer is late.
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see; an empty region means every one."""

    view: View = View.ALL
    region: str = ""
    #: From 0.
    page: int = 0
