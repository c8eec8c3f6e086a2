"""Every query about reports; returns model values, never rows."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.kernel import database
from bot.reports.model import Check, Concern, Content, Doubt, Report, Review, Stage, Timeliness

_COLUMNS = (
    "id, form, version, place_id, day, revision, is_current, stage, content, timeliness, "
    "author_id, submitted_at, figures, doubts, on_behalf, higher_second, concerns, amends, reason, "
    "first_by, first_at, first_place_id, second_by, second_at, second_place_id, "
    "returned_by, returned_at, returned_place_id"
)


async def find(report_id: int) -> Report | None:
    """The report of that id, current or not."""
    row = await database.row(f"SELECT {_COLUMNS} FROM report WHERE id = $1", report_id)
    return None if row is None else _report(row)


async def get(report_id: int) -> Report:
    """The report of that id; an id that nobody gave is a bug: LookupError."""
    report = await find(report_id)
    if report is None:
        raise LookupError(f"there is no report {report_id}")
    return report


async def many(ids: Collection[int]) -> list[Report]:
    """The reports of these ids, by id."""
    if not ids:
        return []
    marks = ", ".join(f"${n}" for n in range(1, 1 + len(ids)))
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM report WHERE id IN ({marks}) ORDER BY id",
        *ids,
    )
    return [_report(row) for row in found]


async def find_current(form: str, place_id: int, day: date) -> Report | None:
    """What stands for a place and day."""
    row = await database.row(
        f"SELECT {_COLUMNS} FROM report "
        "WHERE form = $1 AND place_id = $2 AND day = $3 AND is_current",
        form,
        place_id,
        day,
    )
    return None if row is None else _report(row)


async def reported(form: str, place_ids: Collection[int], day: date) -> set[int]:
    """Which of the places have a report for the day."""
    if not place_ids:
        return set()
    marks = ", ".join(f"${n}" for n in range(3, 3 + len(place_ids)))
    found = await database.rows(
        f"SELECT place_id FROM report WHERE form = $1 AND day = $2 AND is_current "
        f"AND place_id IN ({marks})",
        form,
        day,
        *place_ids,
    )
    return {int(row["place_id"]) for row in found}


async def on_day(form: str, place_ids: Collection[int], day: date) -> dict[int, Report]:
    """What stands for a day, by place."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM report WHERE form = $1 AND day = $2 AND is_current "
        f"AND place_id IN {database.listed(3)}",
        form,
        day,
        json.dumps([*place_ids]),
    )
    return {int(row["place_id"]): _report(row) for row in found}


async def latest(place_ids: Collection[int], since: date) -> list[Report]:
    """The current reports of the places from a day on, the newest day first."""
    if not place_ids:
        return []
    marks = ", ".join(f"${n}" for n in range(2, 2 + len(place_ids)))
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM report WHERE day >= $1 AND is_current "
        f"AND place_id IN ({marks}) ORDER BY day DESC, place_id",
        since,
        *place_ids,
    )
    return [_report(row) for row in found]


async def before(form: str, place_id: int, day: date, since: date) -> list[Report]:
    """The place's current reports from `since` to the day before `day`, the oldest first."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM report "
        "WHERE form = $1 AND place_id = $2 AND day >= $3 AND day < $4 AND is_current ORDER BY day",
        form,
        place_id,
        since,
        day,
    )
    return [_report(row) for row in found]


async def last_figures(form: str, place_id: int, before: date) -> Report | None:
    """The place's last current report with figures for a day before that one."""
    row = await database.row(
        f"SELECT {_COLUMNS} FROM report "
        "WHERE form = $1 AND place_id = $2 AND day < $3 AND is_current AND content = 'figures' "
        "ORDER BY day DESC LIMIT 1",
        form,
        place_id,
        before,
    )
    return None if row is None else _report(row)


async def days_between(form: str, place_id: int, after: date, until: date) -> int:
    """For how many of the days after the one and up to the other the place has a report."""
    row = await database.row(
        "SELECT COUNT(*) AS n FROM report "
        "WHERE form = $1 AND place_id = $2 AND day > $3 AND day <= $4 AND is_current",
        form,
        place_id,
        after,
        until,
    )
    return 0 if row is None else int(row["n"])


async def has_written(author_id: int) -> bool:
    """Whether the person has ever sent a report."""
    return (
        await database.row("SELECT 1 AS one FROM report WHERE author_id = $1 LIMIT 1", author_id)
        is not None
    )


