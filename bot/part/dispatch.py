"""The dispatching part: updates are answered, files fetched, receipts made ready."""

import secrets
from collections.abc import Sequence

from bot.batch import Batch
from bot.cleaner import Cleaner
from bot.dispatcher import Dispatcher
from bot.fetcher import Fetcher
from bot.intake import FLOOR
from bot.machine import Machine
from bot.spinner import Spinners
from bot.wiring import Receipts
from handlers.visit import House
from storage.disk import has_room

#: Intake stops kindly long before the receiver has to stop.
ROOM = 4 * FLOOR


async def begin(machine: Machine) -> None:
    """Begin to answer."""
    settings, nursery, store = machine.settings, machine.nursery, machine.store
    receipts = Receipts(store)
    spinners = Spinners(machine.client, settings.method_url, machine.pacer, machine.vitals)

    def committed(callbacks: Sequence[str]) -> None:
        spinners.answer_callbacks(callbacks)
        machine.committed()

    house = _house(machine, receipts)
    pulse = nursery.pulse("dispatch")
    dispatcher = Dispatcher(
        store,
        Batch(store, house),
        receipts.derive,
        committed,
        receipts.some,
        alone=store.is_sqlite,
        holder=machine.holder,
        beat=lambda _answered: pulse(machine.idle),
        idle=machine.idle,
    )
    machine.on_arrival.append(dispatcher.wake.set)
    fetcher = _fetcher(machine, house)
    machine.on_commit.append(fetcher.wake.set)
    nursery.add("receipts", receipts.run)
    nursery.add("spinners", spinners.run)
    nursery.add("fetch", fetcher.run)
    nursery.add("dispatch", dispatcher.run)


def _fetcher(machine: Machine, house: House) -> Fetcher:
    settings = machine.settings
    return Fetcher(
        machine.store,
        machine.client,
        Cleaner(),
        settings.method_url,
        settings.file_url,
        machine.committed,
        house,
        machine.holder,
    )


def _house(machine: Machine, receipts: Receipts) -> House:
    settings = machine.settings
    return House(
        full=settings.desk_content == "full",
        show_unreviewed=settings.show_unreviewed,
        take_receipt=receipts.take,
        new_token=lambda: secrets.token_urlsafe(6),
        has_room=lambda: has_room(settings.data_dir, ROOM),
    )
