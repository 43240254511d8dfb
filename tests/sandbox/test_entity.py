"""HTML and lengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import entity
from sandbox.error import ApiError


def test_html_becomes_plain_text_and_entities() -> None:
    source = '<b>Your <i>rights</i></b> &lt;3 <a href="https://example.org/">here</a>'
    text, entities = entity.parse(source, "HTML", None)
    assert text == "Your rights <3 here"
    assert entities == [
        {"type": "bold", "offset": 0, "length": 11},
        {"type": "italic", "offset": 5, "length": 6},
        {"type": "text_link", "offset": 15, "length": 4, "url": "https://example.org/"},
    ]


def test_offsets_are_counted_in_utf_16_units() -> None:
    text, entities = entity.parse("\N{MEMO}<b>x</b>", "HTML", None)
    assert entity.units(text) == 3
    assert entities[0]["offset"] == 2


def test_trimming_moves_the_entities() -> None:
    text, entities = entity.parse("  <code>a</code> \n", "HTML", None)
    assert (text, entities) == ("a", [{"type": "code", "offset": 0, "length": 1}])


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>open", 'end tag corresponding to start tag "b"'),
        ("</b>", "Unexpected end tag"),
        ("<b><i>x</b></i>", 'expected "</i>", found "</b>"'),
        ("<h1>x</h1>", 'Unsupported start tag "h1"'),
        ("1 < 2", "Unsupported start tag"),
        ("<span>x</span>", "tg-spoiler"),
    ],
)
def test_html_that_telegram_refuses_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities") as refusal:
        entity.parse(source, "HTML", None)
    assert complaint in refusal.value.description


def test_every_tag_that_we_use_is_known() -> None:
    tags = ("b", "i", "u", "s", "code", "pre", "tg-spoiler", "blockquote")
    source = "".join(f"<{tag}>x</{tag}>" for tag in tags) + "<blockquote expandable>y</blockquote>"
    _, entities = entity.parse(source, "HTML", None)
    assert [each["type"] for each in entities] == [
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "code",
        "pre",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
    ]


def test_markdown_is_refused_aloud() -> None:
    with pytest.raises(ApiError, match="HTML only"):
        entity.parse("*x*", "MarkdownV2", None)


def test_commands_and_links_are_found() -> None:
    kinds = [each["type"] for each in entity.found("/start see https://example.org now", [])]
    assert kinds == ["bot_command", "url"]


@given(st.text(alphabet='<>/bi&lt;"= a\N{MEMO}\n', max_size=40))
def test_whatever_is_written_is_read_or_refused(source: str) -> None:
    try:
        text, entities = entity.parse(source, "HTML", None)
    except ApiError:
        return
    assert text == text.strip()
    for each in entities:
        assert 0 <= each["offset"] < each["offset"] + each["length"] <= entity.units(text)
