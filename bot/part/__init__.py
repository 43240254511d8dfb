"""The parts of the machine, a room each: `begin(machine)` takes the loops of one part in."""
