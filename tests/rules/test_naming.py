"""File names on their way to a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.rules.naming import safe_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("completeness 2026-03-02.csv", "completeness 2026-03-02.csv"),
        ("南街村 报告率（近14天）.xlsx", "南街村 报告率（近14天）.xlsx"),
        ("a;b.csv", "a_b.csv"),
        ('a"b\r\nX-Header: 1.csv', "a_b_X-Header_ 1.csv"),
        ("../../etc/passwd.csv", "_.._etc_passwd.csv"),
        ("m" * 300 + ".csv", "m" * 60 + ".csv"),
        ("report", "report"),
        (".csv", "csv"),
        ("v1.2 final.tar.gz", "v1.2 final.tar.gz"),
    ],
)
def test_a_name_arrives_as_it_was_or_as_near_as_can_be(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@pytest.mark.parametrize("name", ["", "   ", "…", ";;;", "..", "/"])
def test_a_name_that_says_nothing_is_a_bug(name: str) -> None:
    with pytest.raises(ValueError, match="needs a name"):
        safe_name(name)


@given(st.text(max_size=200))
def test_no_name_breaks_out_of_its_header_or_folder(name: str) -> None:
    try:
        safe = safe_name("a" + name)
    except ValueError:
        return
    assert not set(safe) & set('";\\/:\r\n\0')
    assert 1 <= len(safe) <= 81
    assert safe == safe_name(safe), "a safe name stays as it is"
