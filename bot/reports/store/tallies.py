"""Every query of the day counts: kept with each change of a report, and recounted to be sure."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.kernel import database
from bot.reports.model import Content, Report, Stage, Tally, Timeliness

_COUNTS = ("received", "zero", "late", "in_check", "confirmed")


def counted(report: Report) -> tuple[int, ...]:
    """What one current report adds to the counts of its day.

    What amends a confirmed one is confirmed already: the former one stands until it is through.
    """
    stands = report.stage is Stage.CONFIRMED or report.review.amends is not None
    return (
        1,
        int(report.content is Content.ZERO),
        int(report.timeliness is Timeliness.LATE),
        int(not stands and report.stage in (Stage.SUBMITTED, Stage.CHECKED)),
        int(stands),
    )


async def replaced(gone: Iterable[Report], come: Iterable[Report]) -> None:
    """Take `gone` out of the counts and `come` in: one statement for each township and day.

    Always in the same order, so that two who count at once never wait for each other in a circle.
    """
    signed = [*((-1, report) for report in gone), *((1, report) for report in come)]
    parents = await _parents({report.place_id for _sign, report in signed})
    changes: dict[tuple[str, date, int], list[int]] = {}
    for sign, report in signed:
        key = (report.form, report.day, parents[report.place_id])
        sums = changes.setdefault(key, [0] * 5)
        for n, count in enumerate(counted(report)):
            sums[n] += sign * count
    for (form, day, place_id), sums in sorted(changes.items()):
        if any(sums):
            await _add(form, day, place_id, sums)


async def _parents(place_ids: Iterable[int]) -> dict[int, int]:
    """By place, where it is counted: at the place directly above, at itself where none is."""
    found = await database.rows(
        f"SELECT id, COALESCE(parent_id, id) AS parent FROM place WHERE id IN {database.listed(1)}",  # noqa: S608
        json.dumps(sorted(place_ids)),
    )
    return {int(row["id"]): int(row["parent"]) for row in found}


async def _add(form: str, day: date, parent_id: int, sums: list[int]) -> None:
    await database.execute(
        "INSERT INTO tally (form, day, place_id, received, zero, late, in_check, confirmed) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
        "ON CONFLICT (form, day, place_id) DO UPDATE SET received = tally.received + $4, "
        "zero = tally.zero + $5, late = tally.late + $6, in_check = tally.in_check + $7, "
        "confirmed = tally.confirmed + $8",
        form,
        day,
        parent_id,
        *sums,
    )


async def tallies(form: str, low: str, high: str, since: date, until: date) -> list[Tally]:
    """The counts of those days, one for each parent of reporting places, by path and day.

    Of the places whose path p has low <= p < high.
    """
    found = await database.rows(
        "SELECT p.path, t.day, t.received, t.zero, t.late, t.in_check, t.confirmed "
        "FROM tally t JOIN place p ON p.id = t.place_id "
        "WHERE t.form = $1 AND t.day >= $2 AND t.day <= $3 AND p.path >= $4 AND p.path < $5 "
        "ORDER BY p.path, t.day",
        form,
        since,
        until,
        low,
        high,
    )
    return [_tally(row) for row in found]


async def span(form: str) -> tuple[date, date] | None:
    """The first and the last day with reports or counts of a form."""
    row = await database.row(
        "SELECT MIN(day) AS first, MAX(day) AS last FROM (SELECT day FROM report WHERE form = $1 "
        "UNION ALL SELECT day FROM tally WHERE form = $1) d",
        form,
    )
    if row is None or row["first"] is None:
        return None
    first, last = (
        day if isinstance(day, date) else date.fromisoformat(day)
        for day in (row["first"], row["last"])
    )
    return first, last


async def recounted(form: str, low: str, high: str, since: date, until: date) -> list[Tally]:
    """The same, counted anew from the reports themselves: what the kept counts must agree with."""
    found = await database.rows(
        "SELECT p.path, r.day, COUNT(*) AS received, "
        "SUM(CASE WHEN r.content = 'zero' THEN 1 ELSE 0 END) AS zero, "
        "SUM(CASE WHEN r.timeliness = 'late' THEN 1 ELSE 0 END) AS late, "
        "SUM(CASE WHEN c.place_id IS NULL AND r.stage IN ('submitted', 'checked') "
        "THEN 1 ELSE 0 END) AS in_check, "
        "SUM(CASE WHEN c.place_id IS NOT NULL THEN 1 ELSE 0 END) AS confirmed "
        "FROM report r JOIN place v ON v.id = r.place_id "
        "JOIN place p ON p.id = COALESCE(v.parent_id, v.id) "
        "LEFT JOIN (SELECT DISTINCT place_id, day FROM report WHERE form = $1 "
        "AND stage = 'confirmed' AND day >= $2 AND day <= $3) c "
        "ON c.place_id = r.place_id AND c.day = r.day "
        "WHERE r.form = $1 AND r.is_current AND r.day >= $2 AND r.day <= $3 "
        "AND p.path >= $4 AND p.path < $5 GROUP BY p.path, r.day ORDER BY p.path, r.day",
        form,
        since,
        until,
        low,
        high,
    )
    return [_tally(row) for row in found]


def _tally(row: dict[str, Any]) -> Tally:
    day = row["day"]
    return Tally(
        row["path"],
        day if isinstance(day, date) else date.fromisoformat(day),
        *(int(row[name]) for name in _COUNTS),
    )
