"""Plans: 200 tasks for 20,000 volunteers at once, with each engine, and how good they are proven.

`python -m benchmarks plan` measures this alone.
"""

import csv
import gzip
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median

import numpy as np
from numpy.typing import NDArray

from bot.places.importing import GUIZHOU
from bot.volunteers.rules.planning import Engine, Pairs, Plan, Seats, solve

TASKS, VOLUNTEERS = 200, 20_000
ALLOWED = 2.0
"""Seconds within which a plan is to be there."""

RADII = (3, 5, 10, 20, 30, 50)
FREQUENT = (
    0.30,
    0.12,
    0.10,
    0.10,
    0.08,
    0.08,
    0.06,
    0.05,
    0.05,
    0.04,
    0.03,
    0.03,
    0.02,
    0.02,
    0.01,
)
"""How many of the volunteers have each skill; one need in four asks for none."""

SPREAD_KM, DEGREE_KM = 20.0, 111.2
RECENT_M = 2_000
"""A task in the last days weighs as much as so many metres more."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """What makes plans hard: how near to each other the tasks are, and who may go to them."""

    name: str
    one_county: bool = False
    any_distance: bool = False
    any_skill: bool = False


CASES = (
    Case("the whole province"),
    Case("all in one county", one_county=True),
    Case("any distance", any_distance=True),
    Case("one county, any distance", one_county=True, any_distance=True),
    Case("everybody allowed", any_distance=True, any_skill=True),
    Case("one county, all allowed", one_county=True, any_distance=True, any_skill=True),
)


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """Invented volunteers and tasks around Guizhou's counties; points in km from its south-west."""

    volunteers: Floats
    radius: NDArray[np.int64]
    skilled: NDArray[np.bool_]
    recent: NDArray[np.int64]
    tasks: Floats
    task: NDArray[np.int64]
    skill: NDArray[np.int64]
    seats: Seats


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds that each repeat took, and the plan, the same each time."""

    seconds: Sequence[float]
    plan: Plan


def tell(repeats: int, say: Callable[..., None], progress: Callable[[str], None]) -> None:
    """Measure each case with each engine so many times, and say what came out."""
    say(
        "",
        f"A plan of {TASKS} tasks for {VOLUNTEERS:,} volunteers, median of {repeats}, aim "
        f"{ALLOWED:.0f} s; `all` is with finding the allowed pairs;",
        "ratio: to OR-tools; filled: emergency/urgent/normal; gap: how much better another plan "
        "could be, in metres.",
        ", ".join(f"{name} {version(name)}" for name in ("ortools", "scipy", "numpy")),
        f"{'':26}{'pairs':>11}{'looked at':>11}{'rounds':>8}{'solving':>10}{'all':>10}{'ratio':>8}"
        f"{'filled':>14}{'of':>6}{'metres':>13}{'gap':>5}",
    )
    for case in CASES:
        progress(f"plans: {case.name}")
        _tell_case(case, repeats, say)


def _tell_case(case: Case, repeats: int, say: Callable[..., None]) -> None:
    town = _town(case, np.random.default_rng(2026))
    begun = time.perf_counter()
    pairs = allowed(town, case)
    finding = time.perf_counter() - begun
    measured = {engine: _measured(town.seats, pairs, engine, repeats) for engine in Engine}
    base = median(measured[Engine.FLOW].seconds)
    say(f"{case.name:26}{len(pairs.cost):11,}{'':47}{'':14}{int(town.seats.places.sum()):6}")
    for engine, one in measured.items():
        plan, seconds = one.plan, median(one.seconds)
        filled = "/".join(str(number) for number in plan.objective.filled)
        say(
            f"  {engine:35}{plan.looked_at:11,}{plan.rounds:8}{seconds:8.3f} s"
            f"{seconds + finding:8.3f} s{seconds / base:8.2f}{filled:>14}{'':6}"
            f"{plan.objective.cost:13,}{plan.gap:5}"
        )
    if len({one.plan.objective for one in measured.values()}) > 1:
        raise RuntimeError(f"{case.name}: the engines do not agree")


def _measured(seats: Seats, pairs: Pairs, engine: Engine, repeats: int) -> Measured:
    seconds = []
    for _repeat in range(repeats + 1):  # the first one loads the libraries
        begun = time.perf_counter()
        plan = solve(seats, pairs, engine)
        seconds.append(time.perf_counter() - begun)
    return Measured(seconds[1:], plan)


def allowed(town: Town, case: Case) -> Pairs:
    """Who may fill which need: near, with the skill; it costs the way and the recent tasks."""
    volunteers, needs, costs = [], [], []
    for task, point in enumerate(town.tasks):
        km = np.hypot(*(town.volunteers - point).T)
        near = np.ones(VOLUNTEERS, np.bool_) if case.any_distance else km <= town.radius
        cost = (km * 1_000).astype(np.int64) + RECENT_M * town.recent
        for need in np.flatnonzero(town.task == task):
            who = np.flatnonzero(near & town.skilled[town.skill[need]])
            volunteers.append(who)
            needs.append(np.full(len(who), need))
            costs.append(cost[who])
    return Pairs(np.concatenate(volunteers), np.concatenate(needs), np.concatenate(costs))


def _town(case: Case, chance: np.random.Generator) -> Town:
    counties = _counties()
    needs_of = chance.integers(1, 4, TASKS)
    needs = int(needs_of.sum())
    none = len(FREQUENT)
    skilled = chance.random((none, VOLUNTEERS)) < np.array(FREQUENT)[:, None]
    skill = np.where(chance.random(needs) < 0.25, none, chance.integers(0, none, needs))
    task = np.repeat(np.arange(TASKS), needs_of)
    urgency = chance.choice([0, 1, 2], TASKS, p=[0.6, 0.3, 0.1])
    return Town(
        volunteers=_around(counties, VOLUNTEERS, chance),
        radius=chance.choice(RADII, VOLUNTEERS),
        skilled=np.vstack([skilled, np.ones(VOLUNTEERS, np.bool_)]),
        recent=chance.poisson(0.5, VOLUNTEERS),
        tasks=_around(counties[:1] if case.one_county else counties, TASKS, chance),
        task=task,
        skill=np.full(needs, none) if case.any_skill else skill,
        seats=Seats(chance.integers(1, 6, needs), urgency[task]),
    )


def _around(centres: Floats, number: int, chance: np.random.Generator) -> Floats:
    return chance.choice(centres, number) + chance.normal(0, SPREAD_KM, (number, 2))


def _counties() -> Floats:
    with gzip.open(GUIZHOU, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "county"]
    degrees = np.array([(float(row["lon"]), float(row["lat"])) for row in rows])
    at = np.cos(np.radians(degrees[:, 1].mean()))
    return np.asarray((degrees - degrees.min(axis=0)) * DEGREE_KM * np.array([at, 1.0]))
