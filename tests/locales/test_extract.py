"""What extraction finds, and what it refuses."""

from io import BytesIO

import pytest

from locales.extract import calls, labels


def _found(source: str) -> list[object]:
    return [said for _line, _kind, said, _notes in calls(BytesIO(source.encode()), {}, (), {})]


def test_marks_and_literal_calls_of_a_voice_are_found() -> None:
    source = """
A = _("One")
B = button("Two")
C = pgettext("month", "May")
voice.text("Three {n}", n=1)
visit.voice.plural("{count} photo", "{count} photos", n)
D = _("Four "
      "and five")
"""
    assert set(_found(source)) == {
        "One",
        ("button", "Two"),
        ("month", "May"),
        "Four and five",
        "Three {n}",
        ("{count} photo", "{count} photos"),
    }


def test_variables_and_the_texts_of_others_are_left_alone() -> None:
    assert _found("voice.text(key); phone.text('hello'); mark.button(label); text('SELECT')") == []


def test_a_mark_on_anything_but_a_literal_is_refused() -> None:
    with pytest.raises(ValueError, match="one literal"):
        _found('A = _(f"Hello {name}")')


def test_the_sentence_of_a_refusal_is_its_docstring_on_one_line() -> None:
    source = '''
class Full(Refusal):
    """There is no room.

    Please wait.
    """
class Fuller(Full):
    """No room at all."""
class Other(Exception):
    """Not for people."""
'''
    assert _found(source) == ["There is no room. Please wait.", "No room at all."]


def test_data_files_give_their_labels_as_buttons_and_their_sentences() -> None:
    data = b'[{"code": "WG", "label": "Not paid", "name": "Pay", "more": [{"note": 1}]}]'
    found = [(kind, said) for _line, kind, said, _notes in labels(BytesIO(data), {}, (), {})]
    assert found == [("pgettext", ("button", "Not paid")), ("_", "Pay"), ("_", 1)]
