"""Plans: kept as they were shown, sent once, their seats taken by the dispatcher."""

from collections.abc import Sequence

from bot.kernel import clock, database
from bot.volunteers.model import Seat

BATCH = 100
"""Seats a statement: below the number of parameters that either database takes."""


async def add(author_id: int, seats: Sequence[Seat]) -> int:
    """A new plan; the id."""
    row = await database.row(
        "INSERT INTO plan (author_id, made_at) VALUES ($1, $2) RETURNING id",
        author_id,
        clock.now(),
    )
    if row is None:
        raise RuntimeError("the database kept no plan")
    plan_id = int(row["id"])
    for start in range(0, len(seats), BATCH):
        batch = seats[start : start + BATCH]
        marks = ", ".join(
            f"(${n}, ${n + 1}, ${n + 2}, ${n + 3}, ${n + 4})" for n in range(1, 5 * len(batch), 5)
        )
        values = [
            value
            for one in batch
            for value in (plan_id, one.task_id, one.need_id, one.volunteer_id, one.metres)
        ]
        await database.execute(
            "INSERT INTO plan_seat (plan_id, task_id, need_id, volunteer_id, metres) "
            f"VALUES {marks}",
            *values,
        )
    return plan_id


async def send(plan_id: int, author_id: int) -> list[int] | None:
    """Note that the plan is sent; the tasks in it. None when it was before, or is another's."""
    sent = await database.execute(
        "UPDATE plan SET sent_at = $3 WHERE id = $1 AND author_id = $2 AND sent_at IS NULL",
        plan_id,
        author_id,
        clock.now(),
    )
    if not sent:
        return None
    found = await database.rows(
        "SELECT DISTINCT task_id FROM plan_seat WHERE plan_id = $1 ORDER BY task_id", plan_id
    )
    return [int(row["task_id"]) for row in found]


async def take(task_id: int) -> list[Seat]:
    """Who is proposed for the task by a plan that was sent; they are proposed no more."""
    found = await database.rows(
        "DELETE FROM plan_seat WHERE task_id = $1 AND plan_id IN "
        "(SELECT id FROM plan WHERE sent_at IS NOT NULL) "
        "RETURNING task_id, need_id, volunteer_id, metres",
        task_id,
    )
    seats = [
        Seat(int(r["task_id"]), int(r["need_id"]), int(r["volunteer_id"]), int(r["metres"]))
        for r in found
    ]
    return sorted(seats, key=lambda seat: (seat.metres, seat.volunteer_id))
