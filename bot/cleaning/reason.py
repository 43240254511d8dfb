"""Why a file could not be cleaned; spoken by the child and by its parent."""

from enum import StrEnum


class Reason(StrEnum):
    #: No sort of file that we can clean.
    UNKNOWN_TYPE = "unknown_type"
    #: Sent as one sort of file, made of another.
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    #: Damaged, locked with a password, or empty.
    BROKEN = "broken"
    #: Too many bytes, pixels or minutes, or it swells when opened.
    TOO_LARGE = "too_large"
    #: The cleaner died of it.
    CRASHED = "crashed"
    #: The cleaner did not finish.
    TIMED_OUT = "timed_out"


class Uncleanable(Exception):
    """This file cannot be cleaned and must not be kept."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
