"""Staff: the people of the legal desk, their roles, and what each role may do."""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.case import Desk
from domain.errors import NoDesk, NotAllowed, NotYours, Refusal


class Role(StrEnum):
    """What somebody is at the desk."""

    #: Takes cases and answers workers.
    LAWYER = "lawyer"
    #: Sees load and deadlines, assigns, admits members.
    SUPERVISOR = "supervisor"
    #: Writes harvest notices.
    CAMPAIGNER = "campaigner"
    #: Sees patterns, never a case.
    ANALYST = "analyst"
    #: Keeps staff and journal in order, never sees a case.
    KEEPER = "keeper"


class State(StrEnum):
    """Where somebody stands with the desk."""

    #: Has a code, no chat yet.
    INVITED = "invited"
    #: Their chat is enrolled.
    ACTIVE = "active"
    #: Gone; only the name stays, for the journal.
    LEFT = "left"


class Duty(StrEnum):
    """One permitted act."""

    #: See the queue and the header of a case.
    QUEUE = "queue"
    TAKE = "take"
    #: Open what the worker wrote.
    READ = "read"
    REPLY = "reply"
    NOTE = "note"
    CLOSE = "close"
    SEVERITY = "severity"
    ASSIGN = "assign"
    RELEASE = "release"
    #: Act on a case that somebody else has.
    ANY_CASE = "any_case"
    #: Be told of every withdrawal: it may be a warning sign.
    SEE_WITHDRAWALS = "see_withdrawals"
    #: Be told of what is overdue, and get the daily digest.
    WATCH = "watch"
    INVITE = "invite"
    #: Let a new member have the desk's key, after hearing their fingerprint.
    ADMIT = "admit"
    REMOVE = "remove"
    #: Write a notice; approving it is another person's duty.
    NOTICE = "notice"
    APPROVE = "approve"
    #: See figures over closed weeks.
    INSIGHT = "insight"
    JOURNAL = "journal"


_CASEWORK = frozenset(
    {
        Duty.QUEUE,
        Duty.TAKE,
        Duty.READ,
        Duty.REPLY,
        Duty.NOTE,
        Duty.CLOSE,
        Duty.SEVERITY,
        Duty.ASSIGN,
        Duty.RELEASE,
    }
)
_WATCH = frozenset({Duty.ANY_CASE, Duty.SEE_WITHDRAWALS, Duty.WATCH, Duty.APPROVE, Duty.INSIGHT})
_HOUSE = frozenset({Duty.INVITE, Duty.REMOVE, Duty.JOURNAL})

#: Every act that a role includes, and nothing else is.
MAY: dict[Role, frozenset[Duty]] = {
    Role.LAWYER: _CASEWORK,
    Role.SUPERVISOR: _CASEWORK | _WATCH | _HOUSE | {Duty.ADMIT},
    Role.CAMPAIGNER: frozenset({Duty.NOTICE}),
    Role.ANALYST: frozenset({Duty.INSIGHT}),
    Role.KEEPER: _HOUSE,
}

#: Hours until an invitation ends.
INVITATION_HOURS = 48
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Staff:
    """A person of the desk."""

    id: bytes
    name: str
    role: Role
    state: State
    #: Whose cases they see; empty for roles without casework.
    desks: frozenset[Desk]
    #: Their private chat with the bot; 0 until they enrol. Everybody active has one.
    chat_id: int = 0
    #: Whether new cases are announced to them.
    duty: bool = False

    @property
    def active(self) -> bool:
        return self.state is State.ACTIVE


def may(staff: Staff, duty: Duty) -> bool:
    """Tell whether somebody's role includes an act; a member may work without a chat."""
    return staff.state is not State.LEFT and duty in MAY[staff.role]


def check(staff: Staff, duty: Duty) -> None:
    """Raise NotAllowed unless somebody's role includes the act."""
    if not may(staff, duty):
        raise NotAllowed


def may_touch(staff: Staff, desk: Desk, assignee: bytes | None) -> bool:
    """Tell whether somebody may act on a case: of their desk, and theirs or nobody's."""
    mine = assignee in {None, staff.id} or may(staff, Duty.ANY_CASE)
    return staff.state is not State.LEFT and desk in staff.desks and mine


def check_touch(staff: Staff, desk: Desk, assignee: bytes | None) -> None:
    """Raise NotYours unless somebody may act on the case."""
    if not may_touch(staff, desk, assignee):
        raise NotYours


def desks_of(role: Role, desk: Desk | None) -> frozenset[Desk]:
    """Tell the desks of somebody new: the one asked for, or general; none without casework."""
    if Duty.QUEUE not in MAY[role]:
        return frozenset()
    return frozenset({desk or Desk.GENERAL})


def plain_name(name: str) -> str:
    """Bring a name to the form by which two names count as the same."""
    return " ".join(name.split()).casefold()


# Crockford's alphabet, in the small letters that a deep link carries best.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_MISREAD = str.maketrans("oil", "011")
_CODE = re.compile(f"[{_ALPHABET}]{{26}}")
#: An invitation's code begins with it, and is known by it among other words.
PREFIX = "join-"


def new_code(chance: bytes) -> str:
    """Write 128 random bits as an invitation's code; it fits a deep link."""
    number = int.from_bytes(chance, "big")
    return PREFIX + "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def read_code(text: str) -> str | None:
    """Read a typed or linked code in its one spelling; None when it cannot be one."""
    given = text.strip().lower()
    if not given.startswith(PREFIX):
        return None
    letters = given.removeprefix(PREFIX).translate(_MISREAD)
    return PREFIX + letters if _CODE.fullmatch(letters) else None


class BadInvitation(Refusal):
    """This code is wrong, used, or older than 48 hours. Please ask for a new one."""


class BadName(Refusal):
    """A name has 1 to 64 characters."""


class NameTaken(Refusal):
    """Somebody at the desk has this name already. Please give another one."""


class NoSuchStaff(Refusal):
    """There is nobody of this name or fingerprint at the desk."""


class WrongPassphrase(Refusal):
    """The passphrase is not right. It has six words; spaces and capital letters do not matter."""


class WrongWords(Refusal):
    """These are not the recovery words. There are twelve, in the order in which they were shown."""


class NoKey(Refusal):
    """This needs the key of a desk that you do not hold. A supervisor can admit you."""


class DeskUnsafe(NoDesk):
    """We cannot reach the legal desk safely just now. Please call a hotline, or come back later."""


class DeskExists(Refusal):
    """The desks are there already. Their recovery words were shown when they were made."""


class OtherDatabase(Refusal):
    """The key file belongs to desks in another database. Restore that, or use a new key file."""


class LastMember(Refusal):
    """Nobody else could open this desk. Let somebody join first."""
