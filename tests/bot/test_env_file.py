"""What is wrong with `.env` is said in a sentence, and never quoted."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsFault


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings"


def said(file: Path) -> list[str]:
    with pytest.raises(SettingsFault) as fault:
        Settings.load({"TERIMCHI_ENV_FILE": str(file)}, needed=())
    return fault.value.sentences


def test_a_file_that_is_named_has_to_be_there(file: Path) -> None:
    assert said(file) == [f"TERIMCHI_ENV_FILE names {file}, and that is not there."]


def test_without_a_name_none_has_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.load({}, needed=()).send_rate == 29.5


def test_a_file_that_cannot_be_read_is_told(file: Path) -> None:
    file.mkdir()
    assert said(file) == [f"{file} cannot be read by the account that runs this (Is a directory)."]


def test_a_file_that_is_no_text_is_told(file: Path) -> None:
    file.write_bytes(b"TERIMCHI_BOT_TOKEN=\xff\xfe")
    assert said(file) == [f"{file} is no text in UTF-8."]


def test_a_line_that_is_not_understood_is_told_with_all_else_that_is_wrong(file: Path) -> None:
    file.write_text("# all is well\nthis is = planted 'x\nTERIMCHI_LOG_LEVEL=LOUD\n")
    assert said(file) == [
        f"Line 2 of {file} is not understood: NAME=value.",
        "TERIMCHI_LOG_LEVEL must be one of: DEBUG, INFO, WARNING, ERROR.",
    ]
