"""What earlier releases wrote: proofs, and a journal to believe, once, as their rows come in."""

from storage import journal, vouching
from storage.unit import Unit

#: Revisions whose rows fit into the tables of today: all that later ones added has a default. One
#: whose migration does more takes those before it out of here.
FITTING = frozenset({"0001", "0002", "0003", "0004"})


async def settle(unit: Unit, before: str) -> None:
    """Believe the rows of a revision ("" is none) that had no proofs or no keyed journal yet.

    From those on a row without a proof is forged, and must not get one.
    """
    await vouching.run(unit, before)
    if before < journal.SINCE:
        await journal.believe_first_release(unit)
