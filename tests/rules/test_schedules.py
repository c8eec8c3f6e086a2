"""Schedules: values read with their cures, written and read back, inherited value by value."""

from dataclasses import fields, replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import FORMS
from bot.places.model import Level
from bot.reports.model import Quiet, Schedule, Schedules
from bot.reports.rules.forms import BadForm, read_form
from bot.reports.rules.schedules import (
    LONGEST_MINUTES,
    MOST_REMINDERS,
    is_off,
    origins,
    plain_value,
    read_value,
    schedule_at,
)
from tests.builders import CITY, COUNTY, HEPING, OTHER_TOWN, PROVINCE, TOWN, TREE

SUNDAY = date(2026, 3, 1)
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
MINUTES = st.integers(0, LONGEST_MINUTES)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))

SCHEDULES = st.builds(
    Schedule,
    day_starts=TIMES,
    deadline=TIMES,
    accepted_days=st.integers(0, 30),
    reminders=st.sets(st.integers(1, LONGEST_MINUTES), max_size=MOST_REMINDERS).map(
        lambda minutes: tuple(sorted(minutes, reverse=True))
    ),
    quiet=st.builds(Quiet, TIMES, TIMES),
    days_off=st.builds(
        frozenset.union,
        st.frozensets(st.integers(0, 6), max_size=6),
        st.frozensets(DAYS, max_size=5),
    ),
    rungs=st.dictionaries(st.sampled_from(Level), MINUTES),
    again=MINUTES,
    silent_days=st.integers(1, 365),
    hopeless_days=st.integers(2, 365),
)


@given(SCHEDULES)
def test_what_is_written_reads_back_the_same(schedule: Schedule) -> None:
    values = {f.name: plain_value(getattr(schedule, f.name)) for f in fields(Schedule)}
    assert Schedule(**{name: read_value(name, value) for name, value in values.items()}) == schedule


def test_the_form_that_comes_with_the_program_has_the_usual_schedule() -> None:
    assert read_form(FORMS[0]).schedule == Schedule()


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("deadline", "09:05", time(9, 5)),
        ("accepted_days", 0, 0),
        ("reminders", [30, 120, 30], (120, 30)),
        ("reminders", [], ()),
        ("quiet", ["22:00", "06:30"], Quiet(time(22), time(6, 30))),
        ("days_off", ["sat", "sun"], frozenset({5, 6})),
        ("days_off", ["2026-10-01"], frozenset({date(2026, 10, 1)})),
        ("days_off", [date(2026, 10, 1)], frozenset({date(2026, 10, 1)})),
        ("rungs", {"county": 5}, {Level.COUNTY: 5}),
        ("again", 1, 1),
    ],
)
def test_a_value_is_read(name: str, value: Any, meant: Any) -> None:
    assert read_value(name, value) == meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("deadline", "25:00"),
        ("deadline", "9:00"),
        ("deadline", 16),
        ("accepted_days", -1),
        ("accepted_days", 31),
        ("accepted_days", True),
        ("accepted_days", "3"),
        ("reminders", [0]),
        ("reminders", [LONGEST_MINUTES + 1]),
        ("reminders", [5, 4, 3, 2, 1]),
        ("reminders", 30),
        ("quiet", ["21:00"]),
        ("quiet", "21:00"),
        ("days_off", ["someday"]),
        ("days_off", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
        ("rungs", {"moon": 5}),
        ("rungs", [5]),
        ("again", LONGEST_MINUTES + 1),
        ("silent_days", 0),
        ("hopeless_days", 1),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_the_cure(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"`{name}` must be "):
        read_value(name, value)


def test_a_name_that_is_none_is_named_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"there is no 'deadlin'; there are .*deadline"):
        read_value("deadlin", "16:00")
    form = FORMS[0].replace("deadline =", "deadlin =")
    with pytest.raises(BadForm, match="there is no 'deadlin'"):
        read_form(form)


# -- inheriting -----------------------------------------------------------------------

LATER, LATEST = time(17), time(18)


@pytest.mark.parametrize(
    ("differing", "place", "deadline", "accepted"),
    [
        ({}, HEPING, time(16), 3),
        ({PROVINCE.id: {"deadline": LATER}}, HEPING, LATER, 3),
        ({PROVINCE.id: {"deadline": LATER}}, PROVINCE, LATER, 3),
        ({COUNTY.id: {"deadline": LATER}}, CITY, time(16), 3),
        ({COUNTY.id: {"deadline": LATER}}, OTHER_TOWN, LATER, 3),
        ({TOWN.id: {"deadline": LATER}}, OTHER_TOWN, time(16), 3),
        ({COUNTY.id: {"deadline": LATER}, TOWN.id: {"deadline": LATEST}}, HEPING, LATEST, 3),
        ({COUNTY.id: {"deadline": LATER}, TOWN.id: {"accepted_days": 7}}, HEPING, LATER, 7),
        ({COUNTY.id: {"accepted_days": 7}, HEPING.id: {"deadline": LATEST}}, HEPING, LATEST, 7),
    ],
)
def test_the_nearest_place_wins_value_by_value(
    differing: dict[int, dict[str, Any]], place: Any, deadline: time, accepted: int
) -> None:
    found = schedule_at(Schedules(Schedule(), differing), place)
    assert found == replace(Schedule(), deadline=deadline, accepted_days=accepted)


@given(
    st.dictionaries(
        st.sampled_from([place.id for place in TREE]),
        st.dictionaries(st.sampled_from(["again", "silent_days", "accepted_days"]), MINUTES),
    )
)
def test_every_value_comes_from_where_its_origin_says(
    differing: dict[int, dict[str, int]],
) -> None:
    schedules = Schedules(Schedule(), differing)
    for place in TREE:
        found, comes_from = schedule_at(schedules, place), origins(schedules, place)
        for name in ("again", "silent_days", "accepted_days"):
            if name in comes_from:
                assert comes_from[name] in (place.id, *place.ancestor_ids)
                assert getattr(found, name) == differing[comes_from[name]][name]
            else:
                assert getattr(found, name) == getattr(Schedule(), name)


@pytest.mark.parametrize("back", range(14))
def test_days_off_are_weekdays_and_single_days(back: int) -> None:
    day = SUNDAY + timedelta(days=back)
    assert is_off(day, Schedule(days_off=frozenset({6}))) == (back % 7 == 0)
    assert is_off(day, Schedule(days_off=frozenset({SUNDAY}))) == (back == 0)
    assert not is_off(day, Schedule())
