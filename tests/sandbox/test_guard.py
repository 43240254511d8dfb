"""What the sandbox will not be started with, and whom it does not answer."""

import os
import signal
import subprocess
import sys

import aiohttp
import pytest

from sandbox.client import Sandbox
from sandbox.guard import TOKEN, Unsafe, check_bind, check_token


@pytest.mark.parametrize("bind", ["0.0.0.0:8081", "192.168.1.4:8081", "example.org:80", "8081"])
def test_an_address_that_others_reach_is_refused(bind: str) -> None:
    with pytest.raises(Unsafe, match="loopback only"):
        check_bind(bind)


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "localhost:8081", "[::1]:8081"])
def test_loopback_is_taken(bind: str) -> None:
    check_bind(bind)


def test_a_real_looking_token_is_refused() -> None:
    check_token(TOKEN)
    with pytest.raises(Unsafe, match="looks real"):
        check_token("123456789:" + "a" * 35)
    with pytest.raises(Unsafe, match="A token is"):
        check_token("nonsense")


def test_it_starts_says_its_address_and_ends_on_sigterm() -> None:
    command = [sys.executable, "-m", "sandbox", "--bind", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert line.startswith("The sandbox is at http://127.0.0.1:")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:8081"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_page_from_elsewhere_moves_nobody(
    sandbox: Sandbox, headers: dict[str, str]
) -> None:
    async with aiohttp.ClientSession(headers=headers) as session:
        for path in ("/", "/sim/people", f"/bot{sandbox.token}/getMe"):
            async with session.post(f"{sandbox.url}{path}", data="{}") as answer:
                assert answer.status == 403


async def test_this_machines_own_page_is_answered(sandbox: Sandbox) -> None:
    async with (
        aiohttp.ClientSession(headers={"Origin": sandbox.url}) as session,
        session.get(f"{sandbox.url}/bot{sandbox.token}/getMe") as answer,
    ):
        assert answer.status == 200
