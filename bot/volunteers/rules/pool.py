"""All volunteers as columns of numbers, so that a rule looks at everybody at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.places.model import Point

DEPTH = 5
"""Levels of the tree of places."""

Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Codes:
    """The catalogue's skills and languages in their order, and which skills need a certificate."""

    skills: tuple[str, ...]
    languages: tuple[str, ...]
    certified: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A volunteer as matching sees them; `line` are the ids of their place and those above.

    `skills` are the ones that count at all (not those suspended), `held` of all registered ones,
    `verified` the last day of each certificate that was seen.
    """

    id: int
    line: tuple[int, ...]
    point: Point | None
    radius_km: int
    windows: int
    held: frozenset[str]
    suspended: frozenset[str]
    verified: Mapping[str, date]
    languages: frozenset[str]
    available: bool
    paused: bool
    asked: int = 0
    said_yes: int = 0
    came: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Pool:
    """Volunteers in columns, in the order of their ids."""

    ids: Column
    lines: Column
    longitude: Column
    latitude: Column
    radius_km: Column
    windows: Column
    held: Column
    suspended: Column
    verified: Column
    languages: Column
    available: Column
    paused: Column
    asked: Column
    said_yes: Column
    came: Column
    failed: Column

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, ids: Sequence[int] | Column) -> tuple[Column, Column]:
        """Where those of the ids stand that are here: their rows, and which of the ids they are."""
        wanted = np.asarray(ids, dtype=np.int64)
        if not len(self.ids):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        rows = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        known = np.flatnonzero(self.ids[rows] == wanted)
        return rows[known], known

    def taken(self, rows: Column) -> "Pool":
        """Only these rows (indices, or one truth value a row)."""
        return Pool(*(getattr(self, field.name)[rows] for field in fields(self)))


def pool_of(entries: Sequence[Entry], codes: Codes) -> Pool:
    """The volunteers as columns."""
    ordered = sorted(entries, key=lambda one: one.id)
    skill_bits = {code: 1 << n for n, code in enumerate(codes.skills)}
    language_bits = {code: 1 << n for n, code in enumerate(codes.languages)}
    nowhere = float("nan")

    def column(kind: Any, values: Any) -> Column:
        return np.fromiter(values, dtype=kind, count=len(ordered))

    return Pool(
        ids=column(np.int64, (one.id for one in ordered)),
        lines=np.array([_padded(one.line) for one in ordered], np.int64).reshape(-1, DEPTH),
        longitude=column(float, (_or(one.point, nowhere)[0] for one in ordered)),
        latitude=column(float, (_or(one.point, nowhere)[1] for one in ordered)),
        radius_km=column(np.int32, (one.radius_km for one in ordered)),
        windows=column(np.int32, (one.windows for one in ordered)),
        held=column(np.int64, (_bits(one.held, skill_bits) for one in ordered)),
        suspended=column(np.int64, (_bits(one.suspended, skill_bits) for one in ordered)),
        verified=_days(ordered, codes),
        languages=column(np.int64, (_bits(one.languages, language_bits) for one in ordered)),
        available=column(bool, (one.available for one in ordered)),
        paused=column(bool, (one.paused for one in ordered)),
        asked=column(np.int32, (one.asked for one in ordered)),
        said_yes=column(np.int32, (one.said_yes for one in ordered)),
        came=column(np.int32, (one.came for one in ordered)),
        failed=column(np.int32, (one.failed for one in ordered)),
    )


def patched(pool: Pool, gone: Sequence[int], fresh: Pool) -> Pool:
    """The pool without those `gone`, and with the `fresh` ones in the place of what was known.

    Nobody is both.
    """
    rows, known = pool.at(fresh.ids)
    changed = Pool(*(_with(column, rows, new[known]) for column, new in _pairs(pool, fresh)))
    there, _known = pool.at(gone)
    if len(there):
        stays = np.ones(len(pool), dtype=bool)
        stays[there] = False
        changed = changed.taken(stays)
    if len(known) < len(fresh):
        unknown = np.ones(len(fresh), dtype=bool)
        unknown[known] = False
        more = fresh.taken(unknown)
        joined = Pool(*(np.concatenate(pair) for pair in _pairs(changed, more)))
        changed = joined.taken(np.argsort(joined.ids, kind="stable"))
    return changed


def _with(column: Column, rows: Column, values: Column) -> Column:
    """A copy of the column with these values in those rows."""
    copied = column.copy()
    copied[rows] = values
    return copied


def _pairs(one: Pool, other: Pool) -> list[tuple[Column, Column]]:
    return [(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)]


def bits(codes: Sequence[str], wanted: frozenset[str]) -> int | None:
    """The wanted codes as bits; None when one of them is not known at all."""
    if not wanted <= set(codes):
        return None
    return sum(1 << n for n, code in enumerate(codes) if code in wanted)


def _bits(held: frozenset[str], known: Mapping[str, int]) -> int:
    return sum(known.get(code, 0) for code in held)


def _padded(line: tuple[int, ...]) -> tuple[int, ...]:
    return (*line, *((0,) * (DEPTH - len(line))))[:DEPTH]


def _or(point: Point | None, nowhere: float) -> tuple[float, float]:
    return (nowhere, nowhere) if point is None else (point.longitude, point.latitude)


def _days(ordered: Sequence[Entry], codes: Codes) -> Column:
    """The last day of each certificate by volunteer and skill, as its ordinal; 0 for none."""
    days = np.zeros((len(ordered), len(codes.skills)), np.int32)
    place = {code: n for n, code in enumerate(codes.skills)}
    for row, one in enumerate(ordered):
        for skill, last in one.verified.items():
            if skill in place:
                days[row, place[skill]] = last.toordinal()
    return days
