"""Assignments: added when a place is taken, moved from stage to stage, ended once."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.kernel import clock, database
from bot.volunteers.model import LIVING, Assignment, Hours, Stage, Task


async def lock_volunteer(volunteer_id: int) -> None:
    """Whoever commits the volunteer waits for whoever is doing so, until the transaction ends."""
    await database.rows("SELECT id FROM volunteer WHERE id = $1 FOR UPDATE", volunteer_id)


async def add(task: Task, need_id: int, volunteer_id: int) -> Assignment:
    """The volunteer holds a place of the task from now on.

    The volunteer is locked, and the place taken, by the caller.
    """
    kept = await database.row(
        "INSERT INTO assignment (task_id, need_id, volunteer_id, stage, starts_at, ends_at, "
        "accepted_at, planned) VALUES ($1, $2, $3, 'accepted', $4, $5, $6, $7) RETURNING *",
        task.id,
        need_id,
        volunteer_id,
        task.brief.starts_at,
        task.brief.ends_at,
        clock.now(),
        round((task.brief.ends_at - task.brief.starts_at).total_seconds() / 60),
    )
    if kept is None:
        raise RuntimeError("the database kept no assignment")
    return _assignment(kept)


async def find(assignment_id: int) -> Assignment | None:
    """The assignment of that id, if there is one."""
    row = await database.row("SELECT * FROM assignment WHERE id = $1", assignment_id)
    return None if row is None else _assignment(row)


async def of_task(task_id: int, stages: Collection[Stage] = (*Stage,)) -> list[Assignment]:
    """The assignments of a task that stand in these stages, the oldest first."""
    found = await database.rows(
        "SELECT * FROM assignment WHERE task_id = $1 "
        f"AND stage IN ({database.quoted(stages)}) ORDER BY id",
        task_id,
    )
    return [_assignment(row) for row in found]


async def of_volunteer(volunteer_id: int, stages: Collection[Stage]) -> list[Assignment]:
    """The volunteer's assignments that stand in these stages, what begins first first."""
    found = await database.rows(
        "SELECT * FROM assignment WHERE volunteer_id = $1 "
        f"AND stage IN ({database.quoted(stages)}) ORDER BY starts_at, id",
        volunteer_id,
    )
    return [_assignment(row) for row in found]


_MOMENTS = {Stage.ON_THE_WAY: "on_the_way_at", Stage.ARRIVED: "arrived_at"}


async def move(seen: Assignment, stage: Stage) -> bool:
    """Have the assignment stand at the stage, unless it does not stand any more where it was seen.

    The moment is noted: of setting out and arriving apart, of every other stage as its end.
    """
    moment = _MOMENTS.get(stage, "ended_at")
    return (
        await database.execute(
            f"UPDATE assignment SET stage = $3, {moment} = $4 WHERE id = $1 AND stage = $2",
            seen.id,
            seen.stage.value,
            stage.value,
            clock.now(),
        )
        == 1
    )


async def arrive(seen: Assignment, on_site: bool, check_in_at: datetime | None) -> bool:
    """They are there, near the task's point or not; False when that is not where they stood."""
    return (
        await database.execute(
            "UPDATE assignment SET stage = 'arrived', arrived_at = $3, on_site = $4, "
            "check_in_at = $5, asked_at = NULL, ended_at = NULL WHERE id = $1 AND stage = $2",
            seen.id,
            seen.stage.value,
            clock.now(),
            on_site,
            check_in_at,
        )
        == 1
    )


async def finish(seen: Assignment, minutes: int) -> bool:
    """They have done their part, with so many minutes counted; False when they are not there."""
    return (
        await database.execute(
            "UPDATE assignment SET stage = 'done', ended_at = $2, minutes = $3, hours = 'counted', "
            "check_in_at = NULL, asked_at = NULL WHERE id = $1 AND stage = 'arrived'",
            seen.id,
            clock.now(),
            minutes,
        )
        == 1
    )


