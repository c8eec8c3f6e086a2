"""What lies within what, who is expected to report, points that are made up."""

from dataclasses import replace
from datetime import date
from math import cos, hypot, radians

import pytest

from bot.places.model import Pause, Place, Point
from bot.places.rules import (
    RADIUS_KM,
    covers,
    is_expected,
    is_open,
    path_range,
    synthetic_point,
    within,
)
from tests.builders import COUNTY, HEPING, OTHER_TOWN, TOWN, TREE

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("place", "other", "expected"),
    [
        (HEPING, TOWN, True),
        (HEPING, HEPING, True),
        (TOWN, HEPING, False),
        (HEPING, OTHER_TOWN, False),
    ],
)
def test_a_place_lies_within_itself_and_all_above(
    place: Place, other: Place, expected: bool
) -> None:
    assert within(place, other) is expected


@pytest.mark.parametrize("top", TREE)
def test_a_path_range_holds_exactly_the_subtree(top: Place) -> None:
    low, high = path_range(top.path)
    assert {p.id for p in TREE if low <= p.path < high} == {p.id for p in TREE if within(p, top)}


def test_a_path_range_leaves_out_ids_that_begin_alike() -> None:
    low, high = path_range("1/2/")
    assert not low <= "1/20/" < high
    assert low <= "1/2/9/" < high


@pytest.mark.parametrize(
    ("opened", "closed", "expected"),
    [
        (None, None, True),
        (DAY, None, True),
        (date(2026, 3, 3), None, False),
        (None, DAY, True),
        (None, date(2026, 3, 1), False),
    ],
)
def test_the_first_and_the_last_day_count(
    opened: date | None, closed: date | None, expected: bool
) -> None:
    assert is_open(replace(HEPING, valid_from=opened, valid_to=closed), DAY) is expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (DAY, DAY, True),
        (DAY, None, True),
        (date(2026, 2, 1), date(2026, 3, 1), False),
        (date(2026, 3, 3), None, False),
    ],
)
def test_a_pause_covers_its_first_and_last_day(
    start: date, end: date | None, expected: bool
) -> None:
    pause = Pause(HEPING.id, start, end, "flood")
    assert covers(pause, DAY) is expected
    assert is_expected(HEPING, [pause], DAY) is not expected


def test_a_paused_county_pauses_its_villages_and_no_others() -> None:
    assert not is_expected(HEPING, [Pause(COUNTY.id, DAY, None, "flood")], DAY)
    assert is_expected(HEPING, [Pause(OTHER_TOWN.id, DAY, None, "flood")], DAY)


def test_a_closed_place_is_not_expected() -> None:
    assert not is_expected(replace(HEPING, valid_to=date(2026, 1, 1)), [], DAY)


@pytest.mark.parametrize("code", [f"52011110{n:04}" for n in range(200)])
def test_a_made_up_point_is_near_steady_and_says_so(code: str) -> None:
    around = Point(106.6, 26.6)
    point = synthetic_point(code, around)
    east = (point.longitude - around.longitude) * 111.32 * cos(radians(around.latitude))
    north = (point.latitude - around.latitude) * 111.32
    assert hypot(east, north) <= RADIUS_KM + 0.1
    assert point.synthetic
    assert point == synthetic_point(code, around)
