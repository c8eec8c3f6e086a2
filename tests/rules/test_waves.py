"""How many to ask: compared with trying every outcome."""

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.volunteers.rules.waves import chance_of_filling, how_many

CHANCES = st.lists(st.floats(0, 1), max_size=7)


def by_hand(chances: list[float], places: int) -> float:
    """The chance, summed over every way in which they may answer."""
    ways = product((True, False), repeat=len(chances))
    return sum(
        prod(chance if yes else 1 - chance for chance, yes in zip(chances, way, strict=True))
        for way in ways
        if sum(way) >= places
    )


@given(CHANCES, st.integers(0, 8))
def test_the_chance_is_that_of_all_outcomes(chances: list[float], places: int) -> None:
    assert chance_of_filling(chances, places) == pytest.approx(by_hand(chances, places))


@given(CHANCES, CHANCES, st.integers(0, 5))
def test_no_fewer_would_do(asked: list[float], ranked: list[float], places: int) -> None:
    n = how_many(asked, ranked, places)
    enough = [
        k for k in range(len(ranked) + 1) if by_hand([*asked, *ranked[:k]], places) >= 0.9 + 1e-9
    ]
    sure = enough[0] if enough else len(ranked)
    # at the very edge the two ways of adding up may differ in the last digit
    assert n <= sure
    assert n == len(ranked) or by_hand([*asked, *ranked[:n]], places) >= 0.9 - 1e-9


def test_three_places_of_people_who_say_yes_every_second_time() -> None:
    assert how_many([], [0.5] * 20, 3) == 9
    assert how_many([0.5] * 9, [0.5] * 20, 3) == 0
    assert how_many([0.5] * 8, [0.5] * 20, 3) == 1


def test_nobody_is_asked_for_no_place_and_all_are_when_they_do_not_suffice() -> None:
    assert how_many([], [0.5], 0) == 0
    assert how_many([], [0.5, 0.5], 3) == 2
