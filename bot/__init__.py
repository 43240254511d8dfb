"""The running machine: loops, wiring, settings, command line; nothing imports it."""