async def vouch(seen: Assignment, minutes: int) -> bool:
    """Somebody who was missed was there all the time, for so many minutes that are confirmed."""
    return (
        await database.execute(
            "UPDATE assignment SET stage = 'done', on_site = TRUE, minutes = $2, "
            "hours = 'confirmed' WHERE id = $1 AND stage = 'no_show'",
            seen.id,
            minutes,
        )
        == 1
    )


async def reminded(assignment_id: int) -> None:
    """Note that they are being reminded now."""
    await database.execute(
        "UPDATE assignment SET reminded_at = $2 WHERE id = $1", assignment_id, clock.now()
    )


async def set_check(
    assignment_id: int, check_in_at: datetime | None, asked_at: datetime | None
) -> None:
    """When to ask whether they are well, or how long to wait for the answer."""
    await database.execute(
        "UPDATE assignment SET check_in_at = $2, asked_at = $3 WHERE id = $1 AND stage = 'arrived'",
        assignment_id,
        check_in_at,
        asked_at,
    )


async def credit(
    seen: Assignment, hours: Hours, minutes: int | None, dispute: str | None = None
) -> bool:
    """Have the minutes be these, and stand so; False when they are not any more as they were seen.

    A `dispute` stays once it was raised.
    """
    if seen.hours is None:
        return False
    return (
        await database.execute(
            "UPDATE assignment SET hours = $4, minutes = $5, dispute = COALESCE($6, dispute) "
            "WHERE id = $1 AND hours = $2 AND minutes = $3",
            seen.id,
            seen.hours.value,
            seen.minutes,
            hours.value,
            minutes,
            dispute,
        )
        == 1
    )


# -- time, and who holds them ---------------------------------------------------------


async def stirring(starts_before: datetime) -> list[Assignment]:
    """The living ones of tasks that begin before that, what begins first first."""
    found = await database.rows(
        f"SELECT * FROM assignment WHERE stage IN ({database.quoted(LIVING)}) "
        "AND starts_at <= $1 ORDER BY starts_at, id",
        starts_before,
    )
    return [_assignment(row) for row in found]


async def tasks_over(ended_before: datetime) -> list[int]:
    """The tasks that should have ended before that and at which nobody is at work any more."""
    living = database.quoted(LIVING)
    found = await database.rows(
        "SELECT id FROM task t WHERE state IN ('scheduled', 'planned', 'open') AND ends_at <= $1 "
        "AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.task_id = t.id "
        f"AND a.stage IN ({living})) ORDER BY ends_at, id",
        ended_before,
    )
    return [int(row["id"]) for row in found]


async def holders(volunteer_ids: Collection[int]) -> dict[int, int]:
    """By volunteer the person; those who have left are not among them."""
    found = await database.rows(
        "SELECT id, person_id FROM volunteer WHERE person_id IS NOT NULL "
        f"AND id IN {database.listed(1)}",
        json.dumps(sorted(volunteer_ids)),
    )
    return {int(row["id"]): int(row["person_id"]) for row in found}


def _assignment(row: dict[str, Any]) -> Assignment:
    return Assignment(
        id=int(row["id"]),
        task_id=int(row["task_id"]),
        need_id=int(row["need_id"]),
        volunteer_id=int(row["volunteer_id"]),
        stage=Stage(row["stage"]),
        starts_at=database.moment(row["starts_at"]),
        ends_at=database.moment(row["ends_at"]),
        accepted_at=database.moment(row["accepted_at"]),
        on_the_way_at=database.moment_or_none(row["on_the_way_at"]),
        arrived_at=database.moment_or_none(row["arrived_at"]),
        on_site=None if row["on_site"] is None else bool(row["on_site"]),
        ended_at=database.moment_or_none(row["ended_at"]),
        minutes=row["minutes"],
        hours=None if row["hours"] is None else Hours(row["hours"]),
        dispute=row["dispute"],
        check_in_at=database.moment_or_none(row["check_in_at"]),
        asked_at=database.moment_or_none(row["asked_at"]),
        reminded_at=database.moment_or_none(row["reminded_at"]),
    )
