"""How many to ask so that the places fill: the chance that enough of them say yes."""

from collections.abc import Sequence

GOAL = 0.9
"""The places are to fill with at least this chance before anybody has answered."""


def chance_of_filling(chances: Sequence[float], places: int) -> float:
    """The chance that at least `places` say yes, when each does so with their own chance.

    Whoever answers does so independently of the others (Poisson's binomial distribution).
    """
    return _at_least(_distribution(chances, places), places)


def how_many(
    open_: Sequence[float], ranked: Sequence[float], places: int, goal: float = GOAL
) -> int:
    """The smallest number of further people to ask, the best first, so that the goal is reached.

    `open_` are the chances of those who have been asked and have not answered. All of `ranked`,
    when even they do not reach it; nobody, when there is no place.
    """
    if places <= 0:
        return 0
    odds = _distribution(open_, places)
    if _at_least(odds, places) >= goal:
        return 0
    for n, chance in enumerate(ranked, start=1):
        odds = _with(odds, chance)
        if _at_least(odds, places) >= goal:
            return n
    return len(ranked)


def _distribution(chances: Sequence[float], places: int) -> list[float]:
    """The chance of 0, 1, … places − 1 times yes; what is more need not be told apart."""
    odds = [1.0, *([0.0] * (places - 1))] if places > 0 else []
    for chance in chances:
        odds = _with(odds, chance)
    return odds


def _with(odds: list[float], chance: float) -> list[float]:
    """The distribution with one more who says yes with that chance."""
    shifted = [0.0, *odds][: len(odds)]
    return [
        stays * (1 - chance) + comes * chance for stays, comes in zip(odds, shifted, strict=True)
    ]


def _at_least(odds: list[float], places: int) -> float:
    return 1.0 if places <= 0 else max(0.0, 1.0 - sum(odds))
