"""What is measured, and against what: a bot on a core of its own, a Bot API on the other."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import psutil

from tests.kit.tree import ROOT
from tests.load.counted import NAME

#: No real bot has this token.
TOKEN: Final = "1000000:bench"

#: Seconds that a process gets to end by itself.
GRACE: Final = 15


class Telegram:
    """A Bot API in a process of its own (`tests/load/telegram.py`)."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        self.port = int(process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    @classmethod
    @contextmanager
    def running(cls, delay: float, *, police: bool = False) -> Iterator[Self]:
        """Run one; each call takes `delay` seconds."""
        words = ["tests.load.telegram", "--delay", str(delay), *["--police"] * police]
        with started(words, {}, core=_other(), stdout=subprocess.PIPE) as process:
            yield cls(process)

    def play(self, name: str, *, within: float, **wanted: object) -> dict[str, Any]:
        """Let people write, and wait until it is over; gives what the play reports."""
        self.ask("play", name=name, **wanted)
        report: dict[str, Any] = self.ask("wait", seconds=within)["play"]
        return report

    def polled(self, within: float = 20) -> float:
        """Wait for the first poll; gives its time on the machine's monotonic clock."""
        limit = time.monotonic() + within
        while time.monotonic() < limit:
            if first := self.ask("look")["first_poll"]:
                return float(first)
            time.sleep(0.02)
        raise TimeoutError("the bot never asked for updates")

    def sent(self, messages: int, within: float) -> dict[str, Any]:
        """Wait until so many messages were sent; gives when each came, and what was refused."""
        limit = time.monotonic() + within
        while self.ask("look")["sent"] < messages and time.monotonic() < limit:
            time.sleep(0.2)
        return self.ask("watch")

    def ask(self, what: str, **wanted: object) -> dict[str, Any]:
        """Ask for something under `/control`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", f"/control/{what}", json.dumps(wanted), headers)
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
            return answer
        finally:
            connection.close()


class Bot:
    """A running bot, and what the kernel says of it."""

    def __init__(self, process: "subprocess.Popen[str]", began: float) -> None:
        self.began = began
        self._process = process
        self._about = psutil.Process(process.pid)
        self._folder = Path(f"/proc/{process.pid}")

    @classmethod
    @contextmanager
    def running(cls, words: Sequence[str], environ: Mapping[str, str]) -> Iterator[Self]:
        """Run one, pinned to the last core."""
        began = time.monotonic()
        with started(words, environ, core=_own(), stdout=subprocess.DEVNULL) as process:
            yield cls(process, began)

    def seconds(self) -> tuple[float, float]:
        """Give the processor time so far: of everything, and of Argon2's threads."""
        times = self._about.cpu_times()
        apart = sum(
            thread.user_time + thread.system_time
            for thread in self._about.threads()
            if self._name(thread.id) == NAME
        )
        return times.user + times.system, apart

    def most_memory(self) -> float:
        """Give the most memory it ever held, in MiB."""
        lines = (self._folder / "status").read_text().splitlines()
        held = next(line for line in lines if line.startswith("VmHWM"))
        return int(held.split()[1]) / 1024

    def _name(self, thread: int) -> str:
        try:
            return (self._folder / "task" / str(thread) / "comm").read_text().strip()
        except OSError:
            return ""


def environ(telegram: str, folder: Path, database: str = "") -> dict[str, str]:
    """Give the settings of a bot that lives in a folder; both bots read their address from it."""
    given = {
        "TERIMCHI_BOT_TOKEN": TOKEN,
        "TERIMCHI_BOT_API_URL": telegram,
        "TERIMCHI_DATA_DIR": str(folder / "data"),
        "TERIMCHI_KEY_FILE": str(folder / "keys" / "key"),
        "TERIMCHI_ENV_FILE": os.devnull,
        "TERIMCHI_WEB_BIND": "127.0.0.1:0",
        "TERIMCHI_LOG_LEVEL": "WARNING",
    }
    return given | ({"TERIMCHI_DATABASE_URL": database} if database else {})


def run(words: Sequence[str], given: Mapping[str, str]) -> str:
    """Run a command of ours to its end; gives what it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=_clean(given),
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout


@contextmanager
def started(
    words: Sequence[str], given: Mapping[str, str], *, core: int, stdout: int
) -> Iterator["subprocess.Popen[str]"]:
    """Start a module of ours on one core, and stop it in the end by its own number."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})  # what starts now inherits it, from its first instruction on
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=_clean(given), stdout=stdout, text=True
        )
    finally:
        os.sched_setaffinity(0, before)
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def _clean(given: Mapping[str, str]) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("TERIMCHI_")}
    return kept | dict(given)


def _own() -> int:
    return max(os.sched_getaffinity(0))


def _other() -> int:
    return min(os.sched_getaffinity(0))
