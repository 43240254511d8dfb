"""The command line: `python -m bot COMMAND`. Each command lives in its own room."""

import argparse
import os
import resource
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

#: A command: its words, what it does in one line, the room that has `arguments` and `run`.
COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("run", "run the whole machine in one process", "run"),
    ("receive", "run only the receiver (webhook)", "run"),
    ("dispatch", "run only a dispatcher", "run"),
    ("send", "run only the sender, or stand by for it", "run"),
    ("chores", "run only the chores, or stand by for them", "run"),
    ("web", "run only the web pages (health, metrics)", "run"),
    ("sandbox", "run a small Telegram and the bot on this machine, to try it out", "demo"),
    ("migrate", "bring the database to the newest tables", "migrate"),
    ("check", "say in plain words what is wrong; exit 1 if anything is", "check"),
    ("status", "count what is there", "status"),
    ("desk", "make the desks, join one, admit a member", "desk"),
    ("staff", "invite a person of the desk", "staff"),
    ("case", "read or answer a case with a member's passphrase; hold one", "case"),
    ("retention", "list what will be deleted in the next 30 days", "retention"),
    ("backup", "write an encrypted backup", "backup"),
    ("restore", "put a backup back", "backup"),
)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (0 well, 1 a fault said in plain words, 2 usage)."""
    given = list(sys.argv[1:] if words is None else words)
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    rooms = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, says, room in COMMANDS:
        child = rooms.add_parser(name, help=says, description=says)
        if given[:1] == [name]:
            # Only the room that is wanted is loaded: a start is fast because of it.
            import_module(f"bot.command.{room}").arguments(child, name)
    known = parser.parse_args(given)
    room = next(room for name, _says, room in COMMANDS if name == known.command)
    run: Callable[[argparse.Namespace], int] = import_module(f"bot.command.{room}").run
    return _said(run, known)


def _said(run: Callable[[argparse.Namespace], int], known: argparse.Namespace) -> int:
    from bot.command.plain import Plain

    try:
        return run(known)
    except Plain as fault:
        sys.stderr.write(f"{fault}\n")
        return fault.code
    except KeyboardInterrupt:
        return 130
    except Exception as fault:
        from bot.command.store import in_words

        sentence = in_words(fault)
        if sentence is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        return 1


def keep_private() -> None:
    """Let no other account read what we write, and no crash leave our keys in a file."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    keep_private()
    sys.exit(main())
