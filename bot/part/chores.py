"""The chores part: what has to be done by the clock."""

from bot.machine import Machine
from bot.schedule import TIMETABLE, Schedule


async def begin(machine: Machine) -> None:
    """Begin to keep things in order."""
    schedule = Schedule(
        machine.store,
        TIMETABLE,
        machine.committed,
        machine.holder,
        machine.nursery.pulse("chores"),
    )
    machine.nursery.add("chores", schedule.run)
