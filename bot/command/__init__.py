"""The commands of the command line, a room each: `arguments(parser, name)` and `run(known)`."""