async def confirmed(form: str, low: str, high: str, day: date) -> list[Report]:
    """The newest confirmed revisions of the places whose path p has low <= p < high, by place.

    A revision that is amended stands until the amended one is confirmed.
    """
    columns = ", ".join(f"r.{name}" for name in _COLUMNS.split(", "))
    found = await database.rows(
        f"SELECT {columns} FROM report r JOIN place p ON p.id = r.place_id "
        "WHERE r.form = $1 AND r.day = $2 AND r.stage = 'confirmed' "
        "AND p.path >= $3 AND p.path < $4 AND (r.is_current OR NOT EXISTS (SELECT 1 FROM report n "
        "WHERE n.form = r.form AND n.place_id = r.place_id AND n.day = r.day "
        "AND n.revision > r.revision AND n.stage = 'confirmed')) ORDER BY p.path",
        form,
        day,
        low,
        high,
    )
    return [_report(row) for row in found]


async def being_amended(form: str, low: str, high: str, day: date) -> set[int]:
    """The places whose path p has low <= p < high and whose confirmed report is being changed."""
    found = await database.rows(
        "SELECT r.place_id FROM report r JOIN place p ON p.id = r.place_id "
        "WHERE r.form = $1 AND r.day = $2 AND r.is_current AND r.amends IS NOT NULL "
        "AND r.stage <> 'confirmed' AND p.path >= $3 AND p.path < $4",
        form,
        day,
        low,
        high,
    )
    return {int(row["place_id"]) for row in found}


async def revisions(form: str, place_id: int, day: date) -> list[Report]:
    """All revisions for a place and day, the first one first."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM report "
        "WHERE form = $1 AND place_id = $2 AND day = $3 ORDER BY revision",
        form,
        place_id,
        day,
    )
    return [_report(row) for row in found]


async def add(report: Report) -> int | None:
    """Store a new current revision; None when another one is current already."""
    row = await database.row(
        "INSERT INTO report (form, version, place_id, day, revision, is_current, stage, content, "
        "timeliness, author_id, submitted_at, figures, doubts, on_behalf, higher_second, "
        "concerns, amends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
        "$15, $16, $17) "
        "ON CONFLICT DO NOTHING RETURNING id",
        report.form,
        report.version,
        report.place_id,
        report.day,
        report.revision,
        report.is_current,
        report.stage.value,
        report.content.value,
        report.timeliness.value,
        report.author_id,
        report.submitted_at,
        json.dumps(report.figures, ensure_ascii=False),
        json.dumps([asdict(doubt) for doubt in report.doubts]),
        report.on_behalf,
        report.higher_second,
        " ".join(report.review.concerns),
        report.review.amends,
    )
    return None if row is None else int(row["id"])


async def retire(report: Report) -> bool:
    """Let the revision stand no longer; False when it is not current at that stage any more."""
    moved = await database.execute(
        "UPDATE report SET is_current = FALSE WHERE id = $1 AND is_current AND stage = $2",
        report.id,
        report.stage.value,
    )
    return moved == 1


def _report(row: dict[str, Any]) -> Report:
    return Report(
        id=int(row["id"]),
        form=row["form"],
        version=int(row["version"]),
        place_id=int(row["place_id"]),
        day=database.day(row["day"]),
        revision=int(row["revision"]),
        is_current=bool(row["is_current"]),
        stage=Stage(row["stage"]),
        content=Content(row["content"]),
        timeliness=Timeliness(row["timeliness"]),
        author_id=int(row["author_id"]),
        submitted_at=database.moment(row["submitted_at"]),
        figures=json.loads(row["figures"]),
        doubts=tuple(Doubt(**doubt) for doubt in json.loads(row["doubts"])),
        on_behalf=bool(row["on_behalf"]),
        higher_second=bool(row["higher_second"]),
        review=_review(row),
    )


def _review(row: dict[str, Any]) -> Review:
    return Review(
        concerns=tuple(Concern(name) for name in row["concerns"].split()),
        first=_check(row, "first"),
        second=_check(row, "second"),
        returned=_check(row, "returned"),
        reason=row["reason"],
        amends=row["amends"],
    )


def _check(row: dict[str, Any], which: str) -> Check | None:
    by, at, place_id = (row[f"{which}_{part}"] for part in ("by", "at", "place_id"))
    return None if by is None else Check(int(by), database.moment(at), int(place_id))
