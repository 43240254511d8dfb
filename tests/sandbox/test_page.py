"""The page of phones: what it is served with, and that it trusts no text."""

import re
from pathlib import Path

import pytest

from sandbox.client import Phone, Sandbox
from tests.sandbox.conftest import PlainBot

STATIC = Path(__file__).parents[2] / "sandbox" / "static"


async def test_the_page_may_load_from_this_server_only(sandbox: Sandbox, bot: PlainBot) -> None:
    async with bot.session.get(f"{sandbox.url}/") as response:
        assert response.headers["Content-Security-Policy"] == "default-src 'self'"
        page = await response.text()
    for name in re.findall(r'(?:src|href)="([^"#]+)"', page):
        async with bot.session.get(f"{sandbox.url}/{name}") as found:
            assert found.status == 200, name


def test_the_page_has_nothing_inline() -> None:
    page = (STATIC / "index.html").read_text()
    assert not re.findall(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_no_script_reads_text_as_html(script: Path) -> None:
    banned = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.findall(banned, script.read_text())


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_every_module_that_is_imported_is_there(script: Path) -> None:
    for name in re.findall(r'from "\./([^"]+)"', script.read_text()):
        assert (STATIC / name).is_file()


async def test_a_file_shown_on_the_page_can_run_nothing(
    sandbox: Sandbox, bot: PlainBot, worker: Phone
) -> None:
    await worker.document(b"<script>alert(1)</script>", "page.html", "text/html")
    media = (await worker.look()).messages[-1].media
    assert media
    async with bot.session.get(f"{sandbox.url}/sim/file/{media['file_id']}") as response:
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_the_stream_of_events_tells_what_happens(
    sandbox: Sandbox, bot: PlainBot, worker: Phone
) -> None:
    async with bot.session.get(f"{sandbox.url}/sim/events") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readline() == b": here\n"
        await worker.text("salom")
        lines = [await stream.content.readline() for _ in range(3)]
    assert b'"kind":"message","chat":"worker_one"' in lines[-1]


async def test_a_wrong_question_is_answered_with_the_reason(sandbox: Sandbox) -> None:
    for path, body, reason in (
        ("/worker_one/dance", {}, 'nobody here can "dance"'),
        ("/worker_one/text", {}, "a field is missing or wrong"),
        ("/worker_one/photo", {}, "a file is missing"),
        ("/fault", {"kind": "earthquake"}, "no such fault"),
        ("/repeat", {"update_id": 1}, "there was no update 1"),
        ("/person", {"key": "group"}, "a person's key"),
    ):
        with pytest.raises(AssertionError, match=reason):
            await sandbox.post(path, body)
