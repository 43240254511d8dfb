"""The tally: how much there is of everything, in numbers only."""

from dataclasses import asdict, dataclass

from domain.case import OPEN
from services.work import Unit
from storage import case, inbox, outbox
from storage import tally as tallies


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts, and ages of the oldest in seconds (0 where there is none)."""

    cases: int
    open: int
    inbox: int
    outbox: int
    parked: int
    drafts: int
    subscribers: int
    oldest_inbox_age: int
    oldest_outbox_age: int
    oldest_open_age: int

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


async def read(unit: Unit) -> Tally:
    """Count everything."""
    cases = await case.counts(unit)
    letters = await outbox.counts(unit)
    return Tally(
        cases=sum(cases.values()),
        open=sum(n for status, n in cases.items() if status in OPEN),
        inbox=await inbox.waiting(unit),
        outbox=letters["waiting"],
        parked=letters["parked"] + await tallies.parked_updates(unit),
        drafts=await tallies.drafts(unit),
        subscribers=0,
        oldest_inbox_age=await tallies.oldest_update(unit),
        oldest_outbox_age=await tallies.oldest_letter(unit),
        oldest_open_age=await tallies.oldest_open(unit),
    )
