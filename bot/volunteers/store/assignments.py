"""Assignments: added when a place is taken, moved from stage to stage, ended once."""

from collections.abc import Collection
from typing import Any

from bot.kernel import clock, database
from bot.volunteers.model import Assignment, Hours, Stage, Task


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
    )
