"""A browser, the sandbox's page in it, and the real machine behind the bot."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from sandbox.client import Sandbox
from tests.browser.hand import PATIENCE, Phones
from tests.kit.machine import Machine

#: What Chromium is called where it is installed.
NAMES = ("chromium", "chromium-browser", "google-chrome")
#: It asks nobody anything, and needs neither a graphics card nor a namespace.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Start Chromium with a profile that nobody had; leave the test out where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("the page of phones: no Chromium here (Debian: apt-get install chromium)")
    expect.set_options(timeout=PATIENCE * 1000)
    async with async_playwright() as play:
        started = await play.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        await started.close()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Serve a small Telegram with its page; nothing that we called may have been refused."""
    async with Sandbox(patience=PATIENCE) as served:
        yield served
        assert await served.refused() == []


@pytest.fixture
async def machine(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Machine]:
    """Run the machine on SQLite, with content in Telegram and a lawyer at the desk."""
    async with Machine(sandbox, tmp_path / "machine") as running:
        await running.invite("lawyer")
        yield running


@pytest.fixture
async def phones(browser: Browser, sandbox: Sandbox, machine: Machine) -> AsyncIterator[Phones]:
    """Open the page as on a laptop; at the end it has complained of nothing."""
    async with Phones.opened(browser, sandbox.url, width=1400, height=860) as page:
        yield page


@pytest.fixture
async def pocket(browser: Browser, sandbox: Sandbox, machine: Machine) -> AsyncIterator[Phones]:
    """Open the page as on a telephone; at the end it has complained of nothing."""
    async with Phones.opened(browser, sandbox.url, width=390, height=844, touch=True) as page:
        yield page


@pytest.fixture
async def small(browser: Browser, sandbox: Sandbox, machine: Machine) -> AsyncIterator[Phones]:
    """Open the page as on the smallest telephone; at the end it has complained of nothing."""
    async with Phones.opened(browser, sandbox.url, width=360, height=640, touch=True) as page:
        yield page
