"""Completeness and timeliness (WHO/IDSR): what was expected against what came of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.places.model import Lot
from bot.places.rules import step_down
from bot.reports.model import Came, Content, Counts, Report, Stage, Timeliness

NOTHING = Came()
NONE = Counts(0, 0, 0, 0, 0, 0)


def counted(report: Report) -> Came:
    """What one current report adds to the counts of its day.

    What amends a confirmed one is confirmed already: the former one stands until it is through.
    """
    stands = report.stage is Stage.CONFIRMED or report.review.amends is not None
    return Came(
        1,
        int(report.content is Content.ZERO),
        int(report.timeliness is Timeliness.LATE),
        int(not stands and report.stage in (Stage.SUBMITTED, Stage.CHECKED)),
        int(stands),
    )


def alone(report: Report | None) -> Counts:
    """The counts of a single place of which a report is expected."""
    return _of(1, NOTHING if report is None else counted(report))


def added(one: Counts, other: Counts) -> Counts:
    """Both together."""
    return Counts(
        one.expected + other.expected,
        one.received + other.received,
        one.zero + other.zero,
        one.late + other.late,
        one.in_check + other.in_check,
        one.confirmed + other.confirmed,
        one.beyond + other.beyond,
        one.not_yet + other.not_yet,
    )


def total(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    found = NONE
    for one in counts:
        found = added(found, one)
    return found


# -- one day, place by place ----------------------------------------------------------


def by_branch(
    came: Iterable[tuple[Lot, Came]], day: date, top: str, has_time: Callable[[Lot], bool]
) -> dict[str, Counts]:
    """The counts of a day by the path of each place directly below `top`.

    `has_time` tells for whom the deadline is yet to come.
    """
    found: dict[str, Counts] = {}
    for lot, one in came:
        key = step_down(top, lot.path)
        found[key] = added(found.get(key, NONE), _counts(lot, one, day, has_time))
    return found


def by_lot(
    lots: Sequence[Lot], kept: Mapping[str, Came], alone: Mapping[int, Came]
) -> list[tuple[Lot, Came]]:
    """What came of each lot.

    `kept` is what came by the path of the parents, `alone` by the id of the places apart, which
    is part of it. Kept of no lot (a place that was moved) is there as nobody's.
    """
    together = dict(kept)
    apart = [(lot, alone.get(lot.place_id, NOTHING)) for lot in lots if lot.place_id is not None]
    for lot, came in apart:
        if lot.path in together:
            together[lot.path] -= came
    general = [(lot, together.pop(lot.path, NOTHING)) for lot in lots if lot.place_id is None]
    nobodys = [(Lot(path, 0, frozenset()), came) for path, came in together.items()]
    return general + apart + nobodys


def _counts(lot: Lot, came: Came, day: date, has_time: Callable[[Lot], bool]) -> Counts:
    if day not in lot.days:
        return _of(0, NOTHING, beyond=came.received)
    silent = lot.n - came.received
    return _of(lot.n, came, not_yet=silent if silent and has_time(lot) else 0)


def _of(expected: int, came: Came, beyond: int = 0, not_yet: int = 0) -> Counts:
    kinds = (came.zero, came.late, came.in_check, came.confirmed)
    return Counts(expected, came.received, *kinds, beyond=beyond, not_yet=not_yet)


# -- many days, all together ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shift:
    """The days on which somebody's reports count though others' do not, and the other way round."""

    more: frozenset[date]
    less: frozenset[date]


def usual(lots: Iterable[Lot]) -> frozenset[date]:
    """The days on which reports of most are expected."""
    votes = _together(lots)
    return votes.most_common(1)[0][0] if votes else frozenset()


def _together(lots: Iterable[Lot]) -> Counter[frozenset[date]]:
    """How many places report on the same days."""
    found: Counter[frozenset[date]] = Counter()
    for lot in lots:
        found[lot.days] += lot.n
    return found


def shifts(lots: Sequence[Lot]) -> tuple[dict[Shift, list[int]], dict[Shift, list[int]]]:
    """Who differs from what is usual: parents with all that is kept of them, places by themselves.

    A place that stands alone differs from the others below its parent.
    """
    general = {lot.path: lot.days for lot in lots if lot.place_id is None}
    most = usual(lots)
    parents: dict[Shift, list[int]] = defaultdict(list)
    places: dict[Shift, list[int]] = defaultdict(list)
    for lot in lots:
        if lot.place_id is None and lot.days != most:
            parents[Shift(lot.days - most, most - lot.days)].append(lot.line[-1])
        others = general.get(lot.path, most)
        if lot.place_id is not None and lot.days != others:
            places[Shift(lot.days - others, others - lot.days)].append(lot.place_id)
    return parents, places


def over_days(
    lots: Sequence[Lot],
    days: Sequence[date],
    came: Mapping[date, Came],
    shifted: Iterable[tuple[Shift, date, Came]],
) -> list[tuple[date, Counts]]:
    """The counts of each day, once every deadline has passed.

    `came` is all that came, `shifted` the part of it that does not count as usual.
    """
    most, expected = usual(lots), Counter[date]()
    for working, n in _together(lots).items():
        expected.update(dict.fromkeys(working, n))
    counted = {day: came.get(day, NOTHING) if day in most else NOTHING for day in days}
    for shift, day, part in shifted:
        if day in shift.more:
            counted[day] += part
        elif day in shift.less:
            counted[day] -= part
    return [
        (
            day,
            _of(
                expected[day],
                counted[day],
                beyond=came.get(day, NOTHING).received - counted[day].received,
            ),
        )
        for day in days
    ]
