"""Completeness and timeliness (WHO/IDSR): counted by place and day, summed up the tree."""

from collections.abc import Iterable, Mapping
from datetime import date

from bot.places.rules import step_down
from bot.reports.model import Counts, Tally

Expected = Mapping[str, Mapping[date, int]]
"""How many reports are expected, by the path of the reporting places' parent, and by day."""

NONE = Counts(0, 0, 0, 0, 0, 0)


def added(one: Counts, other: Counts) -> Counts:
    """Both together."""
    return Counts(
        one.expected + other.expected,
        one.received + other.received,
        one.zero + other.zero,
        one.late + other.late,
        one.in_check + other.in_check,
        one.confirmed + other.confirmed,
    )


def total(expected: Expected, tallies: Iterable[Tally], day: date) -> Counts:
    """The counts of a day, of everything given."""
    return by_branch(expected, tallies, day, top="").get("", NONE)


def by_branch(
    expected: Expected, tallies: Iterable[Tally], day: date, top: str
) -> dict[str, Counts]:
    """The counts of a day by the path of each place directly below `top`; all in one for ""."""
    found: dict[str, Counts] = {}

    def add(path: str, counts: Counts) -> None:
        key = step_down(top, path) if top else ""
        found[key] = added(found.get(key, NONE), counts)

    for path, days in expected.items():
        add(path, Counts(days.get(day, 0), 0, 0, 0, 0, 0))
    for one in tallies:
        if one.day == day:
            counts = (one.received, one.zero, one.late, one.in_check, one.confirmed)
            add(one.path, Counts(0, *counts))
    return found
