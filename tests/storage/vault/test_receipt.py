"""A receipt leads to the same case and key each time, and ready ones wait in a pool."""

import asyncio
from pathlib import Path

import pytest

from domain import receipt
from storage.vault import PoolEmpty, ReceiptPool, Vault, derive, from_private
from storage.vault import receipt as room
from tests.storage.vault.conftest import MONDAY

DIGITS = receipt.new(bytes(8))


def test_a_receipt_derives_the_same_each_time(vault: Vault) -> None:
    once, again = (derive(DIGITS, vault=vault) for _ in range(2))
    assert once == again
    assert len(once.lookup_hash) == 32
    assert from_private(once.pair.private) == once.pair


def test_two_receipts_share_nothing(vault: Vault) -> None:
    one, other = (derive(receipt.new(bytes([n] * 8)), vault=vault) for n in (1, 2))
    assert one.lookup_hash != other.lookup_hash
    assert one.pair.public != other.pair.public


def test_a_receipt_means_nothing_on_another_server(vault: Vault, key_file: Path) -> None:
    there = derive(DIGITS, vault=Vault.open(key_file, now=MONDAY))
    here = derive(DIGITS, vault=vault)
    assert there.lookup_hash != here.lookup_hash
    assert there.pair.public != here.pair.public


def test_an_unknown_version_is_refused(vault: Vault) -> None:
    with pytest.raises(KeyError):
        derive(DIGITS, vault=vault, version=99)


async def test_a_pool_fills_and_empties(vault: Vault) -> None:
    pool = ReceiptPool(vault, size=3)
    with pytest.raises(PoolEmpty):
        pool.take()
    await asyncio.gather(pool.refill(), pool.refill())
    assert pool.ready == 3
    taken = [pool.take() for _ in range(3)]
    assert len({one.digits for one in taken}) == 3
    assert all(receipt.read(one.digits).digits == one.digits for one in taken)
    assert all(derive(one.digits, vault=vault) == one.derived for one in taken)
    with pytest.raises(PoolEmpty):
        pool.take()


async def test_a_pool_refills_itself_until_it_is_told_to_stop(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "BEAT", 600)  # only a taken receipt wakes it
    pool, stop = ReceiptPool(vault, size=2), asyncio.Event()
    async with asyncio.timeout(20), asyncio.TaskGroup() as nursery:
        nursery.create_task(pool.fill_forever(stop))
        for _ in range(2):
            while pool.ready < 2:
                await asyncio.sleep(0)
            pool.take()
            pool.take()
        while pool.ready < 2:
            await asyncio.sleep(0)
        stop.set()
        pool.take()


async def test_a_pool_notices_soon_that_it_should_stop(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "BEAT", 0.01)
    pool, stop = ReceiptPool(vault, size=0), asyncio.Event()
    async with asyncio.timeout(20), asyncio.TaskGroup() as nursery:
        nursery.create_task(pool.fill_forever(stop))
        await asyncio.sleep(0)
        stop.set()


async def test_a_pool_that_is_far_from_full_notices_too(vault: Vault) -> None:
    pool, stop = ReceiptPool(vault, size=100_000), asyncio.Event()
    async with asyncio.timeout(20), asyncio.TaskGroup() as nursery:
        nursery.create_task(pool.fill_forever(stop))
        while not pool.ready:
            await asyncio.sleep(0)
        stop.set()
    assert pool.ready < 100


async def test_a_pool_that_is_stopped_at_once_makes_nothing(vault: Vault) -> None:
    pool, stop = ReceiptPool(vault, size=2), asyncio.Event()
    stop.set()
    await pool.fill_forever(stop)
    assert pool.ready == 0


async def test_a_cancelled_pool_can_go_on(vault: Vault) -> None:
    pool = ReceiptPool(vault, size=2)
    filling = asyncio.create_task(pool.refill())
    await asyncio.sleep(0)
    filling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await filling
    await pool.refill()
    assert pool.ready == 2


async def test_a_ready_receipt_never_shows_its_digits(vault: Vault) -> None:
    pool = ReceiptPool(vault, size=1, draw=bytes)
    await pool.refill()
    ready = pool.take()
    assert ready.digits == DIGITS
    assert DIGITS not in repr(ready)
    assert repr(ready.derived.pair.private) not in repr(ready)
