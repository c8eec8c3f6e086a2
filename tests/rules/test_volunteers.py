"""Volunteers on plain values: times as bits, the catalogue and the consent with their mistakes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.i18n import LANGUAGES
from bot.volunteers.model import Part, Window
from bot.volunteers.rules.catalogue import BadCatalogue, read_catalogue, read_consent
from bot.volunteers.rules.windows import (
    PRESETS,
    WEEK,
    as_bits,
    code_of,
    from_bits,
    read_windows,
    window_at,
)
from bot.volunteers.service.catalogue import catalogue as shipped
from bot.volunteers.service.catalogue import consent


@given(st.frozensets(st.sampled_from(WEEK)))
def test_times_come_back_from_bits_and_from_codes(windows: frozenset[Window]) -> None:
    assert from_bits(as_bits(windows)) == windows
    assert read_windows(code_of(window) for window in windows) == windows
    assert 0 <= as_bits(windows) < 2**21


@pytest.mark.parametrize(
    ("moment", "window"),
    [
        (datetime(2026, 3, 2, 6, 0, tzinfo=UTC), Window(0, Part.MORNING)),
        (datetime(2026, 3, 2, 11, 59, tzinfo=UTC), Window(0, Part.MORNING)),
        (datetime(2026, 3, 2, 12, 0, tzinfo=UTC), Window(0, Part.AFTERNOON)),
        (datetime(2026, 3, 2, 18, 0, tzinfo=UTC), Window(0, Part.NIGHT)),
        (datetime(2026, 3, 3, 5, 59, tzinfo=UTC), Window(0, Part.NIGHT)),
        (datetime(2026, 3, 2, 3, 0, tzinfo=UTC), Window(6, Part.NIGHT)),
        (datetime(2026, 3, 8, 23, 59, tzinfo=UTC), Window(6, Part.NIGHT)),
    ],
)
def test_every_moment_falls_into_one_window(moment: datetime, window: Window) -> None:
    assert window_at(moment) == window


def test_presets_are_different_and_none_is_empty() -> None:
    assert len(set(PRESETS.values())) == len(PRESETS)
    assert all(PRESETS.values())
    assert PRESETS["any"] == frozenset(WEEK)


def test_what_comes_along_can_be_read_in_every_language() -> None:
    among = shipped()
    assert {"nurse", "driver", "interpreter"} <= set(among.skills)
    assert among.skills["nurse"].certificate
    assert not among.skills["loading"].certificate
    for labels in (*among.languages.values(), *(s.label for s in among.skills.values())):
        assert set(LANGUAGES) <= set(labels.wording)
    assert consent().version >= 1


LABEL = "{ zh_Hans = '护士', en = 'Nurse' }"
LANGUAGE = f"[[languages]]\ncode = 'miao'\nlabel = {LABEL}\n"


def catalogue(skills: str, group: str = "medical") -> str:
    return f"{LANGUAGE}[[groups]]\ncode = '{group}'\nlabel = {LABEL}\nskills = [{skills}]\n"


@pytest.mark.parametrize(
    ("definition", "mistake"),
    [
        ("groups = [", "not valid TOML"),
        ("", "at least one"),
        (catalogue(""), "needs at least one skill"),
        (catalogue(f"{{ code = 'Nurse!', label = {LABEL} }}"), "a code is 1 to 24"),
        (catalogue("{ code = 'nurse', label = { en = 'Nurse' } }"), "give the words in"),
        (catalogue(f"{{ code = 'nurse', certificate = 'yes', label = {LABEL} }}"), "true or false"),
        (
            catalogue(f"{{ code = 'a', label = {LABEL} }}, {{ code = 'a', label = {LABEL} }}"),
            "once",
        ),
        (
            catalogue("{ code = 'nurse', label = { zh_Hans = '', en = 'Nurse' } }"),
            "(zh_Hans): 1 to 30 characters",
        ),
    ],
)
def test_a_mistake_in_the_catalogue_is_named(definition: str, mistake: str) -> None:
    with pytest.raises(BadCatalogue) as refused:
        read_catalogue(definition)
    assert any(mistake in one for one in refused.value.mistakes)


@pytest.mark.parametrize(
    ("definition", "mistake"),
    [
        ("version = 0\n[text]\nzh_Hans = '同意'\nen = 'agree'", "version"),
        ("version = 1\n[text]\nen = 'agree'", "give the words in"),
        (f"version = 1\n[text]\nzh_Hans = '同意'\nen = '{'x' * 1_501}'", "1 to 1500"),
    ],
)
def test_a_mistake_in_the_consent_is_named(definition: str, mistake: str) -> None:
    with pytest.raises(BadCatalogue) as refused:
        read_consent(definition)
    assert any(mistake in one for one in refused.value.mistakes)
