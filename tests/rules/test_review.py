"""Who may check what: two different people, neither the author, the second from higher up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.places.rules import parent_path
from bot.reports.model import Heap, Objection, Stage, Waiting
from bot.reports.rules.review import (
    PASSED,
    RESERVED_FOR,
    areas,
    grouped,
    objection,
    standing_place,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
VILLAGE, TOWN, COUNTY, CITY = "1/2/3/4/5/", "1/2/3/4/", "1/2/3/", "1/2/"
AUTHOR, FIRST, OTHER = 1, 2, 3

SENT = Waiting(1, 5, VILLAGE, Stage.SUBMITTED, frozenset({AUTHOR}))
CHECKED = replace(SENT, stage=Stage.CHECKED, first_by=FIRST, first_path=TOWN)


@pytest.mark.parametrize(
    ("report", "who", "paths", "against"),
    [
        (SENT, FIRST, [TOWN], None),
        (SENT, FIRST, [COUNTY], None),
        (SENT, AUTHOR, [TOWN], Objection.AUTHOR),
        (SENT, FIRST, ["1/2/3/8/"], Objection.NO_CHECKER),
        (SENT, FIRST, [], Objection.NO_CHECKER),
        (CHECKED, OTHER, [COUNTY], None),
        (CHECKED, OTHER, [CITY], None),
        (CHECKED, OTHER, [TOWN], Objection.NOT_HIGHER),
        (CHECKED, OTHER, [TOWN, COUNTY], None),
        (CHECKED, FIRST, [COUNTY], Objection.FIRST_CHECKER),
        (CHECKED, AUTHOR, [COUNTY], Objection.AUTHOR),
        (replace(CHECKED, first_path=COUNTY), OTHER, [COUNTY], Objection.NOT_HIGHER),
        (replace(CHECKED, first_path=COUNTY), OTHER, [CITY], None),
        (replace(SENT, authors=frozenset({AUTHOR, OTHER})), OTHER, [TOWN], Objection.AUTHOR),
        (replace(CHECKED, authors=frozenset({AUTHOR, OTHER})), OTHER, [CITY], Objection.AUTHOR),
        (replace(SENT, stage=Stage.RETURNED), OTHER, [TOWN], Objection.SETTLED),
        (replace(SENT, stage=Stage.CONFIRMED), OTHER, [CITY], Objection.SETTLED),
    ],
)
def test_who_may_check(
    report: Waiting, who: int, paths: list[str], against: Objection | None
) -> None:
    assert objection(report, report.stage, who, paths, NOW) is against


@pytest.mark.parametrize(
    ("report", "seen"),
    [
        (CHECKED, Stage.SUBMITTED),
        (replace(CHECKED, stage=Stage.CONFIRMED), Stage.CHECKED),
        (replace(SENT, stage=Stage.RETURNED), Stage.SUBMITTED),
    ],
)
@pytest.mark.parametrize(
    ("who", "paths"),
    [(OTHER, [TOWN]), (FIRST, [TOWN]), (AUTHOR, [TOWN]), (OTHER, [])],
)
def test_once_somebody_was_quicker_nothing_else_matters(
    report: Waiting, seen: Stage, who: int, paths: list[str]
) -> None:
    assert objection(report, seen, who, paths, NOW) is Objection.SETTLED


def test_a_second_check_of_equals_where_it_is_configured() -> None:
    equals = replace(CHECKED, higher_second=False)
    assert objection(equals, Stage.CHECKED, OTHER, [TOWN], NOW) is None
    refused = objection(equals, Stage.CHECKED, FIRST, [TOWN], NOW)
    assert refused is Objection.FIRST_CHECKER


def test_what_is_in_somebodys_hand_is_left_to_them_for_a_while() -> None:
    taken = replace(SENT, reserved_by=OTHER, reserved_until=NOW + RESERVED_FOR)
    assert objection(taken, Stage.SUBMITTED, FIRST, [TOWN], NOW) is Objection.RESERVED
    assert objection(taken, Stage.SUBMITTED, OTHER, [TOWN], NOW) is None
    later = NOW + RESERVED_FOR
    assert objection(taken, Stage.SUBMITTED, FIRST, [TOWN], later) is None
    sooner = later - timedelta(seconds=1)
    assert objection(taken, Stage.SUBMITTED, FIRST, [TOWN], sooner) is Objection.RESERVED


def test_the_first_check_is_made_from_near_and_the_second_from_high_up() -> None:
    paths = [COUNTY, TOWN, CITY, "1/9/"]
    assert standing_place(paths, SENT) == TOWN
    assert standing_place(paths, CHECKED) == CITY
    assert standing_place(["1/9/"], SENT) is None


@pytest.mark.parametrize(
    ("path", "top", "found"),
    [
        (VILLAGE, TOWN, TOWN),
        (VILLAGE, COUNTY, TOWN),
        (VILLAGE, CITY, COUNTY),
        (VILLAGE, "1/", CITY),
        (VILLAGE, VILLAGE, VILLAGE),
        (TOWN, TOWN, TOWN),
    ],
)
def test_reports_are_grouped_by_the_places_below(path: str, top: str, found: str) -> None:
    heap = Heap(parent_path(path), Stage.SUBMITTED, NOW.date(), True, False, 1, 1)
    assert list(grouped([heap], top)) == [(found, Stage.SUBMITTED)]


@pytest.mark.parametrize(
    ("paths", "top", "found"),
    [
        ([TOWN], TOWN, [(TOWN, TOWN)]),
        ([TOWN], VILLAGE, [(VILLAGE, TOWN)]),
        ([TOWN, COUNTY], TOWN, [(TOWN, COUNTY)]),
        ([TOWN, "1/2/3/8/", "1/9/"], COUNTY, [(TOWN, TOWN), ("1/2/3/8/", "1/2/3/8/")]),
        ([TOWN], "1/9/", []),
        ([], TOWN, []),
    ],
)
def test_a_checker_sees_their_parts_of_a_subtree(
    paths: list[str], top: str, found: list[tuple[str, str]]
) -> None:
    assert areas(paths, top) == found


people = st.integers(min_value=1, max_value=4)
places = st.lists(st.sampled_from([VILLAGE, TOWN, COUNTY, CITY, "1/"]), max_size=3)


@given(author=people, acts=st.lists(st.tuples(people, places), max_size=12))
def test_whatever_is_confirmed_was_checked_by_two_others(
    author: int, acts: list[tuple[int, list[str]]]
) -> None:
    report, checkers = replace(SENT, authors=frozenset({author})), []
    for who, paths in acts:
        if objection(report, report.stage, who, paths, NOW) is not None:
            continue
        path = standing_place(paths, report)
        checkers.append((who, path))
        report = replace(report, stage=PASSED[report.stage], first_by=who, first_path=path)
    if report.stage is Stage.CONFIRMED:
        (one, low), (two, high) = checkers
        assert len({author, one, two}) == 3
        assert low is not None
        assert high is not None
        assert low != high
        assert low.startswith(high)
