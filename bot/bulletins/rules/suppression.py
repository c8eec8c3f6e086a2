"""Which numbers of a bulletin may be shown, so that nobody can be recognised in a small one.

A number above 0 and below its figure's threshold is never shown. Others are hidden with it, as
few as possible, so that it cannot be worked out from what else is public on the same day: the
total and the other places of the same bulletin, bulletins of the places above, below and beside,
and earlier bulletins that were corrected or withdrawn, which stay readable. What is drafted and
not yet released counts as public, so that it does not matter in which order drafts are released.

What is promised: whoever holds all of these, knows that counts are whole, never negative and add
up, and even knows which places' numbers changed between two bulletins, still finds more than
`threshold` different values possible for every hidden small number. It is proved for each number
by exhibiting these values: what it could give to, or take from, other hidden numbers without
touching anything that is shown. Whoever can also run this program on every table that might be
behind a bulletin does not find a single value either.

What is not promised: anything against somebody who knows another hidden number from elsewhere, or
who reckons from day to day where a form ties days together (observed = yesterday's + new − gone);
and nothing that is public already can be taken back: then nothing at all is added to it.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

Number = tuple[int, int]
"""A place's id and its count. A count that changed is another number."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One figure of one place: its total is the sum of the places directly below."""

    total: Number
    parts: frozenset[Number]


def visible(
    now: Sum,
    threshold: int,
    shown_before: Collection[Number] = frozenset(),
    sums_behind: Iterable[Sum] = (),
) -> frozenset[Number]:
    """The numbers of `now` that may be shown.

    `shown_before` are the numbers that public bulletins of the day show for this figure;
    `sums_behind` the sums that those bulletins are about, as they were and as they are now.
    """
    numbers = now.parts | {now.total}
    hidden = frozenset(number for number in numbers if _is_small(number, threshold))
    sums, public = frozenset({now, *sums_behind}), frozenset(shown_before)
    while True:
        view = _View(sums, public | (numbers - hidden), threshold)
        more = _next(now, numbers - hidden)
        if not more or not (view.exposed or _is_telling(now, hidden, threshold)):
            return numbers - hidden
        hidden |= more


def _is_small(number: Number, threshold: int) -> bool:
    return 0 < number[1] < threshold


def _next(now: Sum, shown: frozenset[Number]) -> frozenset[Number]:
    """What is hidden next: the smallest places that have any, then the total, then zeros.

    Places that are alike go together: which one was chosen would tell what the others are not.
    """
    places = shown & now.parts
    if some := {value for _place, value in places if value > 0}:
        return frozenset(number for number in places if number[1] == min(some))
    return frozenset({now.total}) & shown or places


def _is_telling(now: Sum, hidden: Collection[Number], threshold: int) -> bool:
    """Whether their sum alone tells each of several small numbers: all 1, or all the largest."""
    if now.total in hidden or not hidden:
        return False
    together = sum(value for _place, value in hidden)
    small = all(_is_small(number, threshold) for number in hidden)
    return small and together in (len(hidden), len(hidden) * (threshold - 1))


class _View:
    """What somebody sees who knows every sum and the `known` numbers, and can reckon."""

    def __init__(self, sums: Collection[Sum], known: frozenset[Number], threshold: int) -> None:
        self._threshold = threshold
        above: dict[Number, set[Sum]] = defaultdict(set)
        below: dict[Number, set[Sum]] = defaultdict(set)
        for one in sums:
            below[one.total].add(one)
            for part in one.parts:
                above[part].add(one)
        self._above = {number: frozenset(found) for number, found in above.items()}
        self._below = {number: frozenset(found) for number, found in below.items()}
        self._unknown = frozenset(({*above, *below}) - known)

    @cached_property
    def exposed(self) -> frozenset[Number]:
        """The small numbers that are known too well although they are not shown."""
        small = (number for number in self._unknown if _is_small(number, self._threshold))
        return frozenset(number for number in small if self._width(number) < self._threshold)

    def _width(self, number: Number) -> float:
        """How far the number could lie from what it is, downwards and upwards together."""
        down = self._can_fall(number) if self._is_taken(number) else 0
        return down + (self._can_rise(number) if self._is_open(number) else 0)

    @cached_property
    def _alike(self) -> dict[frozenset[Sum], frozenset[Number]]:
        """Unknown numbers by the sums they are part of: such can give to one another."""
        found: dict[frozenset[Sum], set[Number]] = defaultdict(set)
        for number in self._unknown:
            found[self._above.get(number, frozenset())].add(number)
        return {sums: frozenset(numbers) for sums, numbers in found.items()}

    def _parts(self, number: Number) -> frozenset[Number]:
        """Unknown numbers that alone make up any change of this total."""
        return self._alike.get(self._below[number], frozenset())

    def _peers(self, number: Number) -> frozenset[Number]:
        return self._alike.get(self._above[number], frozenset()) - {number}

    def _can_fall(self, number: Number) -> int:
        """How much less it could be as far as the places below it go."""
        if number not in self._below:
            return number[1]
        return min(number[1], sum(self._can_fall(part) for part in self._parts(number)))

    def _is_open(self, number: Number) -> bool:
        """Whether it could be more as far as the places below it go."""
        below = number in self._below
        return not below or any(self._is_open(part) for part in self._parts(number))

    def _is_taken(self, number: Number) -> bool:
        """Whether something beside or above it could take what it has less."""
        if number not in self._above or any(self._is_open(peer) for peer in self._peers(number)):
            return True
        return self._through(number) is not None

    def _can_rise(self, number: Number) -> float:
        """How much more it could be as far as the places beside and above it go."""
        if number not in self._above:
            return math.inf
        beside = sum(self._can_fall(peer) for peer in self._peers(number))
        total = self._through(number)
        return beside if total is None else beside + self._can_rise(total)

    def _through(self, number: Number) -> Number | None:
        """The unknown total that could move with it, where exactly one does and is free to."""
        totals = {one.total for one in self._above[number]}
        if not totals <= self._unknown:
            return None
        if len(totals) > 1:  # each is free only where no other sum holds it
            free = all(t not in self._above and len(self._below[t]) == 1 for t in totals)
            return min(totals) if free else None
        (total,) = totals
        moves = self._below[total] == self._above[number]
        return total if moves and (total not in self._above or self._is_taken(total)) else None
