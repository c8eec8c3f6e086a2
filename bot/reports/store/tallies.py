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
    "SUM(CASE WHEN r.stage IN ('submitted', 'checked') AND r.amends IS NULL THEN 1 ELSE 0 END) "
    "AS in_check, "
    "SUM(CASE WHEN r.stage = 'confirmed' OR r.amends IS NOT NULL THEN 1 ELSE 0 END) AS confirmed"
)


async def replaced(gone: Iterable[Report], come: Iterable[Report]) -> None:
    """Take `gone` out of the counts and `come` in: one statement for each township and day.

    Always in the same order, so that two who count at once never wait for each other in a circle.
    """
    left, came = [*gone], [*come]
    parents = await _parents({report.place_id for report in (*left, *came)})
    changes: defaultdict[tuple[str, date, int], Came] = defaultdict(Came)
    for report in left:
        changes[report.form, report.day, parents[report.place_id]] -= counted(report)
    for report in came:
        changes[report.form, report.day, parents[report.place_id]] += counted(report)
    for (form, day, parent_id), sums in sorted(changes.items(), key=lambda change: change[0]):
        if sums != Came():
            await _add(form, day, parent_id, sums)


async def _parents(place_ids: Iterable[int]) -> dict[int, int]:
    """By place, where it is counted: at the place directly above, at itself where none is."""
    found = await database.rows(
        f"SELECT id, COALESCE(parent_id, id) AS parent FROM place WHERE id IN {database.listed(1)}",
        json.dumps(sorted(place_ids)),
    )
    return {int(row["id"]): int(row["parent"]) for row in found}


async def _add(form: str, day: date, parent_id: int, sums: Came) -> None:
    await database.execute(
        "INSERT INTO tally (form, day, place_id, received, zero, late, in_check, confirmed) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
        "ON CONFLICT (form, day, place_id) DO UPDATE SET received = tally.received + $4, "
        "zero = tally.zero + $5, late = tally.late + $6, in_check = tally.in_check + $7, "
        "confirmed = tally.confirmed + $8",
        form,
        day,
        parent_id,
        *astuple(sums),
    )


async def by_path(form: str, low: str, high: str, day: date) -> dict[str, Came]:
    """What came on a day, by the path of the parent of the reporting places.

    Of the parents whose path p has low <= p < high.
    """
    found = await database.rows(
        f"SELECT p.path, {_KEPT} FROM tally t JOIN place p ON p.id = t.place_id "
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
        f"SELECT t.day, {_SUMS} FROM tally t JOIN place p ON p.id = t.place_id "
        "WHERE t.form = $1 AND t.day >= $2 AND t.day <= $3 AND p.path >= $4 AND p.path < $5 "
        "GROUP BY t.day",
        form,
        since,
        until,
        low,
        high,
    )
    return {database.day(row["day"]): _came(row) for row in found}


async def span(form: str) -> tuple[date, date] | None:
    """The first and the last day with reports or counts of a form."""
    row = await database.row(
        "SELECT MIN(day) AS first, MAX(day) AS last FROM (SELECT day FROM report WHERE form = $1 "
        "UNION ALL SELECT day FROM tally WHERE form = $1) d",
        form,
    )
    if row is None or row["first"] is None:
        return None
    return database.day(row["first"]), database.day(row["last"])


async def of_parents(
    form: str, lots: Iterable[tuple[int, int]], days: Sequence[date]
) -> dict[tuple[int, date], Came]:
    """What came by lot and day; `lots` are pairs of a parent's id and a number for its lot.

    The days are named one by one, the only way in which SQLite goes straight to each row.
    """
    return await _by_lot(
        f"SELECT l.lot, t.day, {_SUMS} FROM {database.paired(2)} l "
        f"CROSS JOIN tally t WHERE t.form = $1 AND t.place_id = l.id AND t.day IN ({_marks(days)}) "
        "GROUP BY l.lot, t.day",
        (form, json.dumps([*lots]), *days),
    )


async def of_places(
    form: str, lots: Iterable[tuple[int, int]], days: Sequence[date]
) -> dict[tuple[int, date], Came]:
    """The same, counted from the reports of the places themselves."""
    return await _by_lot(
        f"SELECT l.lot, r.day, {_COUNTED} FROM {database.paired(2)} l "
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
        "SELECT p.path, COUNT(*) AS received, "
        "SUM(CASE WHEN r.content = 'zero' THEN 1 ELSE 0 END) AS zero, "
        "SUM(CASE WHEN r.timeliness = 'late' THEN 1 ELSE 0 END) AS late, "
        "SUM(CASE WHEN c.place_id IS NULL AND r.stage IN ('submitted', 'checked') "
        "THEN 1 ELSE 0 END) AS in_check, "
        "SUM(CASE WHEN c.place_id IS NOT NULL THEN 1 ELSE 0 END) AS confirmed "
        "FROM report r JOIN place v ON v.id = r.place_id "
        "JOIN place p ON p.id = COALESCE(v.parent_id, v.id) "
        "LEFT JOIN (SELECT DISTINCT place_id FROM report WHERE form = $1 AND day = $2 "
        "AND stage = 'confirmed') c ON c.place_id = r.place_id "
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
