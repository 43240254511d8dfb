"""Catalogs remember what was once said."""

import pytest
from babel.messages.catalog import Catalog, Message

from domain.language import Language
from locales import catalog as room


def _source(*texts: str, context: str | None = None) -> Catalog:
    made = Catalog()
    for text in texts:
        made.add(text, context=context)
    return made


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Catalog:
    catalog = Catalog(locale=Language.RU)
    monkeypatch.setattr(room, "read", lambda _language: catalog)
    return catalog


def test_a_text_that_comes_back_is_said_as_before(held: Catalog) -> None:
    held.obsolete["Done"] = Message("Done", "Готово")
    said = room.updated(Language.RU, _source("Done")).get("Done")
    assert said is not None
    assert said.string == "Готово"


def test_a_text_that_becomes_a_button_keeps_its_translation(held: Catalog) -> None:
    held.add("Done", "Готово")
    said = room.updated(Language.RU, _source("Done", context="button")).get("Done", "button")
    assert said is not None
    assert said.string == "Готово"


def test_a_new_text_is_left_for_a_person_and_never_guessed(held: Catalog) -> None:
    held.add("Erase this chat", "Стереть этот чат")
    said = room.updated(Language.RU, _source("Erase this chats")).get("Erase this chats")
    assert said is not None
    assert not said.string
    assert not said.fuzzy


def test_english_says_itself() -> None:
    said = room.english(_source("Done")).get("Done")
    assert said is not None
    assert said.string == "Done"


def test_cyrillic_is_made_from_latin_with_its_plural_forms() -> None:
    latin = Catalog(locale=Language.UZ)
    latin.add(("{count} photo", "{count} photos"), ("{count} ta surat", "{count} ta surat"))
    said = room.cyrillic(latin).get("{count} photo")
    assert said is not None
    assert said.string == ("{count} та сурат", "{count} та сурат")


def test_the_same_texts_make_the_same_file_without_dates_or_machines() -> None:
    text = room.rendered(room.template())
    assert text == room.rendered(room.template())
    assert "Date" not in text.partition("\n\n")[0]
    assert str(room.PROJECT) not in text
