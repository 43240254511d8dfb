"""A fetch: a file that Telegram holds and that is still to be cleaned, sealed and kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetch:
    """One file on its way. Sealed; `part` or `case_id` says where it belongs (hex ids)."""

    kind: str
    file_id: str
    size: int
    mime: str = ""
    name: str = ""
    #: The chat that is told when the file cannot be kept; 0 when the case has no chat.
    chat_id: int = 0
    message_id: int = 0
    #: The part of a draft that waits for the file.
    part: str = ""
    #: The case, once the draft was filed.
    case_id: str = ""
    at: int = 0
