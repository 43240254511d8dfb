"""A letter: one outgoing message, what is to be done with it, and where its id is remembered."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Act(StrEnum):
    """What the sender does with a letter."""

    #: Send a new message.
    SEND = "send"
    #: Send a file of a case, which the letter names, as a new message.
    UPLOAD = "upload"
    #: Edit the message given, or the traced one; send anew where it cannot be edited.
    EDIT = "edit"
    #: Take the keyboard of the traced message away.
    BARE = "bare"
    #: Delete messages, by id or by trace.
    DELETE = "delete"
    #: Register commands, a name, a description.
    CALL = "call"


class Mark(StrEnum):
    """Which message of a chat a trace remembers."""

    #: The screen with the keyboard that counts now.
    SCREEN = "screen"
    #: The one line that counts what was kept safe.
    COUNTER = "counter"
    #: The receipt, alone in its message.
    RECEIPT = "receipt"
    #: A card or a reminder of a case, for staff.
    CARD = "card"
    #: Case content shown to staff, deleted after ten minutes.
    CONTENT = "content"
    #: An answer that waits behind **Show**.
    ANSWER = "answer"
    #: What should be gone already: its chat was closed to us, even for deleting.
    LEFT = "left"
    #: Anything else that is to be gone by hour 47.
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Letter:
    """One outgoing message, sealed whole: only lane, class and due time stand in the clear."""

    chat_id: int
    act: Act
    #: The method's parameters without chat and message id, as the Bot API names them. `method` is
    #: one that is not sendMessage; `file` is where an UPLOAD finds what it sends.
    content: dict[str, Any] = field(default_factory=dict)
    #: The message to edit or to delete; 0 means: the one that `mark` traces.
    message_ids: tuple[int, ...] = ()
    mark: Mark = Mark.OTHER
    #: Distinguishes traces of one mark (a case's card), so that the right one is edited.
    about: str = ""
    #: Seconds after sending when the message is deleted again; 0 means by hour 47.
    lifetime: int = 0
    #: Send it again when it was deleted at hour 47 and still nobody pressed it.
    again: bool = False
    #: Sent at most this many seconds late, then dropped (a card that is old news); 0 means never.
    stale_after: int = 0
    #: A message of its chat that it follows: what is sent for it has a higher id. 0 means unknown.
    after: int = 0
