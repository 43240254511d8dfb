"""Promises of the log: whatever is planted, no line holds it."""

import asyncio
import gc
import io
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import log
from bot.log import Known
from storage import migrate
from storage.fault import BROKEN
from storage.store import engines

SECRET = "planted: my name is Nobody, 123456:planted-token"
CHAT = 5100000001

Lines = io.StringIO


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Configure the log as the machine does, at DEBUG, and put everything back afterwards."""
    root, kept = logging.root, {}
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.setattr(root, "handlers", root.handlers)
    monkeypatch.setattr(root, "level", root.level)
    for name in list(root.manager.loggerDict):
        other = logging.getLogger(name)
        kept[name] = (other.handlers, other.propagate, other.level)
    stream = io.StringIO()
    log.configure("DEBUG", stream)
    yield stream
    for name, (handlers, propagate, level) in kept.items():
        other = logging.getLogger(name)
        other.handlers, other.propagate = handlers, propagate
        other.setLevel(level)


def raised() -> ValueError:
    try:
        _fail()
    except ValueError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("name", ["telegram.ext", "httpx", "aiohttp.access", "sqlalchemy", "web.x"])
def test_no_argument_of_anybody_is_shown(lines: Lines, name: str) -> None:
    logging.getLogger(name).error("Update %s of chat %d failed", SECRET, CHAT)
    assert "planted" not in lines.getvalue()
    assert str(CHAT) not in lines.getvalue()
    assert "Update" in lines.getvalue()


def test_a_line_made_by_hand_is_not_shown_but_its_place_is(lines: Lines) -> None:
    logging.getLogger("telegram").critical(f"Error while building {SECRET}")  # noqa: G004
    logging.getLogger("bot").error(SECRET)
    logging.getLogger("bot").error(f"{CHAT} %s", SECRET)  # noqa: G004
    text = lines.getvalue()
    assert "planted" not in text
    assert str(CHAT) not in text
    assert text.count("test_log.py") == 3


def test_of_an_exception_only_types_and_places_are_shown(lines: Lines) -> None:
    log.fault("receiver", raised())
    [line] = lines.getvalue().splitlines()
    assert "planted" not in line
    assert "A fault in: receiver" in line
    assert "ValueError bot/test_log.py:" in line
    assert "<- KeyError" in line


async def failed(url: str) -> BaseException:
    writer, _reader = engines(url)
    try:
        await migrate.bring(writer)
    except BROKEN as error:
        return error
    finally:
        await writer.dispose()
    raise AssertionError


@pytest.mark.parametrize(
    ("name", "says"), [("sqlite", "SQLITE_NOTADB"), ("postgresql", "ConnectionRefusedError")]
)
async def test_a_database_that_fails_is_told_in_one_short_line(
    lines: Lines, tmp_path: Path, name: str, says: str
) -> None:
    (tmp_path / "none.db").write_text("this is no database at all" * 9)
    sqlite = f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"
    url = sqlite if name == "sqlite" else "postgresql+asyncpg://name@127.0.0.1:9/name"
    error = await failed(url)
    log.configure("INFO", lines)
    lines.truncate(0)
    log.fault("send", error)
    [line] = lines.getvalue().splitlines()
    assert line.endswith(f" The database fails ({says}); it is tried again, by: send")


async def test_where_it_failed_is_told_to_who_looks_for_a_fault(lines: Lines) -> None:
    log.fault("send", await failed("postgresql+asyncpg://name@127.0.0.1:9/name"))
    assert "storage/migrate.py" in lines.getvalue()
    assert "planted" not in lines.getvalue()


def test_another_file_that_fails_is_told_with_its_place(lines: Lines) -> None:
    try:
        Path("/no/such/planted").read_text()
    except OSError as error:
        log.fault("fetch", error)
    [line] = lines.getvalue().splitlines()
    assert "A fault in: fetch FileNotFoundError bot/test_log.py:" in line
    assert "planted" not in line


def test_a_group_of_exceptions_names_their_types(lines: Lines) -> None:
    log.fault("sender", ExceptionGroup(SECRET, [raised(), OSError(SECRET)]))
    assert "planted" not in lines.getvalue()
    assert "ExceptionGroup (ValueError, OSError)" in lines.getvalue()


def test_a_stack_is_not_shown(lines: Lines) -> None:
    secret = SECRET
    logging.getLogger("bot").warning("Where", stack_info=True, extra={"story": secret})
    assert lines.getvalue().rstrip().endswith("WARNING bot Where")


def test_our_own_numbers_types_and_known_words_are_shown(lines: Lines) -> None:
    ours = logging.getLogger("services.x")
    ours.info("Kept %d in %.1f s: %s, %s", 12, 0.25, OSError, Known("sender"))
    ours.info("%s and %d", "Nobody", CHAT)
    first, second = lines.getvalue().splitlines()
    assert first.endswith("INFO services.x Kept 12 in 0.2 s: OSError, sender")
    assert "Nobody" not in second
    assert str(CHAT) not in second


def test_uncaught_exceptions_are_logged_blind(
    lines: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    error = raised()
    sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    _Broken()
    gc.collect()
    text = lines.getvalue()
    assert text.count("Nobody caught this") == 2
    assert "This could not be raised" in text
    assert "planted" not in text + "".join(capsys.readouterr())


def test_warnings_are_logged_blind(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn_explicit(SECRET, UserWarning, "somewhere/file.py", 7)
        log_hook = warnings.showwarning
        log_hook(UserWarning(SECRET), UserWarning, "somewhere/file.py", 7)
    assert "planted" not in lines.getvalue()
    assert "UserWarning at somewhere/file.py:7" in lines.getvalue()


async def test_what_a_loop_cannot_raise_is_logged_blind(lines: Lines) -> None:
    loop = asyncio.get_running_loop()
    log.watch(loop)
    loop.call_exception_handler({"message": SECRET, "exception": raised(), "future": SECRET})
    loop.set_exception_handler(None)
    assert "planted" not in lines.getvalue()
    assert "ValueError" in lines.getvalue()


def test_a_broken_line_is_dropped_and_not_printed(
    lines: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    # Without the handlers of the test runner, which would raise.
    logging.root.handlers = [one for one in logging.root.handlers if isinstance(one, log.Handler)]
    logging.getLogger("bot").error("%d of it", SECRET)
    assert lines.getvalue().rstrip().endswith("%d of it")
    lines.close()
    logging.getLogger("bot").error("Closed %s", SECRET)
    assert "planted" not in "".join(capsys.readouterr())


def test_a_library_with_a_handler_of_its_own_loses_it(lines: Lines) -> None:
    other = logging.getLogger("aiohttp.planted")
    stray = io.StringIO()
    other.addHandler(logging.StreamHandler(stray))
    other.propagate = False
    log.configure("DEBUG", lines)
    other.error("Said %s", SECRET)
    assert stray.getvalue() == ""
    assert "Said" in lines.getvalue()


def test_other_peoples_news_is_not_shown_unless_somebody_looks_for_a_fault(lines: Lines) -> None:
    log.configure("INFO", lines)
    logging.getLogger("httpx").info("request")
    logging.getLogger("bot").info("ours")
    assert "request" not in lines.getvalue()
    assert "ours" in lines.getvalue()


def _fail() -> None:
    nothing: dict[str, str] = {}
    try:
        nothing[SECRET]
    except KeyError as inner:
        raise ValueError(SECRET) from inner


class _Broken:
    def __del__(self) -> None:
        raise ValueError(SECRET)
