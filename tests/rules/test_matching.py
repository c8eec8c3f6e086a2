"""Who fits: each reason by itself, their order, the rank, and the columns against one by one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.places.model import Point
from bot.volunteers.model import Demand, Reason, Urgency
from bot.volunteers.rules.matching import FITS, Lately, fits, kilometres, reason_of, sift
from bot.volunteers.rules.pool import Codes, Entry, patched, pool_of
from bot.volunteers.rules.windows import WEEK, as_bits

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday
CODES = Codes(("nurse", "driver", "loading"), ("zh", "en"), frozenset({"nurse"}))
HERE = Point(106.7, 26.6)
ANY_TIME = as_bits(WEEK)
SOMEBODY = Entry(
    id=1,
    line=(1, 2, 3),
    point=HERE,
    radius_km=10,
    windows=ANY_TIME,
    held=frozenset({"nurse", "loading"}),
    suspended=frozenset(),
    verified={"nurse": date(2027, 1, 1)},
    languages=frozenset({"zh"}),
    available=True,
    paused=False,
)
DEMAND = Demand(
    area_id=2,
    point=HERE,
    starts_at=NOW + timedelta(hours=2),
    ends_at=NOW + timedelta(hours=6),
    skill="nurse",
    task_id=7,
)


def reason(entry: Entry, demand: Demand = DEMAND, lately: Lately | None = None) -> Reason | None:
    [number] = sift(pool_of([entry], CODES), demand, lately or Lately(), CODES, NOW).tolist()
    return reason_of(number)


def test_somebody_fits() -> None:
    assert reason(SOMEBODY) is None


@pytest.mark.parametrize(
    ("differs", "expected"),
    [
        ({"paused": True, "available": False}, Reason.PAUSED),
        ({"available": False}, Reason.UNAVAILABLE),
        ({"held": frozenset({"driver"})}, Reason.SKILL),
        ({"verified": {}}, Reason.CERTIFICATE),
        ({"verified": {"nurse": date(2026, 3, 1)}}, Reason.CERTIFICATE),
        ({"suspended": frozenset({"nurse"})}, Reason.CERTIFICATE),
        ({"languages": frozenset({"en"})}, Reason.LANGUAGE),
        ({"windows": 0}, Reason.TIME),
        ({"point": Point(107.7, 26.6)}, Reason.FAR),
        ({"point": None}, Reason.FAR),
        ({"line": (1, 9)}, Reason.FAR),
    ],
)
def test_each_reason_by_itself(differs: dict[str, Any], expected: Reason) -> None:
    assert reason(replace(SOMEBODY, **differs), replace(DEMAND, languages=frozenset({"zh"}))) is (
        expected
    )


@pytest.mark.parametrize(
    ("lately", "expected"),
    [
        (Lately(busy=[1]), Reason.BUSY),
        (Lately(minutes={1: 21 * 60}), Reason.HOURS),
        (Lately(minutes={1: 20 * 60}), None),
        (Lately(offers={1: 10}), Reason.ASKED),
        (Lately(offers={1: 9}), None),
        (Lately(already=[1]), Reason.ALREADY),
        (Lately(busy=[2], minutes={2: 9_999}, offers={3: 99}, already=[4]), None),
    ],
)
def test_what_happened_lately(lately: Lately, expected: Reason | None) -> None:
    assert reason(SOMEBODY, DEMAND, lately) is expected


def test_an_emergency_asks_neither_for_times_nor_for_rest_but_for_those_who_are_there() -> None:
    emergency = replace(
        DEMAND,
        urgency=Urgency.EMERGENCY,
        starts_at=NOW + timedelta(days=2),
        ends_at=NOW + timedelta(days=2, hours=4),
    )
    tired = Lately(minutes={1: 9_999}, offers={1: 99})
    assert reason(replace(SOMEBODY, windows=0), emergency, tired) is None
    assert reason(replace(SOMEBODY, available=False), emergency) is Reason.UNAVAILABLE
    assert reason(SOMEBODY, emergency, Lately(busy=[1])) is Reason.BUSY


def test_the_switch_speaks_of_today_only() -> None:
    off = replace(SOMEBODY, available=False)
    later = replace(
        DEMAND, starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=3, hours=1)
    )
    assert reason(off) is Reason.UNAVAILABLE
    assert reason(off, later) is None


def test_a_certificate_counts_where_it_is_asked_for() -> None:
    unseen = replace(SOMEBODY, verified={})
    assert reason(unseen, replace(DEMAND, unverified=True)) is None
    assert reason(unseen, replace(DEMAND, skill="loading")) is None
    assert reason(unseen, replace(DEMAND, skill=None)) is None
    suspended = replace(SOMEBODY, suspended=frozenset({"nurse"}))
    assert reason(suspended, replace(DEMAND, unverified=True)) is Reason.CERTIFICATE


def test_wider_is_twice_as_far_and_no_farther_than_a_hundred() -> None:
    away = replace(SOMEBODY, point=Point(106.85, 26.6))  # some 15 km
    assert reason(away) is Reason.FAR
    assert reason(away, replace(DEMAND, widened=True)) is None
    far = replace(SOMEBODY, point=Point(107.9, 26.6), radius_km=90)  # some 119 km
    assert reason(far, replace(DEMAND, widened=True)) is Reason.FAR


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    pool = pool_of([replace(SOMEBODY, point=Point(106.7, 27.6))], CODES)
    assert kilometres(pool, HERE)[0] == pytest.approx(111.195, abs=0.01)


def test_near_ones_first_then_the_rested_then_the_reliable() -> None:
    near, rested, tired, unkept = (
        replace(SOMEBODY, id=4),
        replace(SOMEBODY, id=3, point=Point(106.75, 26.6)),
        replace(SOMEBODY, id=2, point=Point(106.75, 26.6)),
        replace(SOMEBODY, id=1, point=Point(106.75, 26.6), failed=9),
    )
    pool = pool_of([near, rested, tired, unkept], CODES)
    found = fits(pool, DEMAND, Lately(minutes={2: 300}), CODES, NOW)
    assert [one.volunteer_id for one in found.candidates] == [4, 3, 2, 1]
    assert found.n == 4
    assert found.candidates[1].metres == pytest.approx(4_971, abs=2)
    assert found.candidates[1].cost - found.candidates[1].metres == 1_000
    assert found.candidates[2].cost - found.candidates[1].cost == 2_500


def test_a_new_one_says_yes_every_second_time() -> None:
    pool = pool_of([SOMEBODY, replace(SOMEBODY, id=2, asked=8, said_yes=8)], CODES)
    chances = {
        one.volunteer_id: one.chance for one in fits(pool, DEMAND, Lately(), CODES, NOW).candidates
    }
    assert chances == {1: 0.5, 2: 0.9}


def test_the_counts_are_of_the_area_and_of_the_first_reason() -> None:
    entries = [
        SOMEBODY,
        replace(SOMEBODY, id=2, paused=True, windows=0),
        replace(SOMEBODY, id=3, windows=0),
        replace(SOMEBODY, id=4, line=(1, 8)),
    ]
    found = fits(pool_of(entries, CODES), DEMAND, Lately(), CODES, NOW, 0)
    assert (found.n, dict(found.why_not)) == (1, {Reason.PAUSED: 1, Reason.TIME: 1})
    assert found.candidates == ()


def test_nobody_at_all() -> None:
    found = fits(pool_of([], CODES), DEMAND, Lately(busy=[1], minutes={1: 5}), CODES, NOW)
    assert (found.n, found.candidates, dict(found.why_not)) == (0, (), {})


ENTRIES = st.builds(
    Entry,
    id=st.integers(1, 40),
    line=st.sampled_from([(1,), (1, 2), (1, 2, 3), (1, 9)]),
    point=st.sampled_from([None, HERE, Point(106.8, 26.6), Point(108.0, 27.0)]),
    radius_km=st.sampled_from([3, 20, 100]),
    windows=st.integers(0, ANY_TIME),
    held=st.frozensets(st.sampled_from(CODES.skills)),
    suspended=st.frozensets(st.sampled_from(CODES.skills)),
    verified=st.dictionaries(
        st.sampled_from(CODES.skills), st.dates(date(2026, 2, 1), date(2026, 4, 1))
    ),
    languages=st.frozensets(st.sampled_from(CODES.languages)),
    available=st.booleans(),
    paused=st.booleans(),
    asked=st.integers(0, 5),
    said_yes=st.integers(0, 5),
    came=st.integers(0, 5),
    failed=st.integers(0, 5),
)
DEMANDS = st.builds(
    replace,
    st.just(DEMAND),
    skill=st.sampled_from([None, *CODES.skills]),
    urgency=st.sampled_from(Urgency),
    languages=st.frozensets(st.sampled_from(CODES.languages)),
    unverified=st.booleans(),
    widened=st.booleans(),
)
IDS = st.lists(st.integers(1, 45), max_size=5)
LATELY = st.builds(
    Lately,
    busy=IDS,
    minutes=st.dictionaries(st.integers(1, 45), st.integers(0, 2_000), max_size=5),
    offers=st.dictionaries(st.integers(1, 45), st.integers(0, 20), max_size=5),
    already=IDS,
)


@given(st.lists(ENTRIES, max_size=12, unique_by=lambda one: one.id), DEMANDS, LATELY)
def test_everybody_at_once_is_everybody_one_by_one(
    entries: list[Entry], demand: Demand, lately: Lately
) -> None:
    together = sift(pool_of(entries, CODES), demand, lately, CODES, NOW).tolist()
    ordered = sorted(entries, key=lambda one: one.id)
    alone = [
        number
        for one in ordered
        for number in sift(pool_of([one], CODES), demand, lately, CODES, NOW).tolist()
    ]
    assert together == alone
    found = fits(pool_of(entries, CODES), demand, lately, CODES, NOW)
    assert found.n == len(found.candidates) == together.count(FITS)
    costs = [(one.cost, one.volunteer_id) for one in found.candidates]
    assert costs == sorted(costs)


@given(
    st.lists(ENTRIES, max_size=8, unique_by=lambda one: one.id),
    st.lists(ENTRIES, max_size=4, unique_by=lambda one: one.id),
    IDS,
    DEMANDS,
)
def test_a_patched_pool_is_one_made_anew(
    entries: list[Entry], fresh: list[Entry], gone: list[int], demand: Demand
) -> None:
    gone = sorted({*gone} - {one.id for one in fresh})
    changed = patched(pool_of(entries, CODES), gone, pool_of(fresh, CODES))
    kept = {one.id: one for one in entries if one.id not in gone} | {one.id: one for one in fresh}
    anew = pool_of(list(kept.values()), CODES)
    assert changed.ids.tolist() == anew.ids.tolist()
    assert fits(changed, demand, Lately(), CODES, NOW) == fits(anew, demand, Lately(), CODES, NOW)
