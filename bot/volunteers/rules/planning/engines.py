"""Three ways to the pairs of the greatest worth; none is trusted, `proof` checks what they say.

The libraries are imported when they are used: a bot that plans nothing does not load them.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from importlib.util import find_spec
from typing import Any

import numpy as np

from bot.volunteers.rules.planning.problem import Flags, Numbers, Problem

Solver = Callable[[Problem], Flags]
"""Flags the chosen ones of the pairs, of which there is at least one."""


class Engine(StrEnum):
    """What solves a plan."""

    FLOW = "OR-tools' min-cost flow"
    LINEAR = "SciPy's linear programme"
    MATCHING = "SciPy's matching"


def preferred() -> Engine:
    """OR-tools where it is installed (the extra `plan`), otherwise SciPy's linear programme."""
    return Engine.FLOW if find_spec("ortools") else Engine.LINEAR


def flow(problem: Problem) -> Flags:
    """Every place sends one unit: through a volunteer, or past all of them for nothing."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    needs = len(problem.places)
    people, column = _rows(problem.volunteer)
    end = needs + people
    network = SimpleMinCostFlow()
    add = network.add_arcs_with_capacity_and_unit_cost
    one, nothing = np.ones(len(column), np.int64), np.zeros(max(needs, people), np.int64)
    arcs = add(problem.need, needs + column, one, -problem.worth)
    add(np.arange(needs, end), np.full(people, end), one[:people], nothing[:people])
    add(np.arange(needs), np.full(needs, end), problem.places, nothing[:needs])
    network.set_nodes_supplies(np.arange(needs), problem.places)
    network.set_node_supply(end, -int(problem.places.sum()))
    if network.solve() != network.OPTIMAL:
        return np.zeros(len(column), np.bool_)
    return np.asarray(network.flows(arcs)) > 0


def linear(problem: Problem) -> Flags:
    """The linear programme, whose corners are whole numbers; rounded, as the solver uses floats."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    needs, pairs = len(problem.places), len(problem.worth)
    people, column = _rows(problem.volunteer)
    row = np.concatenate([problem.need, needs + column])
    # Any: the stubs do not know that sparse matrices are taken.
    uses: Any = csr_array(
        (np.ones(2 * pairs), (row, np.tile(np.arange(pairs), 2))), shape=(needs + people, pairs)
    )
    room = np.concatenate([problem.places, np.ones(people, np.int64)])
    found = linprog(-problem.worth, A_ub=uses, b_ub=room, method="highs-ds")
    return np.zeros(pairs, np.bool_) if found.x is None else np.asarray(found.x) > 0.5


def matching(problem: Problem) -> Flags:
    """A matching of every single place with a volunteer or with a stand-in of its own.

    It shifts worths to costs from 1 up, as SciPy takes a 0 for a pair that is not allowed.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    people, column = _rows(problem.volunteer)
    total, dear = int(problem.places.sum()), int(problem.worth.max()) + 1
    pair, place = _each_place(problem)
    row = np.concatenate([place, np.arange(total)])
    to = np.concatenate([column[pair], people + np.arange(total)])
    cost = np.concatenate([dear - problem.worth[pair], np.full(total, dear)]).astype(np.float64)
    found = min_weight_full_bipartite_matching(
        csr_array((cost, (row, to)), shape=(total, people + total))
    )
    need = np.repeat(np.arange(len(problem.places)), problem.places)
    taken = np.full(people + total, -1)
    taken[found[1]] = need[found[0]]
    return np.asarray(taken[column] == problem.need)


def _rows(volunteer: Numbers) -> tuple[int, Numbers]:
    """How many volunteers stand in the pairs, and each pair's, counted from 0 without gaps."""
    seen, column = np.unique(volunteer, return_inverse=True)
    return len(seen), column.astype(np.int64)


def _each_place(problem: Problem) -> tuple[Numbers, Numbers]:
    """Each pair as often as its need has places: the pair's position, and the place's number."""
    times = problem.places[problem.need]
    pair = np.repeat(np.arange(len(times)), times)
    first = (np.cumsum(problem.places) - problem.places)[problem.need[pair]]
    return pair, first + np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)


ENGINES: Mapping[Engine, Solver] = {
    Engine.FLOW: flow,
    Engine.LINEAR: linear,
    Engine.MATCHING: matching,
}
