"""What earlier releases wrote: a journal without keys, and backups of fewer columns."""

from collections.abc import AsyncIterator
from hashlib import blake2b

import orjson
from sqlalchemy import update

from storage import journal, meta, snapshot
from storage.snapshot import COUNT, HEAD, ROWS, TABLE
from storage.unit import Unit

#: The columns that came after a revision, in any table or in one.
LATER = {
    "0001": {"proof", "cases.promised"},
    "0002": {"cases.promised", "parked.proof"},
    "0003": {"parked.proof"},
}


async def unchained(unit: Unit) -> None:
    """Write the hashes of the journal anew, without a key, as the first release did."""
    before, number = bytes(32), 0
    async for entry, _digest in journal._lines(unit):
        before = blake2b(before + journal._line(entry), digest_size=32).digest()
        number = entry.n
        changed = update(journal.journals).where(journal.journals.c.n == entry.n)
        await unit.change(changed.values(hash=before))
    assert number
    await meta.put(unit, "journal", number.to_bytes(8, "big") + before)


async def as_of(revision: str, written: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Write a backup as the version with these tables wrote it."""
    writer, columns, kept = snapshot.Writer(), 0, list[int]()
    async for kind, body in snapshot.read(written):
        told = {} if kind == ROWS else orjson.loads(body)
        if kind == HEAD:
            del told["format"]
            yield writer.start({**told, "tables": revision})
        elif kind == TABLE:
            names, later = told["columns"], LATER.get(revision, set())
            columns = len(names)
            kept = [
                at
                for at, name in enumerate(names)
                if later.isdisjoint({name, f"{told['name']}.{name}"})
            ]
            yield writer.told(TABLE, {**told, "columns": [names[at] for at in kept]})
        elif kind == COUNT:
            yield writer.told(COUNT, told)
        else:
            rows = snapshot.unpack(body, columns)
            yield writer.rows(b"".join(snapshot.pack([row[at] for at in kept]) for row in rows))
    yield writer.end()
