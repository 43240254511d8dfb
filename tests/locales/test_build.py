"""The command that makes the texts."""

import pytest

from locales import build, check


def test_an_unknown_step_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match="extract"):
        build.main(["translate"])


def test_no_step_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match="compile"):
        build.main([])


def test_check_counts_the_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "complaints", lambda: ["uz: missing: 'Done'"])
    with pytest.raises(SystemExit, match="missing: 'Done'\n1 faults"):
        build.main(["check"])


def test_every_step_of_the_brief_is_there() -> None:
    assert list(build.STEPS) == ["extract", "update", "cyrillic", "compile", "check"]
    assert check.LABEL_LENGTH == 40
