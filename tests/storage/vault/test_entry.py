"""An entry opens only in its own case and row, with the header it was sealed with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import (
    EntryHeader,
    Label,
    Tampered,
    new_pair,
    open_entry,
    open_with,
    seal_entry,
    seal_to,
)

CASE = new_pair()
HEADER = EntryHeader(
    case_id=b"c" * 16,
    entry_id=b"e" * 16,
    kind="story",
    author="worker",
    sequence=3,
    at=datetime(2026, 11, 23, 10, 30, 15, 123456, tzinfo=UTC),
)
HEADERS = st.builds(
    EntryHeader,
    case_id=st.binary(min_size=16, max_size=16),
    entry_id=st.binary(min_size=16, max_size=16),
    kind=st.text(max_size=12),
    author=st.text(max_size=12),
    sequence=st.integers(0, 2**40),
    at=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5))])),
)


@given(HEADERS, st.binary(max_size=900))
def test_an_entry_comes_back_exactly(header: EntryHeader, body: bytes) -> None:
    sealed = seal_entry(CASE.public, header, body)
    opened = open_entry(CASE, sealed, case_id=header.case_id, entry_id=header.entry_id)
    assert opened == (header, body)


@pytest.mark.parametrize("field", ["case_id", "entry_id"])
def test_an_entry_moved_to_another_case_or_row_does_not_open(field: str) -> None:
    sealed = seal_entry(CASE.public, HEADER, b"a story")
    case_id = b"x" * 16 if field == "case_id" else HEADER.case_id
    entry_id = b"x" * 16 if field == "entry_id" else HEADER.entry_id
    with pytest.raises(Tampered):
        open_entry(CASE.private, sealed, case_id=case_id, entry_id=entry_id)


def test_a_reply_for_the_receipt_is_not_an_entry_of_the_case() -> None:
    header, _body = open_with(CASE, Label.ENTRY, seal_entry(CASE.public, HEADER, b"a story"))
    sealed = seal_to(CASE.public, Label.REPLY, header, b"a reply")
    with pytest.raises(Tampered):
        open_entry(CASE, sealed, case_id=HEADER.case_id, entry_id=HEADER.entry_id)


@pytest.mark.parametrize("header", [b"", b"{", b"[]", b"{}", b'{"case_id": 1}', b"\xff"])
def test_a_header_that_we_did_not_write_is_tampered(header: bytes) -> None:
    sealed = seal_to(CASE.public, Label.ENTRY, header, b"a story")
    with pytest.raises(Tampered):
        open_entry(CASE, sealed, case_id=HEADER.case_id, entry_id=HEADER.entry_id)


def test_an_entry_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        seal_entry(CASE.public, replace(HEADER, at=HEADER.at.replace(tzinfo=None)), b"")
