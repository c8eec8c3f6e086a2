"""Every query of the day counts: kept with each change of a report, and recounted to be sure."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import date
from typing import Any

from bot.kernel import database
from bot.reports.model import Came, Report
from bot.reports.rules.completeness import counted

_COUNTS = ("received", "zero", "late", "in_check", "confirmed")
_KEPT = ", ".join(f"t.{name}" for name in _COUNTS)
_SUMS = ", ".join(f"SUM(t.{name}) AS {name}" for name in _COUNTS)
_COUNTED = (
    "COUNT(*) AS received, "
    "SUM(CASE WHEN r.content = 'zero' THEN 1 ELSE 0 END) AS zero, "
    "SUM(CASE WHEN r.timeliness = 'late' THEN 1 ELSE 0 END) AS late, "
    "SUM(CASE WHEN r.stage IN ('submitted', 'checked') THEN 1 ELSE 0 END) AS in_check, "
    "SUM(CASE WHEN r.stage = 'confirmed' THEN 1 ELSE 0 END) AS confirmed"
)


async def replaced(gone: Iterable[Report], come: Iterable[Report]) -> None:
    """Take `gone` out of the counts and `come` in."""
    changes: defaultdict[tuple[str, date, int], Came] = defaultdict(Came)
    for report in gone:
        changes[report.form, report.day, report.place_id] -= counted(report)
    for report in come:
        changes[report.form, report.day, report.place_id] += counted(report)
    for (form, day, place_id), sums in sorted(changes.items(), key=lambda change: change[0]):
        if sums != Came():
            await _add(form, day, place_id, sums)


async def _add(form: str, day: date, place_id: int, sums: Came) -> None:
    await database.execute(
        "INSERT INTO tally (form, day, place_id, received, zero, late, in_check, confirmed) "
        "SELECT $1, $2, COALESCE(parent_id, id), $3, $4, $5, $6, $7 FROM place WHERE id = $8 "
        "ON CONFLICT (form, day, place_id) DO UPDATE SET received = tally.received + $3, "
        "zero = tally.zero + $4, late = tally.late + $5, in_check = tally.in_check + $6, "
        "confirmed = tally.confirmed + $7",
        form,
        day,
        *astuple(sums),
        place_id,
    )


async def by_path(form: str, low: str, high: str, day: date) -> dict[str, Came]:
    """What came on a day, by the path of the parent of the reporting places.

    Of the parents whose path p has low <= p < high.
    """
    found = await database.rows(
        f"SELECT p.path, {_KEPT} FROM tally t JOIN place p ON p.id = t.place_id "  # noqa: S608
        "WHERE t.form = $1 AND t.day = $2 AND p.path >= $3 AND p.path < $4",
        form,
        day,
        low,
        high,
    )
    return {row["path"]: _came(row) for row in found}


async def by_day(form: str, low: str, high: str, since: date, until: date) -> dict[date, Came]:
    """What came on each of the days below the parents whose path p has low <= p < high."""
    found = await database.rows(
        f"SELECT t.day, {_SUMS} FROM tally t JOIN place p ON p.id = t.place_id "  # noqa: S608
        "WHERE t.form = $1 AND t.day >= $2 AND t.day <= $3 AND p.path >= $4 AND p.path < $5 "
        "GROUP BY t.day",
        form,
        since,
        until,
        low,
        high,
    )
    return {database.day(row["day"]): _came(row) for row in found}


async def of_parents(
    form: str, lots: Iterable[tuple[int, int]], days: Sequence[date]
) -> dict[tuple[int, date], Came]:
    """What came by lot and day; `lots` are pairs of a parent's id and a number for its lot.

    The days are named one by one, the only way in which SQLite goes straight to each row.
    """
    return await _by_lot(
        f"SELECT l.lot, t.day, {_SUMS} FROM {database.paired(2)} l "  # noqa: S608
        f"CROSS JOIN tally t WHERE t.form = $1 AND t.place_id = l.id AND t.day IN ({_marks(days)}) "
        "GROUP BY l.lot, t.day",
        (form, json.dumps([*lots]), *days),
    )


async def of_places(
    form: str, lots: Iterable[tuple[int, int]], days: Sequence[date]
) -> dict[tuple[int, date], Came]:
    """The same, counted from the reports of the places themselves."""
    return await _by_lot(
        f"SELECT l.lot, r.day, {_COUNTED} FROM {database.paired(2)} l "  # noqa: S608
        "CROSS JOIN report r WHERE r.form = $1 AND r.place_id = l.id AND r.is_current "
        f"AND r.day IN ({_marks(days)}) GROUP BY l.lot, r.day",
        (form, json.dumps([*lots]), *days),
    )


def _marks(days: Sequence[date]) -> str:
    return ", ".join(f"${n}" for n in range(3, 3 + len(days)))


async def _by_lot(sql: str, values: tuple[Any, ...]) -> dict[tuple[int, date], Came]:
    found = await database.rows(sql, *values)
    return {(int(row["lot"]), database.day(row["day"])): _came(row) for row in found}


async def recounted(form: str, low: str, high: str, day: date) -> dict[str, Came]:
    """What `by_path` says, counted anew from the reports: what the kept counts must agree with."""
    found = await database.rows(
        f"SELECT p.path, {_COUNTED} "  # noqa: S608
        "FROM report r JOIN place v ON v.id = r.place_id "
        "JOIN place p ON p.id = COALESCE(v.parent_id, v.id) "
        "WHERE r.form = $1 AND r.is_current AND r.day = $2 "
        "AND p.path >= $3 AND p.path < $4 GROUP BY p.path",
        form,
        day,
        low,
        high,
    )
    return {row["path"]: _came(row) for row in found}


def _came(row: dict[str, Any]) -> Came:
    return Came(*(int(row[name]) for name in _COUNTS))
