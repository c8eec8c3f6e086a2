"""HTML as the Bot API reads it, offsets in UTF-16, errors with their byte offsets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import automatic, read, units
from bot.sandbox.errors import ApiError


def entity(kind: str, offset: int, length: int, **extra: str) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **extra}


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>和平村</b> 0", "和平村 0", [entity("bold", 0, 3)]),
        ("😀<i>a</i>", "😀a", [entity("italic", 2, 1)]),
        ("a &lt;b&gt; &amp; &#233;", "a <b> & é", []),
        ("a & b &nbsp; c", "a & b &nbsp; c", []),
        ("<b>x <i>y</i></b>", "x y", [entity("bold", 0, 3), entity("italic", 2, 1)]),
        ('<a href="https://x.org">x</a>', "x", [entity("text_link", 0, 1, url="https://x.org")]),
        ("  <b> a </b>  ", "a", [entity("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ('<span class="tg-spoiler">s</span>', "s", [entity("spoiler", 0, 1)]),
    ],
)
def test_html_becomes_text_and_entities(
    html: str, text: str, entities: list[dict[str, Any]]
) -> None:
    assert read(html, "HTML") == (text, entities)


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("村<x>", 'Unsupported start tag "x" at byte offset 3'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("3 < 5", "Unclosed start tag at byte offset 2"),
    ],
)
def test_bad_html_is_refused_with_the_spot(html: str, problem: str) -> None:
    with pytest.raises(ApiError) as refused:
        read(html, "HTML")
    assert refused.value.description == f"Bad Request: can't parse entities: {problem}"


def test_another_parse_mode_is_refused_loudly() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        read("*a*", "MarkdownV2")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start K7", [entity("bot_command", 0, 6)]),
        ("tell /help!", [entity("bot_command", 5, 5)]),
        ("a/b", []),
        ("see https://x.org/a.", [entity("url", 4, 15)]),
        ("😀 @somebody", [entity("mention", 3, 9)]),
        ("3", []),
    ],
)
def test_commands_links_and_mentions_are_found(text: str, found: list[dict[str, Any]]) -> None:
    assert automatic(text) == found


@given(st.text(alphabet="ab<>/&;村😀 \n", max_size=40))
def test_reading_html_gives_entities_inside_the_text_or_an_api_error(html: str) -> None:
    try:
        text, entities = read(html, "HTML")
    except ApiError:
        return
    for one in entities:
        assert 0 <= one["offset"] < one["offset"] + one["length"] <= units(text)
