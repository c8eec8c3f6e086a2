"""What a plan is made from: needs with places, allowed pairs with costs, what a pair is worth."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

EXACT = 2**53
"""Below it every whole number is a float of its own; all sums of worths stay below it."""


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """The needs, known by their index: `places` to fill, and `urgency`, the higher the sooner."""

    places: Numbers
    urgency: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Which volunteer may fill a place of which need, at what cost (a whole number from 0 up).

    Volunteers are indices into whatever the caller numbered; a pair stands once, in any order.
    """

    volunteer: Numbers
    need: Numbers
    cost: Numbers

    def at(self, where: NDArray[Any]) -> "Pairs":
        """The pairs at these positions, or with this flag."""
        return Pairs(self.volunteer[where], self.need[where], self.cost[where])


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Choose pairs of the greatest total `worth`: no volunteer twice, no need above its places.

    The pairs are sorted by need, then volunteer; every worth is above 0.
    """

    places: Numbers
    volunteers: int
    volunteer: Numbers
    need: Numbers
    worth: Numbers

    def at(self, where: NDArray[Any]) -> "Problem":
        """The same with only the pairs at these positions, or with this flag."""
        return Problem(
            self.places,
            self.volunteers,
            self.volunteer[where],
            self.need[where],
            self.worth[where],
        )


def in_order(seats: Seats, pairs: Pairs) -> tuple[Seats, Pairs]:
    """The same, checked and sorted by need, then volunteer; ValueError for what cannot be.

    Pairs of needs without places are left out.
    """
    seats = Seats(*(np.asarray(one, np.int64) for one in (seats.places, seats.urgency)))
    pairs = Pairs(*(np.asarray(one, np.int64) for one in (pairs.volunteer, pairs.need, pairs.cost)))
    _check(seats, pairs)
    key = pairs.need * volunteers_in(pairs) + pairs.volunteer
    if np.any(np.diff(key) <= 0):
        order = np.argsort(key, kind="stable")
        pairs = pairs.at(order)
        if np.any(np.diff(key[order]) == 0):
            raise ValueError("a pair stands twice")
    return seats, pairs.at(seats.places[pairs.need] > 0)


def _check(seats: Seats, pairs: Pairs) -> None:
    if len(seats.places) != len(seats.urgency) or np.any(seats.places < 0):
        raise ValueError("each need has a number of places from 0 up, and an urgency")
    if not len(pairs.volunteer) == len(pairs.need) == len(pairs.cost):
        raise ValueError("the arrays of pairs are not of one length")
    if np.any(pairs.need < 0) or np.any(pairs.need >= len(seats.places)):
        raise ValueError("a pair is of a need that there is not")
    if np.any(pairs.volunteer < 0) or np.any(pairs.cost < 0):
        raise ValueError("volunteers and costs are whole numbers from 0 up")


def volunteers_in(pairs: Pairs) -> int:
    """How many indices of volunteers there may be."""
    return int(pairs.volunteer.max(initial=-1)) + 1


def valued(seats: Seats, pairs: Pairs) -> Problem:
    """The pairs in order with one worth each, so that the greatest total worth is the objective.

    worth = rank x step - cost, where rank counts the urgencies from 1 up and
    step = needs x greatest cost + 1. Why that is enough: suppose a plan fills fewer places than
    could be, or as many but less urgent ones. The sets of places that can be filled together are a
    transversal matroid, in which a set is best unless one place can be added, or exchanged for a
    more urgent one. Either is done along one alternating path of volunteers moving from need to
    need. As the places of a need are alike, a shortest such path enters each need at most once, so
    that it adds at most `needs` pairs: the ranks rise by at least one step, and the costs by at
    most needs x greatest cost, which is less. So the plan was not of the greatest worth.
    """
    needs, volunteers = len(seats.places), volunteers_in(pairs)
    step = needs * int(pairs.cost.max(initial=0)) + 1
    levels, rank = np.unique(seats.urgency, return_inverse=True)
    if len(levels) * step * (int(seats.places.sum()) + needs + volunteers) >= EXACT:
        raise ValueError("the costs are too large for a plan of this size to be exact")
    worth = (rank.astype(np.int64) + 1)[pairs.need] * step - pairs.cost
    return Problem(seats.places, volunteers, pairs.volunteer, pairs.need, worth)
