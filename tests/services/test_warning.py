"""Warnings find what could tell who a worker is, hide it for good, and leave prices alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.draft import Draft, Part, PartKind
from domain.warning import DOT, Found, hide
from services.warning import Clue, find_all, keep_as_told, open_warnings

FOUND = [
    ("call +998 90 123 45 67 please", Clue.PHONE, "+998 90 123 45 67"),
    ("901234567", Clue.PHONE, "901234567"),
    ("тел. 8 90 123-45-67", Clue.PHONE, "8 90 123-45-67"),
    ("(71) 200-06-00", Clue.PHONE, "(71) 200-06-00"),
    ("pasportim AA1234567", Clue.PASSPORT, "AA1234567"),
    ("паспорт АВ 1234567", Clue.PASSPORT, "АВ 1234567"),
    ("JSHSHIR 30101901234567", Clue.PERSONAL, "30101901234567"),
    ("karta 4111 1111 1111 1111", Clue.CARD, "4111 1111 1111 1111"),
    ("my name is Sinov", Clue.NAME, "Sinov"),
    ("Mening ismim Sinov Sinovov, ishlayman", Clue.NAME, "Sinov Sinovov"),
    ("Менинг исмим Синов", Clue.NAME, "Синов"),
    ("меня зовут Проба Пробова и я", Clue.NAME, "Проба Пробова"),
    ("15-sentabr kuni Sinov qishlogʻida", Clue.NARROW, "15-sentabr kuni Sinov qishlogʻida"),
    ("бригада 4, 15.09.2026", Clue.NARROW, "бригада 4, 15.09.2026"),
]

FINE = [
    "they paid 50 000 soʻm for 120 kg",
    "1 271 000 soʻm, 12 kun, 8 soat",
    "we began at 06:00 and ended at 20:00",
    "60 kilo terdim, 40 kilo yozishdi",
    "Fergana region, in September",
    "",
]


def find(text: str) -> tuple[Found, ...]:
    (found,) = find_all([text])
    return found


@pytest.mark.parametrize(("text", "clue", "span"), FOUND)
def test_a_clue_is_found_where_it_stands(text: str, clue: Clue, span: str) -> None:
    assert [(one.kind, text[one.start : one.end]) for one in find(text)] == [(clue, span)]


@pytest.mark.parametrize("text", FINE)
def test_what_work_is_about_is_no_clue(text: str) -> None:
    assert not find(text)


@pytest.mark.parametrize(("text", "clue", "span"), [one for one in FOUND if one[1].can_hide])
def test_what_was_hidden_is_found_no_more(text: str, clue: Clue, span: str) -> None:
    hidden = hide(text, find(text))
    assert DOT in hidden
    assert not [one for one in find(hidden) if one.kind in {Clue.PHONE, Clue.PASSPORT, clue}]


@given(st.text(alphabet="0123456789 +-()ABабism:ʻ.\n", max_size=60))
def test_hiding_changes_nothing_but_what_was_found(text: str) -> None:
    found = find(text)
    hidden = hide(text, found)
    inside = {at for one in found for at in range(one.start, one.end)}
    assert len(hidden) == len(text)
    assert all(hidden[at] == text[at] for at in range(len(text)) if at not in inside)


def test_what_the_worker_keeps_is_warned_of_no_more() -> None:
    parts = [Part(PartKind.TEXT, "my name is Sinov, +998 90 123 45 67")]
    draft = Draft("report", 1, "review", "token")
    assert open_warnings(draft, parts) == [Clue.PHONE, Clue.NAME]
    kept = keep_as_told(draft, Clue.PHONE)
    assert open_warnings(kept, parts) == [Clue.NAME]
    assert open_warnings(keep_as_told(kept, Clue.NAME), parts) == []
