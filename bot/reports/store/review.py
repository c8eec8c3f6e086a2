"""Every query of the two checks: what waits, who has it in hand, how a report moves on."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from bot.kernel import database
from bot.reports.model import Check, Content, Report, Stage, Waiting
from bot.reports.store.reports import named_concerns

_WAITING = (
    "SELECT r.id, r.place_id, p.path, r.stage, r.content, r.concerns, r.author_id, r.first_by, "
    "f.path AS first_path, r.reserved_by, r.reserved_until "
    "FROM report r JOIN place p ON p.id = r.place_id LEFT JOIN place f ON f.id = r.first_place_id "
)


async def waiting(low: str, high: str) -> list[Waiting]:
    """What waits for a check at the places whose path p has low <= p < high, by path and day."""
    found = await database.rows(
        f"{_WAITING} WHERE r.is_current AND r.stage IN ('submitted', 'checked') "
        "AND p.path >= $1 AND p.path < $2 ORDER BY p.path, r.day, r.id",
        low,
        high,
    )
    return [_one(row) for row in found]


async def find_waiting(report_id: int) -> Waiting | None:
    """The report as its checkers see it; None when it does not stand any more."""
    row = await database.row(f"{_WAITING} WHERE r.id = $1 AND r.is_current", report_id)
    return None if row is None else _one(row)


async def being_amended(form: str, low: str, high: str, day: date) -> int:
    """How many places whose path p has low <= p < high amend what was confirmed for the day."""
    row = await database.row(
        "SELECT COUNT(*) AS n FROM report r JOIN place p ON p.id = r.place_id "
        "WHERE r.form = $1 AND r.day = $2 AND r.is_current AND r.stage <> 'confirmed' "
        "AND r.amends IS NOT NULL AND p.path >= $3 AND p.path < $4",
        form,
        day,
        low,
        high,
    )
    return 0 if row is None else int(row["n"])


async def reserve(report_id: int, checker_id: int, now: datetime, until: datetime) -> bool:
    """Take a waiting report in hand; False when another checker has it."""
    moved = await database.execute(
        "UPDATE report SET reserved_by = $1, reserved_until = $2 WHERE id = $3 AND is_current "
        "AND stage IN ('submitted', 'checked') "
        "AND (reserved_by IS NULL OR reserved_by = $1 OR reserved_until <= $4)",
        checker_id,
        until,
        report_id,
        now,
    )
    return moved == 1


async def approve(ids: Collection[int], seen: Stage, check: Check, now: datetime) -> list[int]:
    """Move those that still stand at the stage seen one check on; the ids that moved, in order.

    A report that another checker has in hand stays.
    """
    which, stage = ("first", "checked") if seen is Stage.SUBMITTED else ("second", "confirmed")
    marks = ", ".join(f"${n}" for n in range(7, 7 + len(ids)))
    found = await database.rows(
        f"UPDATE report SET stage = $1, {which}_by = $2, {which}_at = $3, "  # noqa: S608
        f"{which}_place_id = $4, reserved_by = NULL, reserved_until = NULL "
        "WHERE stage = $5 AND is_current "
        "AND (reserved_by IS NULL OR reserved_by = $2 OR reserved_until <= $6) "
        f"AND id IN ({marks}) RETURNING id",
        stage,
        check.by,
        check.at,
        check.place_id,
        seen.value,
        now,
        *ids,
    )
    return sorted(int(row["id"]) for row in found)


async def give_back(report: Report, check: Check, reason: str) -> bool:
    """Return a report to its author; False when it does not stand at that stage any more."""
    moved = await database.execute(
        "UPDATE report SET stage = 'returned', returned_by = $1, returned_at = $2, "
        "returned_place_id = $3, reason = $4, reserved_by = NULL, reserved_until = NULL "
        "WHERE id = $5 AND stage = $6 AND is_current "
        "AND (reserved_by IS NULL OR reserved_by = $1 OR reserved_until <= $2)",
        check.by,
        check.at,
        check.place_id,
        reason,
        report.id,
        report.stage.value,
    )
    return moved == 1


def _one(row: dict[str, Any]) -> Waiting:
    until = row["reserved_until"]
    return Waiting(
        id=int(row["id"]),
        place_id=int(row["place_id"]),
        path=row["path"],
        stage=Stage(row["stage"]),
        content=Content(row["content"]),
        concerns=named_concerns(row["concerns"]),
        author_id=int(row["author_id"]),
        first_by=row["first_by"],
        first_path=row["first_path"],
        reserved_by=row["reserved_by"],
        reserved_until=None if until is None else database.moment(until),
    )
