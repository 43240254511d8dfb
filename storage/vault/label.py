"""Frozen purpose labels: what a sealed thing is for, and which key answers a lookup."""

from enum import Enum, StrEnum


class Label(bytes, Enum):
    """Goes into the associated data, so that one kind of secret never opens as another.

    A value is part of the format on disk: add members, never change one.
    """

    #: an update as it was received
    INBOX = b"terimchi/inbox"
    #: a letter that waits to be sent
    OUTBOX = b"terimchi/outbox"
    #: one part of a conversation under way
    DRAFT = b"terimchi/draft"
    #: message ids kept for editing and erasing
    TRACE = b"terimchi/trace"
    #: a file that waits to be fetched
    FETCH = b"terimchi/fetch"
    #: where an "answer me here" case is answered
    ADDRESS = b"terimchi/address"
    #: language and modes of a chat
    PREFERENCE = b"terimchi/preference"
    #: a chat that chose to hear notices
    SUBSCRIBER = b"terimchi/subscriber"
    #: who a person of the desk is
    STAFF = b"terimchi/staff"
    #: a member's private key under their passphrase
    MEMBER = b"terimchi/member"
    #: an entry of a case: story, answer, note, reply, file name
    ENTRY = b"terimchi/entry"
    #: a reply sealed a second time, to the worker's receipt
    REPLY = b"terimchi/reply"
    #: an answer that waits for its button to be pressed
    ANSWER = b"terimchi/answer"
    #: what one button may do once
    CAPABILITY = b"terimchi/capability"
    #: an update that failed five times, sealed to the desk
    PARKED = b"terimchi/parked"
    #: the key of one evidence file
    EVIDENCE_KEY = b"terimchi/evidence-key"
    #: a case's private key, sealed to its desk
    CASE_KEY = b"terimchi/case-key"
    #: a desk's private key, sealed to a member, a recovery key or the next desk key
    DESK_KEY = b"terimchi/desk-key"
    #: that a receipt leads to a case
    RECEIPT = b"terimchi/receipt"
    #: a small fact that must not be changed by whoever has the database
    META = b"terimchi/meta"
    #: whom an invitation is for
    INVITE = b"terimchi/invite"
    #: a line of the journal behind the one before, and the journal's head
    JOURNAL = b"terimchi/journal"


class Purpose(StrEnum):
    """What a keyed hash is for: each has a key of its own, so that tables cannot be joined."""

    #: is this chat subscribed
    SUBSCRIPTION = "subscription"
    #: has this chat a case that answers here
    ADDRESS = "address"
    #: does this chat belong to a person of the desk
    STAFF = "staff"
    #: a one-time code for joining
    INVITE = "invite"
    #: which case has this receipt
    RECEIPT = "receipt"
    #: an answer, by the secret in its button
    ANSWER = "answer"
    #: what one button may do, by the secret in it
    CAPABILITY = "capability"
    #: how often a lane tried
    THROTTLE = "throttle"
