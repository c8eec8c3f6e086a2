"""The plan: solved over the cheapest pairs, and over more of them until no other can better it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.volunteers.rules.planning.engines import ENGINES, Engine, preferred
from bot.volunteers.rules.planning.problem import (
    Flags,
    Numbers,
    Pairs,
    Problem,
    Seats,
    in_order,
    valued,
)
from bot.volunteers.rules.planning.proof import Prices, prices

FIRST = 2
"""Candidates looked at for each place at first."""
SPARE = 4
"""And so many more for each need."""


class Unproven(ArithmeticError):
    """No engine found a plan that its prices prove to be the best. None is known."""


@dataclass(frozen=True, slots=True)
class Objective:
    """What a plan achieves: places filled by urgency, the most urgent first, and the cost."""

    filled: tuple[int, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Empty:
    """A need with `places` left empty.

    All its candidates are used, `elsewhere` of them for other needs. With no `candidates` at all,
    nobody is allowed: why, the rules of matching tell.
    """

    need: int
    places: int
    candidates: int
    elsewhere: int


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Who goes where (`pairs`, sorted by need, then volunteer), and how many places that fills.

    `gap` is how much better, at most, any other plan of all pairs could be, in units of cost: 0,
    proven. `looked_at` is how many pairs that took an engine, in how many `rounds`.
    """

    pairs: Pairs
    filled: Numbers
    objective: Objective
    empty: tuple[Empty, ...]
    gap: int
    looked_at: int
    rounds: int


def solve(seats: Seats, pairs: Pairs, engine: Engine | None = None) -> Plan:
    """The best plan of all; the same one whenever pairs, engine and versions are the same.

    An engine sees the best candidates of each need. The prices of its plan tell which of the other
    pairs could better it; the best of those are added, twice as many each time, until there are
    none. Each round adds at least one pair, so it ends, and at the optimum over all pairs.
    """
    engine = engine or preferred()
    seats, pairs = in_order(seats, pairs)
    whole = valued(seats, pairs)
    most = FIRST * seats.places + SPARE
    looked = np.zeros(len(pairs.cost), np.bool_)
    looked[_best(whole, whole.worth, most)] = True
    for rounds in range(1, len(pairs.cost) + 2):
        seen = np.flatnonzero(looked)
        chosen, proof = _proven(whole.at(seen), engine)
        gains = proof.gains(whole)
        missed = np.flatnonzero(gains > 0)
        if not len(missed):
            gap = proof.bound(whole) - int(whole.worth[seen[chosen]].sum())
            return _plan(seats, pairs, seen[chosen], gap=gap, looked_at=len(seen), rounds=rounds)
        most = 2 * most
        looked[missed[_best(whole.at(missed), gains[missed], most)]] = True
    raise Unproven


def _proven(problem: Problem, engine: Engine) -> tuple[Flags, Prices]:
    """The best of these pairs, from this engine or, should its floats betray it, from another."""
    for one in (engine, Engine.MATCHING):
        chosen = ENGINES[one](problem) if len(problem.worth) else np.zeros(0, np.bool_)
        if (proof := prices(problem, chosen)) is not None:
            return chosen, proof
    raise Unproven


def _best(problem: Problem, gains: Numbers, most: Numbers) -> NDArray[np.intp]:
    """The positions of the pairs with the highest gains, for each need not more than its `most`.

    Of equal ones each need takes others: it begins where the places before it end.
    """
    ends = np.searchsorted(problem.need, np.arange(len(most) + 1))
    turns = np.cumsum(problem.places) - problem.places
    found = [
        start + _highest(gains[start:end], int(number), int(turn))
        for start, end, number, turn in zip(ends[:-1], ends[1:], most, turns, strict=True)
    ]
    return np.concatenate([np.zeros(0, np.intp), *found])


def _highest(gains: Numbers, most: int, turn: int) -> NDArray[np.intp]:
    if len(gains) <= most:
        return np.arange(len(gains))
    last = np.partition(gains, -most)[-most]
    above, level = np.flatnonzero(gains > last), np.flatnonzero(gains == last)
    return np.concatenate([above, np.roll(level, -turn)[: most - len(above)]])


def _plan(
    seats: Seats, pairs: Pairs, chosen: NDArray[np.intp], *, gap: int, looked_at: int, rounds: int
) -> Plan:
    plan = pairs.at(chosen)
    filled = np.bincount(plan.need, minlength=len(seats.places))
    by_urgency = (int(filled[seats.urgency == one].sum()) for one in np.unique(seats.urgency)[::-1])
    objective = Objective(tuple(by_urgency), int(plan.cost.sum()))
    empty = _empty(seats, pairs, filled)
    return Plan(plan, filled, objective, empty, gap=gap, looked_at=looked_at, rounds=rounds)


def _empty(seats: Seats, pairs: Pairs, filled: Numbers) -> tuple[Empty, ...]:
    candidates = np.bincount(pairs.need, minlength=len(seats.places))
    return tuple(
        Empty(
            int(need),
            int(seats.places[need] - filled[need]),
            int(candidates[need]),
            int(candidates[need] - filled[need]),
        )
        for need in np.flatnonzero(filled < seats.places)
    )
