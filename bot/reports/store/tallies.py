"""Every query of the day counts: kept with each change of a report, and recounted to be sure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.kernel import database
from bot.reports.model import Content, Report, Stage, Tally, Timeliness

_COUNTS = ("received", "zero", "late", "in_check", "confirmed")


def counted(report: Report) -> tuple[int, ...]:
    """What one current report adds to the counts of its day."""
    return (
        1,
        int(report.content is Content.ZERO),
        int(report.timeliness is Timeliness.LATE),
        int(report.stage in (Stage.SUBMITTED, Stage.CHECKED)),
        int(report.stage is Stage.CONFIRMED),
    )


async def replaced(gone: Iterable[Report], come: Iterable[Report]) -> None:
    """Take `gone` out of the counts and `come` in."""
    changes: dict[tuple[str, date, int], list[int]] = {}
    for sign, reports in ((-1, gone), (1, come)):
        for report in reports:
            sums = changes.setdefault((report.form, report.day, report.place_id), [0] * 5)
            for n, count in enumerate(counted(report)):
                sums[n] += sign * count
    for (form, day, place_id), sums in sorted(changes.items()):
        if any(sums):
            await _add(form, day, place_id, sums)


async def _add(form: str, day: date, place_id: int, sums: list[int]) -> None:
    await database.execute(
        "INSERT INTO tally (form, day, place_id, received, zero, late, in_check, confirmed) "
        "SELECT $1, $2, COALESCE(parent_id, id), $3, $4, $5, $6, $7 FROM place WHERE id = $8 "
        "ON CONFLICT (form, day, place_id) DO UPDATE SET received = tally.received + $3, "
        "zero = tally.zero + $4, late = tally.late + $5, in_check = tally.in_check + $6, "
        "confirmed = tally.confirmed + $7",
        form,
        day,
        *sums,
        place_id,
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
        "SUM(CASE WHEN r.stage IN ('submitted', 'checked') THEN 1 ELSE 0 END) AS in_check, "
        "SUM(CASE WHEN r.stage = 'confirmed' THEN 1 ELSE 0 END) AS confirmed "
        "FROM report r JOIN place v ON v.id = r.place_id "
        "JOIN place p ON p.id = COALESCE(v.parent_id, v.id) "
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
