"""Nobody can work out a hidden number, whoever reckons and whatever else is public."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.bulletins.rules.suppression import Number, Sum, visible

TOTAL = 0


def table(*cells: int, place: int = TOTAL) -> Sum:
    """A place's sum over the places 10 × place + 1, 2, …"""
    parts = frozenset((10 * place + n, value) for n, value in enumerate(cells, 1))
    return Sum((place, sum(cells)), parts)


def as_shown(*cells: int, threshold: int = 5) -> str:
    """What a reader sees: the total, then the cells; · for a hidden number."""
    seen = dict(visible(table(*cells), threshold))
    return " ".join(str(seen.get(place, "·")) for place in range(len(cells) + 1))


@pytest.mark.parametrize(
    ("cells", "seen"),
    [
        ((0, 0, 0), "0 0 0 0"),
        ((5, 0, 12), "17 5 0 12"),
        ((3, 0, 0), "· · 0 0"),
        ((3, 10, 20), "33 · · 20"),
        ((3, 10, 10), "23 · · ·"),
        ((3, 2, 20), "25 · · 20"),
        ((1, 1, 20), "22 · · ·"),
        ((1, 0, 7), "8 · 0 ·"),
        ((4, 4, 30), "38 · · ·"),
        ((2,), "· ·"),
        ((9,), "9 9"),
        ((), "0"),
    ],
)
def test_small_numbers_are_hidden_and_as_few_others_as_possible(
    cells: tuple[int, ...], seen: str
) -> None:
    assert as_shown(*cells) == seen


def test_a_threshold_of_zero_hides_nothing() -> None:
    assert as_shown(1, 2, 3, threshold=0) == "6 1 2 3"


@pytest.mark.parametrize(
    ("places", "most", "threshold"), [(2, 14, 5), (3, 14, 5), (4, 10, 3), (4, 9, 4)]
)
def test_running_the_program_on_every_table_tells_no_hidden_number(
    places: int, most: int, threshold: int
) -> None:
    behind: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for cells in itertools.product(range(most + 1), repeat=places):
        behind[as_shown(*cells, threshold=threshold)].append(cells)
    for seen, tables in behind.items():
        shown_total = seen.split()[0]
        if shown_total != "·" and int(shown_total) > most:
            continue  # tables with larger numbers may be behind it, too
        for place, number in enumerate(seen.split()[1:]):
            if number == "·":
                assert len({cells[place] for cells in tables}) > 1, (seen, tables)


# -- several bulletins of one day -------------------------------------------------------
# A place 1 with the places 11, 12 and 13; 11 has the places 111, 112 and 113.

THRESHOLD = 3
COUNTS = st.integers(0, 5)
LEAVES = st.tuples(*[COUNTS] * 5)
AMENDED = st.tuples(st.integers(0, 4), COUNTS)
PUBLISHED = st.lists(st.tuples(st.sampled_from([1, 11]), st.none() | AMENDED), max_size=4)


def sums_of(leaves: tuple[int, ...]) -> dict[int, Sum]:
    """Both sums: what 111, 112, 113, 12 and 13 counted, added up."""
    low = Sum((11, sum(leaves[:3])), frozenset(zip((111, 112, 113), leaves[:3], strict=True)))
    parts = frozenset({low.total, (12, leaves[3]), (13, leaves[4])})
    return {11: low, 1: Sum((1, sum(leaves)), parts)}


def solutions(sums: Iterable[Sum], known: frozenset[Number]) -> Iterator[Mapping[Number, int]]:
    """Every way to fill in the unknown numbers that fits all sums, as far as it is tried."""
    sums = tuple(sums)
    numbers = {number for one in sums for number in (one.total, *one.parts)}
    totals = {one.total for one in sums}
    free = sorted(numbers - known - totals)
    reach = range(max((value for _place, value in numbers), default=0) + 3)
    for values in itertools.product(reach, repeat=len(free)):
        filled = {number: number[1] for number in known} | dict(zip(free, values, strict=True))
        if _adds_up(sums, filled):
            yield filled


def _adds_up(sums: tuple[Sum, ...], filled: dict[Number, int]) -> bool:
    for one in sorted(sums, key=lambda one: -one.total[0]):  # 11 before 1
        together = sum(filled[part] for part in one.parts)
        if filled.setdefault(one.total, together) != together:
            return False
    return True


@settings(max_examples=300, deadline=None)
@given(leaves=LEAVES, published=PUBLISHED)
def test_bulletins_above_below_and_before_tell_no_hidden_number(
    leaves: tuple[int, ...], published: list[tuple[int, tuple[int, int] | None]]
) -> None:
    public: frozenset[Number] = frozenset()
    behind: set[Sum] = set()
    concerned: set[int] = set()
    stood: dict[int, list[int]] = defaultdict(list)
    for place, amended in published:
        if amended is not None:
            leaves = (*leaves[: amended[0]], amended[1], *leaves[amended[0] + 1 :])
        now = sums_of(leaves)
        for number in (n for one in now.values() for n in (one.total, *one.parts)):
            assume(number[1] not in stood[number[0]][:-1])  # there and back again: another number
            stood[number[0]] = list(dict.fromkeys([*stood[number[0]], number[1]]))
        concerned.add(place)
        behind |= {now[one] for one in concerned}
        public |= visible(now[place], THRESHOLD, public, behind)
    unknown = {n for one in behind for n in (one.total, *one.parts)} - public
    if len(unknown - {one.total for one in behind}) > 4:
        return  # more than a test can go through; hidden numbers hide one another
    possible: dict[Number, set[int]] = defaultdict(set)
    for filled in solutions(behind, public):
        for number in unknown:
            possible[number].add(filled[number])
    for number in unknown:
        if 0 < number[1] < THRESHOLD:
            assert len(possible[number]) > 1, (behind, public)
