"""The machine: what the loops of one process share, and how it starts and ends."""

import asyncio
import gc
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from bot import folder
from bot.client import Client
from bot.log import fault
from bot.nursery import Nursery
from bot.pacer import Pacer
from bot.receiver import LongPoll
from bot.settings import Settings
from bot.vitals import Vitals
from storage import sole

if TYPE_CHECKING:
    from bot.intake import Intake
    from storage.store import Store

Say = Callable[..., None]

#: So many young objects are left to themselves before the collector looks for circles.
YOUNG = 50_000

#: The order in which parts start: a poll is under way while all of them are still read, and nothing
#: is sent before everything is there, for the pacer counts on calls that leave in time.
ORDER = ("receive", "web", "dispatch", "chores", "send")


@dataclass(slots=True)
class Machine:
    """What the loops of one process share."""

    settings: Settings
    parts: frozenset[str]
    say: Say
    pacer: Pacer
    nursery: Nursery = field(default_factory=Nursery)
    vitals: Vitals = field(default_factory=Vitals)
    client: Client = field(default_factory=Client)
    polling: Client = field(default_factory=Client.polling)
    #: Names this process among those that want a lease.
    holder: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    #: What is woken when updates were committed, and when letters and files were.
    on_arrival: list[Callable[[], None]] = field(default_factory=list)
    on_commit: list[Callable[[], None]] = field(default_factory=list)
    #: Opened by the assembly: the database, and what keeps the updates that are received.
    opened: "Store | None" = None
    intake: "asyncio.Future[Intake]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    #: The bot's own username, empty until Telegram told it.
    username: str = ""
    #: Why it cannot run, once that is known.
    failure: str = ""

    @property
    def store(self) -> "Store":
        """The database, for parts: they begin when it is open."""
        assert self.opened is not None  # noqa: S101 - the assembly opens it before any part begins
        return self.opened

    @property
    def idle(self) -> float:
        """Seconds between looks into a table: shorter where another process fills it."""
        return 1.0 if {"receive", "dispatch", "send"} <= self.parts else 0.2

    def fail(self, sentence: str) -> None:
        """Stop everything, and say why."""
        self.failure = sentence
        self.nursery.stop.set()

    def arrived(self) -> None:
        """Wake whoever answers updates."""
        for wake in self.on_arrival:
            wake()

    def committed(self) -> None:
        """Wake whoever sends letters and fetches files."""
        for wake in self.on_commit:
            wake()


async def serve(
    settings: Settings, parts: frozenset[str], say: Say, *, prompt: bool = False
) -> None:
    """Run parts of the machine until told to stop; then drain and close."""
    machine = Machine(settings, parts, say, Pacer(settings.send_rate, settings.chat_rate))
    machine.nursery.add("assembly", lambda _stop: _assemble(machine, prompt=prompt))
    try:
        folder.make(settings.data_dir)
        with sole.held(settings.database_file):
            _listen(machine)
            async with machine.client, machine.polling:
                await machine.nursery.run()
    except sole.Occupied as occupied:
        machine.failure = " ".join((occupied.__doc__ or "").split())
    except folder.CannotOpen as closed:
        machine.failure = str(closed)
    finally:
        if machine.opened is not None:
            await machine.opened.close()
    if machine.failure:
        raise CannotRun(machine.failure)


class CannotRun(Exception):
    """The machine cannot start; the words say why, plainly."""


def _listen(machine: Machine) -> None:
    """Ask Telegram at once for what came, unless Telegram brings it; it is kept when we can."""
    settings, beat = machine.settings, machine.nursery.pulse("receive")
    if "receive" in machine.parts and not settings.webhook_url:
        poll = LongPoll(machine.polling, settings.method_url, machine.intake, machine.vitals, beat)
        machine.nursery.add("receive", poll.run)


async def _assemble(machine: Machine, *, prompt: bool) -> None:
    """Read and begin everything: in a thread, so that what has begun is not held up by it."""
    try:
        wiring = await asyncio.to_thread(import_module, "bot.wiring")
        machine.opened = await wiring.open_store(machine.settings, prompt=prompt)
        await wiring.check_desks(machine.opened, machine.settings)
        await _begin(machine)
    except folder.CannotOpen as closed:
        machine.fail(str(closed))
    except Exception as error:
        # Half a machine must not run: whoever started it has to see that it is not there.
        fault("assembly", error)
        machine.fail("The machine could not be put together; the log says where.")


async def _begin(machine: Machine) -> None:
    wanted = [part for part in ORDER if part in machine.parts]
    for part in wanted:
        room = await asyncio.to_thread(import_module, f"bot.part.{part}")
        if part == wanted[-1]:
            _leave_alone()
        try:
            await room.begin(machine)
        except OSError as error:
            machine.fail(_cannot_listen(machine.settings, part, error))
            return


def _cannot_listen(settings: Settings, part: str, error: OSError) -> str:
    name = "web_bind" if part == "web" else "webhook_bind"
    number = error.errno or 0
    # The library adds words of its own; a name that leads nowhere has a number below 0.
    why = os.strerror(number) if number > 0 else error.strerror
    return f"Nothing can listen at TERIMCHI_{name.upper()}, {getattr(settings, name)} ({why})."


def _leave_alone() -> None:
    # What was loaded stays: the collector need not look at it again. Nor once before: it would take
    # a tenth of a second of the first answer, and find a few thousand objects. And a batch makes
    # more objects at once than its usual 700, which are gone by themselves when it is answered.
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
    gc.enable()
