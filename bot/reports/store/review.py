"""Every query that moves a report through its two checks: taken in hand, approved, given back."""

from collections.abc import Collection
from datetime import datetime

from bot.kernel import database
from bot.reports.model import Check, Report, Stage

_FREE = "(reserved_by IS NULL OR reserved_by = {who} OR reserved_until <= {now})"


async def reserve(
    report_id: int, seen: Stage, checker_id: int, now: datetime, until: datetime
) -> bool:
    """Take a report in hand; False when it has moved on, or another checker has it."""
    moved = await database.execute(
        "UPDATE report SET reserved_by = $1, reserved_until = $2 WHERE id = $3 AND is_current "
        f"AND stage = $5 AND {_FREE.format(who='$1', now='$4')}",
        checker_id,
        until,
        report_id,
        now,
        seen.value,
    )
    return moved == 1


async def put_down(report_id: int, checker_id: int) -> None:
    """Leave a report that the checker had in hand to the others."""
    await database.execute(
        "UPDATE report SET reserved_by = NULL, reserved_until = NULL "
        "WHERE id = $1 AND reserved_by = $2",
        report_id,
        checker_id,
    )


async def approve(
    ids: Collection[int], seen: Stage, check: Check, depth: int, now: datetime
) -> list[int]:
    """Move those that still stand at the stage seen one check on; the ids that moved, in order.

    A report that another checker has in hand stays. `depth` is how far down the tree the place
    lies that is checked from. Rows are locked by id: two who approve the same never wait in a
    circle.
    """
    which, stage = ("first", "checked") if seen is Stage.SUBMITTED else ("second", "confirmed")
    marks = ", ".join(f"${n}" for n in range(8, 8 + len(ids)))
    found = await database.rows(
        f"UPDATE report SET stage = $1, {which}_by = $2, {which}_at = $3, "
        f"{which}_place_id = $4, {which}_depth = $7, reserved_by = NULL, reserved_until = NULL "
        f"WHERE stage = $5 AND is_current AND {_FREE.format(who='$2', now='$6')} "
        f"AND id IN (SELECT id FROM report WHERE id IN ({marks}) ORDER BY id FOR UPDATE) "
        "RETURNING id",
        stage,
        check.by,
        check.at,
        check.place_id,
        seen.value,
        now,
        depth,
        *ids,
    )
    return sorted(int(row["id"]) for row in found)


async def give_back(report: Report, check: Check, reason: str) -> bool:
    """Return a report to its author; False when it does not stand at that stage any more."""
    moved = await database.execute(
        "UPDATE report SET stage = 'returned', returned_by = $1, returned_at = $2, "
        "returned_place_id = $3, reason = $4, reserved_by = NULL, reserved_until = NULL "
        f"WHERE id = $5 AND stage = $6 AND is_current AND {_FREE.format(who='$1', now='$2')}",
        check.by,
        check.at,
        check.place_id,
        reason,
        report.id,
        report.stage.value,
    )
    return moved == 1
