"""Vouching: rows that an earlier release wrote, or another key file, get proofs of their own.

Only when the tables have just been brought to where they bear some, or a backup comes in whose key
file is lost: at any other time a row without a proof is one that somebody forged.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Table, and_, bindparam, select, update
from sqlalchemy.engine import RowMapping

from storage import address, case, desk, draft, entry, fetch, invite, parked, receipt, reply
from storage.proof import Proof
from storage.unit import Unit
from storage.vault import Label, VaultError

#: The revision of the tables with which rows came to bear proofs.
SINCE = "0002"

#: Every table whose rows bear a proof, and since which revision.
ROOMS: Sequence[tuple[Table, Proof, str]] = (
    (case.cases, case.PROOF, SINCE),
    (receipt.receipts, receipt.PROOF, SINCE),
    (address.addresses, address.PROOF, SINCE),
    (entry.entries, entry.PROOF, SINCE),
    (reply.replies, reply.PROOF, SINCE),
    (invite.invites, invite.PROOF, SINCE),
    (desk.grants, desk.PROOF, SINCE),
    (parked.parked, parked.PROOF, "0004"),
)
#: Every table whose rows were bound to their own id alone, and are now bound to their lane too.
_BOUND: Sequence[tuple[Table, Label, Callable[[bytes, bytes], bytes]]] = (
    (draft.parts, Label.DRAFT, draft.bind),
    (fetch.fetches, Label.FETCH, fetch.bind),
)


async def run(unit: Unit, before: str = "") -> None:
    """Vouch for every row whose table bore no proof `before`, and bind what is under way."""
    for table, proof, since in ROOMS:
        if before < since:
            await _vouch(unit, table, proof)
    for table, label, bind in _BOUND if before < SINCE else ():
        await _bind(unit, table, label, bind)


async def _vouch(unit: Unit, table: Table, proof: Proof) -> None:
    names = {key.name for key in table.primary_key}
    same = and_(*(table.c[name] == bindparam(f"key_{name}") for name in names))
    statement = update(table).where(same).values(proof=bindparam("new"))
    columns = [table.c[name] for name in {*names, *proof.columns}]
    for row in await unit.rows(select(*columns)):
        key = {f"key_{name}": row[name] for name in names}
        await unit.change(statement, {**key, "new": proof.of(unit.vault, row)})


async def _bind(
    unit: Unit, table: Table, label: Label, bind: Callable[[bytes, bytes], bytes]
) -> None:
    rows = select(table.c.id, table.c.lane, table.c.sealed).with_for_update()
    for row in await unit.rows(rows):
        if sealed := _bound(unit, row, label, bind(row["lane"], row["id"])):
            statement = update(table).where(table.c.id == row["id"])
            await unit.change(statement.values(sealed=sealed))


def _bound(unit: Unit, row: RowMapping, label: Label, bind: bytes) -> bytes | None:
    try:
        inside = unit.vault.open_day(label, row["sealed"], row["id"])
    except VaultError:  # bound already, or its key is gone
        return None
    return unit.vault.seal_day(label, inside, bind)
