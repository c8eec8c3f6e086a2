"""The best joint assignment of volunteers to the places of several tasks; decision 0018 says how.

`solve(seats, pairs)` promises, in this order: as many places filled as can be; the more urgent ones
before the less urgent; the smallest total cost. The first two never conflict: the sets of places
that can be filled at once are the independent sets of a matroid, so taking the urgent ones first
never costs a place. Whichever engine is used, the objective is the same to the last digit.

A volunteer gets at most one place in a plan. Two tasks at different times may well suit the same
person, but who is free for what would then depend on pairs of tasks, and the problem would no
longer be a flow, which is what makes it exact and fast. The next plan gives them the second one.
"""

from bot.volunteers.rules.planning.engines import Engine
from bot.volunteers.rules.planning.problem import Pairs, Seats
from bot.volunteers.rules.planning.solving import Empty, Objective, Plan, solve

__all__ = ["Empty", "Engine", "Objective", "Pairs", "Plan", "Seats", "solve"]
