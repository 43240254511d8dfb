"""Erasure: everything of one case goes; without its key nothing of it could be opened anyway."""

from sqlalchemy import delete, select

from storage.address import addresses
from storage.case import cases
from storage.entry import entries
from storage.evidence import chunks, evidence
from storage.receipt import receipts
from storage.reply import answers, replies
from storage.unit import Unit

_ROOMS = (entries, replies, answers, addresses, receipts, evidence)


async def erase(unit: Unit, case_id: bytes) -> None:
    """Delete a case with its keys, entries, replies, files, address and receipt."""
    files = select(evidence.c.id).where(evidence.c.case_id == case_id)
    await unit.change(delete(chunks).where(chunks.c.evidence_id.in_(files)))
    for table in _ROOMS:
        await unit.change(delete(table).where(table.c.case_id == case_id))
    await unit.change(delete(cases).where(cases.c.id == case_id))
