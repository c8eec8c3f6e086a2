"""When who is reminded, missed or asked, what counts as arrived, and how many minutes count."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.places.model import Point
from bot.volunteers.model import LIVING, Assignment, Stage
from bot.volunteers.rules import work
from bot.volunteers.rules.work import Due

START = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
END = START + timedelta(hours=3)
HELD = Assignment(
    id=1,
    task_id=1,
    need_id=1,
    volunteer_id=1,
    stage=Stage.ACCEPTED,
    starts_at=START,
    ends_at=END,
    accepted_at=START - timedelta(days=1),
)


def after(minutes: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


ASKED = replace(HELD, reminded_at=after(0))
WAY = replace(HELD, stage=Stage.ON_THE_WAY, reminded_at=after(-120))
THERE = replace(HELD, stage=Stage.ARRIVED, arrived_at=after(5), check_in_at=after(65))


@pytest.mark.parametrize(
    ("held", "minutes", "due"),
    [
        (HELD, -121, None),
        (HELD, -120, Due.BEFORE),
        (replace(HELD, reminded_at=after(-120)), -1, None),
        (replace(HELD, accepted_at=after(-119)), -118, None),
        (HELD, 0, Due.START),
        (replace(HELD, reminded_at=after(-120)), 0, Due.START),
        (HELD, 100, Due.START),
        (ASKED, 29, None),
        (ASKED, 30, Due.NO_SHOW),
        (replace(HELD, reminded_at=after(20)), 49, None),
        (replace(HELD, reminded_at=after(20)), 50, Due.NO_SHOW),
        (replace(HELD, accepted_at=after(60)), 89, None),
        (replace(HELD, accepted_at=after(60)), 90, Due.NO_SHOW),
        (HELD, 210, Due.NO_SHOW),
        (WAY, 0, None),
        (WAY, 59, None),
        (WAY, 60, Due.NO_SHOW),
        (replace(WAY, accepted_at=after(170)), 209, None),
        (replace(WAY, accepted_at=after(170)), 210, Due.NO_SHOW),
        (THERE, 64, None),
        (THERE, 65, Due.WELL),
        (replace(THERE, asked_at=after(65), check_in_at=after(75)), 74, None),
        (replace(THERE, asked_at=after(65), check_in_at=after(75)), 75, Due.MISSED),
        (replace(THERE, asked_at=after(65), check_in_at=None), 100, None),
        (replace(THERE, check_in_at=None), 209, None),
        (replace(THERE, check_in_at=None), 210, Due.SAY_DONE),
        (replace(THERE, check_in_at=None, reminded_at=after(210)), 211, None),
        (THERE, 330, Due.CLOSE),
        (replace(HELD, stage=Stage.DONE), 500, None),
        (replace(HELD, stage=Stage.GIVEN_UP), 500, None),
    ],
)
def test_what_it_is_time_for(held: Assignment, minutes: float, due: Due | None) -> None:
    assert work.due(held, after(minutes)) is due


@pytest.mark.parametrize(
    ("arrived", "until", "minutes"),
    [
        (0, 120, 120),
        (-20, 100, 120),
        (-90, 100, 130),
        (30, 180, 150),
        (0, 1_000, 300),
        (0, 0.9, 0),
        (10, 5, 0),
        (190, 180, 0),
    ],
)
def test_minutes_count_from_arrival_and_not_without_end(
    arrived: float, until: float, minutes: int
) -> None:
    held = replace(THERE, arrived_at=after(arrived))
    assert work.minutes_worked(held, after(until)) == minutes


def test_who_never_arrived_has_no_minutes() -> None:
    assert work.minutes_worked(HELD, END) == 0


@given(
    stage=st.sampled_from(LIVING),
    accepted=st.integers(-2_000, 179),
    reminded=st.none() | st.integers(-2_000, 2_000),
    now=st.integers(-2_000, 5_000),
)
def test_whoever_is_living_is_seen_to_in_the_end(
    stage: Stage, accepted: int, reminded: int | None, now: int
) -> None:
    held = replace(
        HELD,
        stage=stage,
        accepted_at=after(accepted),
        arrived_at=after(0),
        reminded_at=None if reminded is None else after(reminded),
    )
    due = work.due(held, after(now))
    if now >= 330:
        assert due in (Due.NO_SHOW, Due.CLOSE)
    if due is Due.NO_SHOW:
        assert now >= 30


def test_stages_only_lead_onward() -> None:
    """From nowhere back to where one was, whichever way one goes."""
    assert set(work.ONWARD) == set(Stage)
    reached = {stage: set(following) for stage, following in work.ONWARD.items()}
    for _step in Stage:
        for stage in Stage:
            reached[stage] |= {far for near in reached[stage] for far in reached[near]}
    assert not [stage for stage in Stage if stage in reached[stage]]


def test_metres() -> None:
    guiyang, zunyi = Point(106.71, 26.57), Point(106.93, 27.73)
    assert work.metres_between(guiyang, guiyang) == 0
    assert 129_000 < work.metres_between(guiyang, zunyi) < 132_000
    assert work.metres_between(guiyang, Point(106.71, 26.5745)) == pytest.approx(500, abs=2)
    assert work.metres_between(Point(0, 90), Point(180, -90)) == pytest.approx(20_015_087, abs=2)


def test_the_last_sign_is_so_long_before_the_question() -> None:
    asked = replace(THERE, asked_at=after(65))
    assert work.last_sign(asked, 60) == after(5)
    assert work.last_sign(THERE, 60) == after(5)
    assert work.last_sign(asked, None) == after(5)
