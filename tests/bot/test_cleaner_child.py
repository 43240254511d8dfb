"""What holds when a file takes its cleaner down, and what a locked child can still reach."""

import asyncio
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot.cleaner import CHILD, Cleaner, Reason, Uncleanable
from bot.cleaning import frame, lock
from bot.cleaning.form import Form
from bot.cleaning.washed import Washed
from tests.kit import media

ROOT = str(Path(__file__).resolve().parents[2])
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the lock's filter is Linux's")
GOOD: dict[str, object] = {"form": "TEXT", "removed": []}


def a_child_that(does: str) -> Cleaner:
    """Give a cleaner whose child runs this code instead of ours."""
    start = f"import os, signal, sys; sys.path.insert(0, {ROOT!r}); {does}"
    return Cleaner(seconds=5, command=(sys.executable, "-I", "-c", start))


@pytest.mark.parametrize(
    "death",
    [
        "os.abort()",
        "os.kill(os.getpid(), signal.SIGSEGV)",
        "os.kill(os.getpid(), signal.SIGKILL)",
        "sys.exit(3)",
        "raise ValueError('planted words')",
        "sys.stdin.buffer.read(100); os._exit(0)",
        "os.close(0); os.close(1); signal.pause()",
    ],
)
async def test_a_child_that_dies_is_a_reason_and_no_more(death: str) -> None:
    assert await _reason(a_child_that(death)) is Reason.CRASHED


@pytest.mark.parametrize(
    "reply",
    [
        b"garbage of any kind",
        frame.LENGTHS.pack(2, 0) + b"{}",
        frame.LENGTHS.pack(2, 0) + b"[]",
        frame.LENGTHS.pack(9, 0) + b"[" * 9,
        frame.LENGTHS.pack(2**31, 0),
        frame.LENGTHS.pack(2, 2**31),
        frame.LENGTHS.pack(9, 9) + b"{} ",
        frame.pack({"refused": "planted words"}),
        frame.pack(GOOD | {"form": "GIF"}, b"GIF89a"),
        frame.pack(GOOD | {"form": "JPEG"}, b"MZ, and a program"),
        frame.pack(GOOD | {"removed": ["planted words"]}, b"abc"),
        frame.pack(GOOD | {"removed": 3}, b"abc"),
    ],
)
async def test_a_child_that_was_taken_over_is_not_believed(reply: bytes) -> None:
    talking = a_child_that(f"sys.stdin.buffer.read(20); os.write(1, {reply!r})")
    assert await _reason(talking) is Reason.CRASHED


async def test_a_good_answer_is_believed() -> None:
    reply = frame.pack(GOOD, b"abc")
    talking = a_child_that(f"sys.stdin.buffer.read(20); os.write(1, {reply!r})")
    assert (await talking.clean("document", b"x")).content == b"abc"


async def test_a_child_that_floods_its_pipe_is_stopped() -> None:
    flood = a_child_that("exec('while True: os.write(1, bytes(65536))')")
    assert await _reason(flood) is Reason.CRASHED


async def test_a_child_that_hangs_is_ended_in_time() -> None:
    start = "import signal; signal.pause()"
    hanging = Cleaner(seconds=0.2, command=(sys.executable, "-I", "-c", start))
    assert await _reason(hanging) is Reason.TIMED_OUT


async def test_a_child_that_calculates_for_ever_is_out_of_time() -> None:
    busy = a_child_that(
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2)); exec('while True: pass')"
    )
    assert await _reason(busy) is Reason.TIMED_OUT


