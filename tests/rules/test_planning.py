"""Plans: the best of all, as trying everything finds it, whichever engine and in whatever order."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.volunteers.rules.planning import Empty, Engine, Pairs, Plan, Seats, engines, solve, solving
from bot.volunteers.rules.planning.engines import ENGINES
from bot.volunteers.rules.planning.problem import Flags, Problem, in_order, valued

BOTH = (Engine.FLOW, Engine.LINEAR)
EACH = pytest.mark.parametrize("engine", list(Engine))

Row = tuple[int, int, int]
"""Volunteer, need, cost."""


def seats_of(*needs: tuple[int, int]) -> Seats:
    """Needs of so many places and such urgency."""
    rows = np.array(needs, np.int64).reshape(-1, 2)
    return Seats(rows[:, 0], rows[:, 1])


def pairs_of(rows: Iterable[Row]) -> Pairs:
    table = np.array(list(rows), np.int64).reshape(-1, 3)
    return Pairs(table[:, 0], table[:, 1], table[:, 2])


def who(plan: Plan) -> list[tuple[int, int]]:
    """The chosen pairs: volunteer and need."""
    return list(zip(plan.pairs.volunteer.tolist(), plan.pairs.need.tolist(), strict=True))


@st.composite
def small(draw: st.DrawFn) -> tuple[Seats, list[Row]]:
    """A plan so small that everything can be tried."""
    needs = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=4))
    top = draw(st.sampled_from([0, 1, 3, 50, 10**9]))
    rows = st.tuples(st.integers(0, 5), st.integers(0, max(len(needs) - 1, 0)), st.integers(0, top))
    chosen = st.lists(rows, max_size=20, unique_by=lambda row: row[:2])
    return seats_of(*needs), draw(chosen) if needs else []


def everything(seats: Seats, rows: list[Row]) -> set[tuple[tuple[int, ...], int]]:
    """What any plan can achieve: (places filled of each need, smallest cost for that)."""
    states: dict[tuple[int, ...], int] = {(0,) * len(seats.places): 0}
    for person in {row[0] for row in rows}:
        before = dict(states)
        for volunteer, need, cost in rows:
            if volunteer != person:
                continue
            for filled, so_far in before.items():
                if filled[need] < seats.places[need]:
                    after = (*filled[:need], filled[need] + 1, *filled[need + 1 :])
                    states[after] = min(states.get(after, so_far + cost), so_far + cost)
    return set(states.items())


def by_urgency(seats: Seats, filled: tuple[int, ...]) -> tuple[int, ...]:
    levels = sorted(set(seats.urgency.tolist()), reverse=True)
    return tuple(
        sum(n for n, urgency in zip(filled, seats.urgency, strict=True) if urgency == level)
        for level in levels
    )


@settings(deadline=None)  # the first one loads the libraries
@given(small())
def test_no_plan_fills_more_or_sooner_or_costs_less(case: tuple[Seats, list[Row]]) -> None:
    seats, rows = case
    tried = [(by_urgency(seats, filled), cost) for filled, cost in everything(seats, rows)]
    best = max(tried, key=lambda one: (sum(one[0]), one[0], -one[1]))
    for engine in Engine:
        plan = solve(seats, pairs_of(rows), engine)
        assert (plan.objective.filled, plan.objective.cost) == best
        assert plan.gap == 0
        assert best[0] == max(filled for filled, _cost in tried), "urgent first costs no place"


@settings(deadline=None)  # the first one loads the libraries
@given(small())
def test_a_plan_uses_allowed_pairs_each_volunteer_once_and_no_place_too_many(
    case: tuple[Seats, list[Row]],
) -> None:
    seats, rows = case
    plan = solve(seats, pairs_of(rows))
    allowed = {(volunteer, need): cost for volunteer, need, cost in rows}
    assert len({volunteer for volunteer, _need in who(plan)}) == len(who(plan))
    assert plan.objective.cost == sum(allowed[pair] for pair in who(plan))
    filled = [sum(1 for _v, need in who(plan) if need == n) for n in range(len(seats.places))]
    assert plan.filled.tolist() == filled
    assert all(n <= places for n, places in zip(filled, seats.places, strict=True))
    assert [one.need for one in plan.empty] == [
        n for n, places in enumerate(seats.places) if filled[n] < places
    ]
    for one in plan.empty:
        candidates = {volunteer for volunteer, need in allowed if need == one.need}
        busy = {volunteer for volunteer, need in who(plan) if need != one.need}
        assert one.places == seats.places[one.need] - filled[one.need]
        assert (one.candidates, one.elsewhere) == (len(candidates), len(candidates & busy))


def crowd(seed: int) -> tuple[Seats, Pairs]:
    """Dozens of volunteers for a few needs, of every kind that has ever been hard for a solver."""
    chance = np.random.default_rng(seed)
    needs, people = int(chance.integers(1, 16)), int(chance.integers(1, 120))
    urgencies = int(chance.integers(1, 4))
    seats = Seats(chance.integers(0, 7, needs), chance.integers(0, urgencies, needs))
    allowed = chance.random((needs, people)) < chance.choice([0.02, 0.1, 0.5, 1.0])
    need, volunteer = np.nonzero(allowed)
    top = int(chance.choice([0, 1, 5, 1_000, 500_000, 10**9]))
    cost = chance.integers(0, top + 1, len(need))
    if chance.random() < 0.3:  # one queue, the same before every need
        cost = volunteer * max(top // 120, 1)
    order = chance.permutation(len(need))
    return seats, Pairs(volunteer[order], need[order], cost[order])


@pytest.mark.parametrize("hundred", range(4))
def test_engines_and_pruning_make_no_difference(hundred: int) -> None:
    rounds = 0
    for seed in range(100 * hundred, 100 * hundred + 100):
        seats, pairs = crowd(seed)
        plans = [solve(seats, pairs, engine) for engine in BOTH]
        assert plans[0].objective == plans[1].objective
        whole = valued(*in_order(seats, pairs))
        if len(whole.worth):
            chosen = ENGINES[Engine.MATCHING](whole)
            sorted_pairs = in_order(seats, pairs)[1]
            assert len(plans[0].pairs.cost) == np.count_nonzero(chosen)
            assert plans[0].objective.cost == sorted_pairs.at(chosen).cost.sum()
        rounds = max(rounds, *(plan.rounds for plan in plans))
    assert rounds > 1, "none of these looked at few pairs first"


@EACH
def test_the_order_of_pairs_makes_no_difference(engine: Engine) -> None:
    for seed in range(20):
        seats, pairs = crowd(seed)
        order = np.random.default_rng(seed).permutation(len(pairs.cost))
        assert who(solve(seats, pairs, engine)) == who(solve(seats, pairs.at(order), engine))


@EACH
def test_nothing_to_plan(engine: Engine) -> None:
    assert solve(seats_of(), pairs_of([]), engine).objective.filled == ()
    plan = solve(seats_of((2, 0), (0, 1)), pairs_of([]), engine)
    assert plan.empty == (Empty(need=0, places=2, candidates=0, elsewhere=0),)
    without_places = solve(seats_of((0, 0)), pairs_of([(0, 0, 5)]), engine)
    assert (who(without_places), without_places.empty, without_places.looked_at) == ([], (), 0)


@EACH
def test_a_dear_emergency_comes_before_what_is_cheap(
    engine: Engine,
) -> None:
    seats = seats_of((1, 0), (1, 2))
    plan = solve(seats, pairs_of([(0, 0, 1), (0, 1, 10**9)]), engine)
    assert who(plan) == [(0, 1)]
    assert plan.empty == (Empty(need=0, places=1, candidates=1, elsewhere=1),)


@EACH
def test_two_places_filled_beat_one_near_volunteer(engine: Engine) -> None:
    rows = [(0, 0, 0), (0, 1, 7), (1, 0, 10**9)]
    assert who(solve(seats_of((1, 0), (1, 0)), pairs_of(rows), engine)) == [(1, 0), (0, 1)]


@EACH
def test_of_a_crowd_only_the_nearest_are_looked_at(engine: Engine) -> None:
    rows = [(person, 0, person) for person in range(500)]
    plan = solve(seats_of((3, 0)), pairs_of(rows), engine)
    assert who(plan) == [(0, 0), (1, 0), (2, 0)]
    assert (plan.rounds, plan.looked_at) == (1, 3 * solving.FIRST + solving.SPARE)


@EACH
def test_needs_that_want_the_same_people_make_it_look_further(engine: Engine) -> None:
    rows = [(person, need, person) for need in range(30) for person in range(60)]
    plan = solve(seats_of(*[(2, 0)] * 30), pairs_of(rows), engine)
    assert sorted(volunteer for volunteer, _need in who(plan)) == list(range(60))
    assert plan.rounds > 1


def test_needs_to_whom_all_are_alike_look_at_different_people() -> None:
    rows = [(person, need, 7) for need in range(30) for person in range(100)]
    assert solve(seats_of(*[(2, 0)] * 30), pairs_of(rows)).rounds == 1


def nothing(problem: Problem) -> Flags:
    return np.zeros(len(problem.worth), np.bool_)


def all_of_them(problem: Problem) -> Flags:
    return np.ones(len(problem.worth), np.bool_)


def the_dearest(problem: Problem) -> Flags:
    return np.asarray(problem.worth == problem.worth.min())


@pytest.mark.parametrize("wrong", [nothing, all_of_them, the_dearest])
def test_an_engine_that_errs_is_found_out(
    wrong: engines.Solver, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats, pairs = seats_of((1, 0), (1, 0)), pairs_of([(0, 0, 1), (1, 0, 2), (0, 1, 2), (1, 1, 4)])
    right = solve(seats, pairs)
    monkeypatch.setattr(solving, "ENGINES", {**ENGINES, Engine.FLOW: wrong})
    assert solve(seats, pairs, Engine.FLOW).objective == right.objective
    monkeypatch.setattr(solving, "ENGINES", dict.fromkeys(Engine, wrong))
    with pytest.raises(solving.Unproven):
        solve(seats, pairs)


@pytest.mark.parametrize(
    ("wrong", "needs", "rows", "right"),
    [
        pytest.param(all_of_them, 2, [(0, 0, 1), (0, 1, 2)], [(0, 0)], id="somebody in two places"),
        pytest.param(all_of_them, 1, [(0, 0, 1), (1, 0, 2)], [(0, 0)], id="two in one place"),
        pytest.param(the_dearest, 2, [(0, 0, 1), (0, 1, 2)], [(0, 0)], id="not to the empty one"),
        pytest.param(
            the_dearest,
            2,
            [(0, 0, 5), (1, 0, 1), (0, 1, 1), (1, 1, 5)],
            [(1, 0), (0, 1)],
            id="a circle to be exchanged",
        ),
    ],
)
def test_each_way_to_err_is_found_out(
    wrong: engines.Solver,
    needs: int,
    rows: list[Row],
    right: list[tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solving, "ENGINES", {**ENGINES, Engine.FLOW: wrong})
    assert who(solve(seats_of(*[(1, 0)] * needs), pairs_of(rows), Engine.FLOW)) == right


def test_without_or_tools_the_linear_programme_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engines.preferred() is Engine.FLOW
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    assert engines.preferred() is Engine.LINEAR


GOOD = pairs_of([(0, 0, 1), (1, 0, 2)])


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        (replace(GOOD, cost=np.array([1])), "one length"),
        (replace(GOOD, cost=np.array([1, -1])), "from 0 up"),
        (replace(GOOD, volunteer=np.array([0, -1])), "from 0 up"),
        (replace(GOOD, need=np.array([0, 1])), "need that there is not"),
        (replace(GOOD, need=np.array([0, -1])), "need that there is not"),
        (replace(GOOD, volunteer=np.array([1, 1])), "twice"),
        (replace(GOOD, cost=np.array([1, 2**62])), "too large"),
    ],
)
def test_what_cannot_be_planned_is_refused(pairs: Pairs, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        solve(seats_of((1, 0)), pairs)


def test_places_below_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="from 0 up"):
        solve(seats_of((-1, 0)), GOOD)
