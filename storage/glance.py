"""A glance: something small that many updates of a batch look at, read once in a transaction."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from storage.unit import Transaction, Unit

Seen = TypeVar("Seen")


class Glance(Generic[Seen]):
    """Reads through `read`, and remembers the answer until the transaction ends.

    Once a transaction has changed what is looked at, it reads anew every time: a unit that is
    dropped takes its change back, and nobody would tell us.
    """

    def __init__(self, read: Callable[[Unit], Awaitable[Seen]]) -> None:
        self._read = read
        self._seen: WeakKeyDictionary[Transaction, Seen] = WeakKeyDictionary()
        self._changed: WeakSet[Transaction] = WeakSet()

    async def look(self, unit: Unit) -> Seen:
        """Give what was read in this transaction already, or read it."""
        transaction = unit.transaction
        if transaction in self._seen:
            return self._seen[transaction]
        seen = await self._read(unit)
        if transaction not in self._changed:
            self._seen[transaction] = seen
        return seen

    def forget(self, unit: Unit) -> None:
        """Say that this transaction changes what is looked at."""
        self._changed.add(unit.transaction)
        self._seen.pop(unit.transaction, None)
