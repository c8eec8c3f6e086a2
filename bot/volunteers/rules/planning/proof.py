"""Prices that prove a plan the best of all: the other side of the linear programme, in integers.

Give each place a price, the same for all places of a need, and each volunteer one, all from 0 up.
If no pair is worth more than its two prices together, then no plan is worth more than all prices in
sum (weak duality). A plan worth exactly that is the best one, whoever found it and how.
"""

from dataclasses import dataclass

import numpy as np

from bot.volunteers.rules.planning.problem import Flags, Numbers, Problem


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """The price of a place of each need, and of each volunteer."""

    of_place: Numbers
    of_volunteer: Numbers

    def gains(self, problem: Problem) -> Numbers:
        """By how much each pair is worth more than its prices; above 0 it might better the plan."""
        paid = self.of_place[problem.need] + self.of_volunteer[problem.volunteer]
        return problem.worth - paid

    def bound(self, problem: Problem) -> int:
        """What no plan can be worth more than, if there is no gain."""
        return int(self.of_place @ problem.places) + int(self.of_volunteer.sum())


def prices(problem: Problem, chosen: Flags) -> Prices | None:
    """Prices that prove the chosen pairs the best of these; None if they are not."""
    plan = problem.at(chosen)
    filled = np.bincount(plan.need, minlength=len(problem.places))
    if np.any(filled > problem.places) or len(np.unique(plan.volunteer)) < len(plan.volunteer):
        return None
    of_place = _highest(problem, chosen, filled)
    of_volunteer = np.zeros(problem.volunteers, np.int64)
    of_volunteer[plan.volunteer] = plan.worth - of_place[plan.need]
    found = Prices(of_place, of_volunteer)
    return found if np.all(of_place >= 0) and np.all(found.gains(problem) <= 0) else None


def _highest(problem: Problem, chosen: Flags, filled: Numbers) -> Numbers:
    """The highest price of each need with which its volunteers stay where they are.

    Shortest paths (Bellman and Ford) over the needs: an empty place costs nothing; a filled one no
    more than it is worth to each who fills it; and who could go to another need instead must not be
    better off there. High prices attract the fewest pairs that were left out. If some volunteers
    were better exchanged in a circle the prices would fall for ever: they are then no proof, which
    their gains show.
    """
    plan, others = problem.at(chosen), problem.at(~chosen)
    greatest = int(problem.worth.max(initial=0))
    price = np.where(filled < problem.places, 0, greatest)
    np.minimum.at(price, plan.need, plan.worth)
    at = np.full(problem.volunteers, -1)
    at[plan.volunteer] = plan.need
    worth = np.zeros(problem.volunteers, np.int64)
    worth[plan.volunteer] = plan.worth
    moves = others.at(at[others.volunteer] >= 0)
    here, lost = at[moves.volunteer], worth[moves.volunteer] - moves.worth
    for _round in range(len(price) + 1):
        before = price.copy()
        np.minimum.at(price, here, before[moves.need] + lost)
        if np.array_equal(price, before):
            break
    return price
