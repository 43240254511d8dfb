"""`case read` and `case reply`: a member's passphrase opens a case, a wrong one opens nothing."""

import asyncio
import io
from pathlib import Path

import pytest

from bot.__main__ import main
from domain.case import Status
from domain.journal import Act
from tests.kit.filing import Given, come_back
from tests.kit.office import STORY, Office

PHOTO = b"a picture of a list"


@pytest.fixture
async def passphrase(office: Office, tmp_path: Path) -> Path:
    joined, _person = await office.member("Person A")
    file = tmp_path / "passphrase"
    file.write_text(f"{joined.passphrase}\n", encoding="utf-8")
    return file


@pytest.fixture
async def given(office: Office, passphrase: Path) -> Given:
    return await office.filed(photo=PHOTO)


async def case(act: str, *words: str) -> int:
    return await asyncio.to_thread(main, ["case", act, *words])


async def test_read_writes_down_the_case_and_is_journalled(
    office: Office, given: Given, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = given.filed.case.code.lower().replace("-", "")
    assert await case("read", code, "--passphrase-file", str(passphrase)) == 0
    out = capsys.readouterr().out
    for said in (given.filed.case.code, "Nobody has it yet.", STORY, "Topic: Not paid", "photo"):
        assert said in out
    assert await office.acts() == [Act.CASE_READ]


async def test_files_are_written_for_the_member_alone_and_never_over_another(
    office: Office, given: Given, passphrase: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    words = (given.filed.case.code, "--passphrase-file", str(passphrase), "--files", str(folder))
    assert await case("read", *words) == 0
    (file,) = folder.iterdir()
    assert file.name == f"{given.filed.case.code}-01-photo.jpg"
    assert file.read_bytes() == PHOTO
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert await office.acts() == [Act.CASE_READ, Act.EVIDENCE_OPENED]
    assert await case("read", *words) == 1


async def test_a_wrong_passphrase_opens_nothing(
    office: Office, given: Given, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("one two three four five six", encoding="utf-8")
    assert await case("read", given.filed.case.code, "--passphrase-file", str(wrong)) == 1
    told = capsys.readouterr()
    assert "The passphrase is not right." in told.err
    assert STORY not in told.out + told.err
    assert await office.acts() == []


@pytest.mark.parametrize(("code", "exit_code"), [("K7M-4QX", 1), ("what", 2)])
async def test_what_is_no_case_is_said(passphrase: Path, code: str, exit_code: int) -> None:
    assert await case("read", code, "--passphrase-file", str(passphrase)) == exit_code


async def test_reply_takes_the_case_and_answers(
    office: Office, given: Given, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Keep your slips.\nWrite down the days.\n"))
    assert await case("reply", given.filed.case.code, "--passphrase-file", str(passphrase)) == 0
    current = await office.case(given.filed.case)
    assert current.status is Status.WAITING_WORKER
    assert await office.acts() == [Act.CASE_TAKEN, Act.CASE_REPLIED]
    back = await come_back(office, given.digits)
    assert "Keep your slips.\nWrite down the days." in back.replies[0].text


async def test_an_empty_reply_changes_nothing(
    office: Office, given: Given, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(" \n"))
    assert await case("reply", given.filed.case.code, "--passphrase-file", str(passphrase)) == 1
    assert (await office.case(given.filed.case)).status is Status.NEW
    assert await office.acts() == []
