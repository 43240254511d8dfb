"""The log: lines that cannot hold what people wrote, at any level, from any library.

What is printed is proven harmless rather than searched for secrets. Of a record: time, level,
logger, and its message only if those very words stand in the code of the function that logs them.
Of its arguments, and in our own lines only: small numbers, types, and words marked as `Known`. Of
an exception: its type, and file, line and function of each frame. The token has no way through.
"""

import logging
import sys
import threading
import time
import warnings
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from enum import Enum
from pathlib import PurePath
from types import CodeType, FrameType, TracebackType
from typing import Any, Final, TextIO

#: Stands for what was left out.
WITHHELD: Final = "…"

#: A larger number might be a chat's, a message's or a person's.
_LARGEST: Final = 1_000_000

_OURS: Final = frozenset({"bot", "domain", "handlers", "locales", "services", "storage", "web"})
_STAMP: Final = "%Y-%m-%dT%H:%M:%SZ"


class Known(str):
    """A word that the code itself wrote, such as a loop's name; never one that came in."""

    __slots__ = ()


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every log, warning and uncaught exception of this process through one blind line."""
    handler = Handler(stream or sys.stderr)
    for name in list(logging.root.manager.loggerDict):
        other = logging.getLogger(name)
        other.handlers, other.propagate = [], True
    logging.root.handlers = [handler]
    # Other people's news matters when it is a warning, or when somebody looks for a fault.
    logging.root.setLevel(level if level == "DEBUG" else max(logging.WARNING, _number(level)))
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable
    warnings.showwarning = _warned


def watch(loop: AbstractEventLoop) -> None:
    """Send what an event loop cannot raise through the log, too."""
    loop.set_exception_handler(_lost)


def fault(name: str, error: BaseException) -> None:
    """Log an unexpected exception of a loop: its type and where, never its words.

    Of a database that is away or full no place of ours tells anything, but its own word does.
    """
    if said := of_database(error):
        _log.error("The database fails (%s); it is tried again, by: %s", Known(said), Known(name))
        _log.debug("Where", exc_info=error)
    else:
        _log.error("A fault in: %s", Known(name), exc_info=error)


def of_database(error: BaseException) -> str:
    """Give the database's own name of its fault, such as SQLITE_FULL; empty for any other."""
    # Where the library was not read yet, and a start does much before, no database has failed.
    store = sys.modules.get("storage.fault")
    return str(store.of_database(error)) if store else ""


class Handler(logging.StreamHandler[TextIO]):
    """Writes one blind line for each record."""

    def format(self, record: logging.LogRecord) -> str:
        words = [
            time.strftime(_STAMP, time.gmtime(record.created)),
            record.levelname,
            record.name,
            _message(record).replace("\n", " "),
        ]
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            words.append(describe(record.exc_info[1]))
        elif words[-1] == WITHHELD:
            words.append(f"at {_place(record.pathname, record.lineno, record.funcName or '')}")
        return " ".join(words)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Drop the line: the library would print the record with all its arguments."""


def describe(error: BaseException) -> str:
    """Give an exception's types and frames, without a word of what it says."""
    return " <- ".join(_one(part) for part in _chain(error))


def _message(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str) or not _is_literal(record):
        return WITHHELD
    if not record.args:
        return str(record.msg)
    if not _is_ours(record.name):
        return str(record.msg)
    try:
        return str(record.msg % _blind(record.args))
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in _OURS


def _is_literal(record: logging.LogRecord) -> bool:
    """Tell whether the message stands word for word in the code of the function that logs it.

    An f-string, a joined string or a passed-on one does not: it may hold anything.
    """
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - no other way to the caller's code
    while frame is not None:
        code = frame.f_code
        if code.co_filename == record.pathname and code.co_name == record.funcName:
            return record.msg in _texts(code)
        frame = frame.f_back
    return False


def _texts(code: CodeType) -> Iterator[str]:
    return (text for text in code.co_consts if isinstance(text, str))


def _blind(args: Any) -> Any:  # noqa: ANN401 - logging's own arguments have any type
    if isinstance(args, dict):
        return {key: _harmless(value) for key, value in args.items()}
    return tuple(_harmless(value) for value in args)


def _harmless(value: object) -> object:
    if isinstance(value, (Known, bool)):
        return str(value)
    if isinstance(value, (int, float)) and abs(value) < _LARGEST:
        return value
    if isinstance(value, type):
        return value.__name__
    return value.name.lower() if isinstance(value, Enum) else WITHHELD


def _one(error: BaseException) -> str:
    words = [type(error).__name__]
    if isinstance(error, BaseExceptionGroup):
        words.append(f"({', '.join(type(part).__name__ for part in error.exceptions)})")
    trace = error.__traceback__
    while trace is not None:
        words.append(_frame(trace))
        trace = trace.tb_next
    return " ".join(words)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _frame(trace: TracebackType) -> str:
    code = trace.tb_frame.f_code
    return _place(code.co_filename, trace.tb_lineno, code.co_name)


def _place(path: str, line: int, function: str) -> str:
    return f"{'/'.join(PurePath(path).parts[-2:])}:{line}:{function}"


def _uncaught(
    _type: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    if not isinstance(error, KeyboardInterrupt):
        _log.critical("Nobody caught this", exc_info=error)


def _uncaught_in_thread(args: Any) -> None:  # noqa: ANN401 - threading gives it no public type
    if args.exc_value is not None:
        _log.critical("Nobody caught this in a thread", exc_info=args.exc_value)


def _unraisable(args: Any) -> None:  # noqa: ANN401 - sys gives it no public type
    if args.exc_value is not None:
        _log.error("This could not be raised", exc_info=args.exc_value)


def _warned(
    message: Warning | str,  # noqa: ARG001 - it may quote anything
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    _log.warning("%s at %s", category, Known(_place(filename, lineno, "")))


def _lost(_loop: AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    _log.error("The event loop met a fault", exc_info=error or False)


def _number(level: str) -> int:
    return int(logging.getLevelNamesMapping()[level])


_log = logging.getLogger(__name__)