async def test_a_call_given_up_ends_its_child(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    start = f"import os, signal; open({str(note)!r}, 'w').write(str(os.getpid())); signal.pause()"
    cleaner = Cleaner(command=(sys.executable, "-I", "-c", start))
    call = asyncio.create_task(cleaner.clean("photo", b"\xff\xd8\xff"))
    while not (note.exists() and note.read_text()):
        await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


async def test_two_files_at_most_are_open_at_once() -> None:
    cleaner, text = Cleaner(at_once=2), b"salom"
    calls = (cleaner.clean("document", text) for _ in range(6))
    assert {cleaned.content for cleaned in await asyncio.gather(*calls)} == {text}
    assert not cleaner._turns.locked()


async def test_after_a_crash_the_next_file_is_cleaned() -> None:
    assert await _reason(a_child_that("os.abort()")) is Reason.CRASHED
    assert (await Cleaner().clean("photo", media.jpeg())).mime == "image/jpeg"


async def test_no_word_of_a_child_reaches_our_output(capfd: pytest.CaptureFixture[str]) -> None:
    await _reason(a_child_that("sys.stderr.write('planted words'); os.abort()"))
    assert capfd.readouterr() == ("", "")


def test_the_bots_process_opens_no_decoder() -> None:
    seen = _python("import sys, bot.cleaner; print(*sorted(sys.modules))").split()
    assert not {"PIL", "av", "pikepdf", "numpy"} & set(seen)


async def test_a_child_gets_no_key_no_token_and_no_open_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TERIMCHI_BOT_TOKEN", "planted")
    found = tmp_path / "found"
    seen = "(dict(os.environ), os.listdir('/proc/self/fd'))"
    start = f"import os; open({str(found)!r}, 'w').write(repr({seen}))"
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)
        await _reason(Cleaner(command=(sys.executable, "-I", "-c", start)))
    said = found.read_text()
    assert "planted" not in said
    assert "TERIMCHI" not in said
    environment, files = eval(said)  # noqa: S307 - our own words
    assert set(environment) <= {"PATH", "LD_LIBRARY_PATH", "LC_CTYPE"}
    assert len(files) <= 5  # three pipes, the note, the listing itself


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.socketpair()",
        "open('/etc/passwd')",
        "open('/proc/self/environ')",
        "os.listdir('/')",
        "os.open('/dev/null', os.O_RDONLY)",
        "os.stat('/etc/passwd')",
        "os.dup(1)",
        "os.pipe()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "os.kill(os.getpid(), 0)",
        "threading.Thread(target=print).start()",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (10, 10))",
        "bytearray(2 * 1024**3)",
        "checked(libc.ptrace(16, os.getppid(), 0, 0))",
        "checked(libc.process_vm_readv(os.getppid(), 0, 0, 0, 0, 0))",
        "checked(libc.unshare(0x10000000))",
        "checked(libc.prctl(22, 0, 0))",
    ],
)
@LINUX
def test_a_locked_child_reaches_nothing(attempt: str) -> None:
    code = f"""
        import ctypes, os, resource, socket, sys, threading
        libc = ctypes.CDLL(None, use_errno=True)
        def checked(result):
            if result < 0: raise OSError(ctypes.get_errno(), "refused")
        from bot.cleaning.lock import lock
        lock()
        try:
            {attempt}
        except (OSError, MemoryError, RuntimeError, ValueError) as error:
            os.write(1, b"refused: " + type(error).__name__.encode())
        else:
            os.write(1, b"done")
        os._exit(0)
    """
    assert _python(textwrap.dedent(code)).startswith("refused: ")


@LINUX
def test_a_locked_child_can_still_work_and_answer() -> None:
    code = "from bot.cleaning.lock import lock; import os, zlib; lock();"
    code += "os.write(1, zlib.decompress(zlib.compress(b'x' * 10_000_000))[:3]); os._exit(0)"
    assert _python(code) == "xxx"


@LINUX
def test_the_filter_holds_on_this_kernel() -> None:
    code = (
        "from bot.cleaning.lock import lock; import os; seen = open('/proc/self/status'); lock();"
    )
    code += "os.write(1, seen.read().encode()); os._exit(0)"
    status = dict(line.split(":\t", 1) for line in _python(code).splitlines() if ":\t" in line)
    assert (status["Seccomp"], status["NoNewPrivs"]) == ("2", "1")


def test_the_childs_command_names_no_key_and_no_file() -> None:
    assert lock.__name__
    assert [argument for argument in CHILD if "/" in argument] == [sys.executable, ROOT]


def test_an_answer_survives_its_frame() -> None:
    washed = Washed(Form.JPEG, b"\xff\xd8\xff ...")
    packed = frame.answer(washed)
    head, body = frame.lengths(packed[: frame.LENGTHS.size])
    rest = packed[frame.LENGTHS.size :]
    assert frame.understood(rest[:head], rest[head:]) == washed
    assert len(rest) == head + body


async def _reason(cleaner: Cleaner) -> Reason:
    with pytest.raises(Uncleanable) as caught:
        await cleaner.clean("photo", b"\xff\xd8\xff" + bytes(1000))
    return caught.value.reason


def _python(code: str) -> str:
    start = f"import sys; sys.path.insert(0, {ROOT!r})\n{code}"
    ran = subprocess.run(
        [sys.executable, "-I", "-c", start], capture_output=True, check=True, timeout=60
    )
    return ran.stdout.decode()
