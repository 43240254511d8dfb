"""Receipts: a typed one is checked and counted; what it opens is shown to nobody else."""

from dataclasses import dataclass

from domain import receipt
from domain.case import Case
from domain.errors import Refusal, Throttled
from services.work import Unit
from storage import case as cases
from storage import receipt as receipts
from storage import reply as replies
from storage import throttle
from storage.key import Derived, PoolEmpty, Ready
from storage.reply import Reply

__all__ = [
    "Derived",
    "Mistyped",
    "NotAReceipt",
    "Opened",
    "PoolEmpty",
    "Ready",
    "Reply",
    "UnknownReceipt",
    "check",
    "looks_meant",
    "may_try",
    "open_with",
]

#: Wrong receipts that one chat may try within an hour.
MOST_WRONG = 10
_WHAT = "receipt"


class Mistyped(Refusal):
    """There is a typing error in this receipt. Please look at your paper and type it again."""


class NotAReceipt(Refusal):
    """This is not a receipt. A receipt has 20 digits. Please type it again."""


class UnknownReceipt(Refusal):
    """No report has this receipt. Please check every digit and type it again."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a receipt opens: the case as it stands, and every answer in it."""

    case: Case
    replies: tuple[Reply, ...]


def looks_meant(text: str) -> bool:
    """Tell whether a text was meant as a receipt, rightly typed or not."""
    return receipt.read(text).verdict is not receipt.Verdict.NOT_A_RECEIPT


def check(text: str) -> None:
    """Raise Mistyped or NotAReceipt unless a text reads as a receipt."""
    verdict = receipt.read(text).verdict
    if verdict is receipt.Verdict.TYPO:
        raise Mistyped
    if verdict is receipt.Verdict.NOT_A_RECEIPT:
        raise NotAReceipt


async def may_try(unit: Unit, lane: bytes) -> bool:
    """Tell whether this chat may try another receipt within this hour."""
    return await throttle.tries(unit, _WHAT, lane) < MOST_WRONG


async def open_with(unit: Unit, lane: bytes, typed: Derived | None) -> Opened:
    """Open the case of a receipt. A wrong one is counted: the caller must not undo that.

    Raises Throttled (also for one that was not derived because of it) or UnknownReceipt.
    """
    if typed is None or not await may_try(unit, lane):
        raise Throttled
    known = await receipts.find(unit, typed.lookup_hash)
    if known is None:
        await throttle.count(unit, _WHAT, lane)
        raise UnknownReceipt
    case = await cases.by_id(unit, known.case_id)
    return Opened(case, tuple(await replies.opened(unit, case.id, typed.pair.private)))
