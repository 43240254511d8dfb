"""What lint refuses in the texts."""

import pytest
from babel.messages.catalog import Message

from domain.language import Language
from locales import check


def _faults(said: str | tuple[str, ...], language: Language = Language.UZ, **more: str) -> str:
    key = more.get("key", "Hello {name}")
    return "\n".join(check._message(language, Message(key, said, context=more.get("context"))))


def test_the_texts_of_the_project_are_in_order() -> None:
    assert check.complaints() == []


def test_a_sound_translation_is_left_alone() -> None:
    assert _faults("Salom {name}, oʻqing, maʼlumot") == ""


@pytest.mark.parametrize(
    "said", ["Salom", "Salom {ism}", "Salom {}", "Salom {0}", "Salom {name", ""]
)
def test_a_broken_placeholder_is_refused(said: str) -> None:
    assert _faults(said)


def test_a_format_that_reaches_inside_a_value_is_refused() -> None:
    assert _faults("Salom {name.__class__}", key="Hello {name.__class__}")


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "`", "´"])
def test_any_apostrophe_but_the_two_of_uzbek_is_refused(apostrophe: str) -> None:
    assert "apostrophe" in _faults(f"o{apostrophe}qing {{name}}")


def test_the_two_apostrophes_are_not_mixed_up() -> None:
    assert "apostrophe" in _faults("maʻlumot {name}")


def test_a_button_is_at_most_40_characters() -> None:
    assert _faults("a" * 40, key="Done", context="button") == ""
    assert "40" in _faults("a" * 41, key="Done", context="button")


def test_letters_of_another_alphabet_are_refused() -> None:
    assert "Cyrillic" in _faults("Sаlom {name}")
    assert "two scripts" in _faults("Привeт {name}", Language.RU)
    assert "not turned" in _faults("Салом, alo {name}", Language.UZ_CYRL)


def test_a_plural_form_may_leave_out_its_number_only() -> None:
    many = Message(("{count} of {all}", "{count} of {all}"), ("bitta, {all}", "{count}, {all}"))
    assert list(check._message(Language.UZ, many)) == []
    lost = Message(("{count} of {all}", "{count} of {all}"), ("bitta", "{count}, {all}"))
    assert list(check._message(Language.UZ, lost))
