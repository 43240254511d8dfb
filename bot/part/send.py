"""The sending part: the outbox goes out, and the bot introduces itself."""

from functools import partial

from bot import clock
from bot.enclosure import filled
from bot.flight import Flight
from bot.greeting import Greeting
from bot.machine import Machine
from bot.sender import Sender
from services import closing


async def begin(machine: Machine) -> None:
    """Begin to send."""
    nursery = machine.nursery
    url = machine.settings.method_url

    def flight() -> Flight:
        return Flight(
            machine.client,
            url,
            machine.pacer,
            machine.vitals,
            clock.seconds,
            clock.jitter,
            partial(filled, machine.store),
        )

    sender = Sender(
        machine.store,
        flight,
        machine.holder,
        closing.chat_closed,
        nursery.pulse("send"),
        machine.idle,
    )
    machine.on_commit.append(sender.wake.set)
    nursery.add("send", sender.run)
    nursery.add("greeting", Greeting(machine).run)
