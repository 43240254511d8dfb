"""What a receipt opens: a hash to look the case up by, and the key pair of its replies."""

import asyncio
import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from nacl import bindings as sodium
from nacl.utils import random

from domain import receipt
from storage.vault.box import KeyPair, from_seed
from storage.vault.errors import PoolEmpty
from storage.vault.label import Purpose
from storage.vault.vault import Vault

#: one salt for each version: the same digits must give the same hash on every server start
_SALTS = {1: b"terimchi-rcpt-01"}
_PASSES, _MEMORY = 2, 19 * 1024 * 1024
#: how long `fill_forever` may take to notice that it should stop, in seconds
BEAT = 0.5


@dataclass(frozen=True)
class Derived:
    """What the server keeps of a receipt (the hash) and what only the receipt gives (the pair)."""

    lookup_hash: bytes = field(repr=False)
    pair: KeyPair


@dataclass(frozen=True)
class Ready:
    """A receipt that nobody has yet, with its derivation done."""

    digits: str = field(repr=False)
    derived: Derived


def derive(digits: str, *, vault: Vault, version: int = 1) -> Derived:
    """Derive a receipt (20 digits, as `domain.receipt.read` gives them).

    Takes about 15 ms and 19 MiB: call it in a thread, never inside a transaction.
    """
    stretched = sodium.crypto_pwhash_alg(
        64,
        vault.pepper(digits.encode("ascii")),
        _SALTS[version],
        _PASSES,
        _MEMORY,
        sodium.crypto_pwhash_ALG_ARGON2ID13,
    )
    return Derived(vault.lookup(Purpose.RECEIPT, stretched[:32]), from_seed(stretched[32:]))


class ReceiptPool:
    """Receipts derived ahead in threads, so that filing a report never waits for Argon2."""

    def __init__(self, vault: Vault, *, size: int, draw: Callable[[int], bytes] = random) -> None:
        self._vault = vault
        self._size = size
        self._draw = draw
        self._stock: deque[Ready] = deque()
        self._wanted = asyncio.Event()
        self._filling = asyncio.Lock()
        self._threads = max(1, len(os.sched_getaffinity(0)) - 1)  # one core stays for the loop

    @property
    def ready(self) -> int:
        """Count the receipts in stock."""
        return len(self._stock)

    def take(self) -> Ready:
        """Give a receipt and forget it; raise `PoolEmpty` at once when there is none."""
        self._wanted.set()
        try:
            return self._stock.popleft()
        except IndexError:
            raise PoolEmpty from None

    async def refill(self) -> None:
        """Fill the stock up to its size."""
        while await self._fill():
            pass

    async def more(self, count: int) -> None:
        """Add a few at once, whatever else is being made."""
        self._stock.extend(await self._made(count))

    async def fill_forever(self, stop: asyncio.Event) -> None:
        """Keep the stock full until `stop` is set; started by the nursery."""
        while not stop.is_set():
            self._wanted.clear()
            if not await self._fill():
                await self._rest()

    async def _fill(self) -> bool:
        """Add as many as can be made side by side; False if none was missing."""
        async with self._filling:
            missing = self._size - len(self._stock)
            if missing > 0:
                self._stock.extend(await self._made(min(missing, self._threads)))
            return missing > 0

    async def _made(self, count: int) -> list[Ready]:
        loop = asyncio.get_running_loop()
        return await asyncio.gather(*(loop.run_in_executor(None, self._make) for _ in range(count)))

    def _make(self) -> Ready:
        digits = receipt.new(self._draw(receipt.RANDOM_BYTES))
        return Ready(digits, derive(digits, vault=self._vault))

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(BEAT):
                await self._wanted.wait()
        except TimeoutError:
            return
