"""Tasks and their places: stored, looked at when it is time, filled place by place."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.kernel import clock, database, secret
from bot.places.model import Point
from bot.volunteers.model import Brief, Details, Need, Task, TaskState, Urgency, Wanted


async def add(brief: Brief, owner_id: int, state: TaskState, look_at: datetime | None) -> Task:
    """A new task with its places, all of them free."""
    kept = await database.row(
        "INSERT INTO task (area_id, place_id, title, what, starts_at, ends_at, urgency, languages, "
        "unverified, may_widen, check_in, dispatch_at, sealed_details, state, owner_id, "
        "created_by, created_at, look_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
        "$12, $13, $14, $15, $15, $16, $17) RETURNING id",
        brief.area_id,
        brief.place_id,
        brief.title,
        brief.what,
        brief.starts_at,
        brief.ends_at,
        brief.urgency.value,
        json.dumps(sorted(brief.languages)),
        brief.unverified,
        brief.may_widen,
        brief.check_in,
        brief.dispatch_at,
        _sealed(brief.details),
        state.value,
        owner_id,
        clock.now(),
        look_at,
    )
    if kept is None:
        raise RuntimeError("the database kept no task")
    for position, wanted in enumerate(brief.wanted):
        await database.execute(
            "INSERT INTO task_need (task_id, position, skill, count, filled) "
            "VALUES ($1, $2, $3, $4, 0)",
            kept["id"],
            position,
            wanted.skill,
            wanted.count,
        )
    return await get(int(kept["id"]))


async def get(task_id: int) -> Task:
    """The task of that id; LookupError when there is none."""
    task = await find(task_id)
    if task is None:
        raise LookupError(f"no task {task_id}")
    return task


async def find(task_id: int) -> Task | None:
    """The task of that id, if there is one."""
    return (await many([task_id])).get(task_id)


async def many(ids: Collection[int]) -> dict[int, Task]:
    """The tasks of these ids that there are, by id."""
    wanted = json.dumps(sorted(ids))
    found = await database.rows(f"SELECT * FROM task WHERE id IN {database.listed(1)}", wanted)
    needs = await _needs(wanted)
    return {int(row["id"]): _task(row, needs.get(int(row["id"]), ())) for row in found}


async def _needs(task_ids: str) -> dict[int, tuple[Need, ...]]:
    found = await database.rows(
        f"SELECT * FROM task_need WHERE task_id IN {database.listed(1)} ORDER BY task_id, position",
        task_ids,
    )
    needs: dict[int, tuple[Need, ...]] = {}
    for row in found:
        task_id = int(row["task_id"])
        need = Need(int(row["id"]), task_id, row["skill"], int(row["count"]), int(row["filled"]))
        needs[task_id] = (*needs.get(task_id, ()), need)
    return needs


async def of_area(
    low: str, high: str, states: Collection[TaskState], limit: int, offset: int = 0
) -> list[Task]:
    """Tasks of areas whose path p has low <= p < high, those that begin first first."""
    named = database.quoted(states)
    found = await database.rows(
        "SELECT t.id FROM task t JOIN place p ON p.id = t.area_id "
        f"WHERE p.path >= $1 AND p.path < $2 AND t.state IN ({named}) "
        "ORDER BY t.starts_at, t.id LIMIT $3 OFFSET $4",
        low,
        high,
        limit,
        offset,
    )
    ids = [int(row["id"]) for row in found]
    known = await many(ids)
    return [known[id_] for id_ in ids]


# -- time, and what becomes of a task --------------------------------------------------


async def due(now: datetime, limit: int = 100) -> list[int]:
    """The tasks that the dispatcher has to look at, those that have waited longest first."""
    found = await database.rows(
        "SELECT id FROM task WHERE look_at <= $1 ORDER BY look_at, id LIMIT $2", now, limit
    )
    return [int(row["id"]) for row in found]


async def look(task_id: int, at: datetime | None) -> None:
    """Have the dispatcher look at the task at this moment next; None: not any more."""
    await database.execute("UPDATE task SET look_at = $2 WHERE id = $1", task_id, at)


async def look_by(task_id: int, at: datetime) -> None:
    """Have the dispatcher look at the task at this moment, unless it does so earlier."""
    await database.execute(
        "UPDATE task SET look_at = $2 WHERE id = $1 AND (look_at IS NULL OR look_at > $2)",
        task_id,
        at,
    )


async def move(
    task_id: int, seen: Collection[TaskState], state: TaskState, reason: str | None = None
) -> bool:
    """Have the task stand elsewhere, unless it does not stand any more where it was seen."""
    over = state in (TaskState.ENDED, TaskState.CANCELLED)
    named = database.quoted(seen)
    return (
        await database.execute(
            f"UPDATE task SET state = $2, reason = $3, ended_at = $4 "
            f"WHERE id = $1 AND state IN ({named})",
            task_id,
            state.value,
            reason,
            clock.now() if over else None,
        )
        == 1
    )


async def lock(task_id: int) -> None:
    """Whoever dispatches or calls off a task waits for each other until the transaction ends."""
    await database.rows("SELECT id FROM task WHERE id = $1 FOR UPDATE", task_id)


async def lock_all(task_ids: Collection[int]) -> None:
    """The same for several tasks, in the order of their ids: nobody waits in a circle."""
    await database.rows(
        f"SELECT id FROM task WHERE id IN {database.listed(1)} ORDER BY id FOR UPDATE",
        json.dumps(sorted(task_ids)),
    )


async def hand_over(task_id: int, seen: int, owner_id: int) -> bool:
    """Have another coordinator look after the task; False when the owner is not who was seen."""
    return (
        await database.execute(
            "UPDATE task SET owner_id = $3 WHERE id = $1 AND owner_id = $2", task_id, seen, owner_id
        )
        == 1
    )


async def widen(task_id: int) -> None:
    await database.execute("UPDATE task SET widened = TRUE WHERE id = $1", task_id)


async def set_exhausted(task_id: int, at: datetime | None) -> None:
    await database.execute("UPDATE task SET exhausted_at = $2 WHERE id = $1", task_id, at)


# -- places ---------------------------------------------------------------------------


async def take_place(need_id: int) -> bool:
    """Take a place of the need; False when the last one is taken. Waits for who is at it."""
    return (
        await database.execute(
            "UPDATE task_need SET filled = filled + 1 WHERE id = $1 AND filled < count", need_id
        )
        == 1
    )


async def free_place(need_id: int) -> None:
    """Give a place of the need back."""
    await database.execute("UPDATE task_need SET filled = filled - 1 WHERE id = $1", need_id)


# -- rows -----------------------------------------------------------------------------


def _sealed(details: Details) -> str:
    point = details.point
    return secret.current().seal(
        json.dumps(
            {
                "address": details.address,
                "contact": details.contact,
                "phone": details.phone,
                "point": None if point is None else [point.longitude, point.latitude],
            },
            ensure_ascii=False,
        )
    )


def _details(sealed: str) -> Details:
    known = json.loads(secret.current().unseal(sealed))
    point = None if known["point"] is None else Point(*known["point"])
    return Details(known["address"], known["contact"], known["phone"], point)


def _task(row: dict[str, Any], needs: tuple[Need, ...]) -> Task:
    brief = Brief(
        area_id=int(row["area_id"]),
        place_id=int(row["place_id"]),
        title=row["title"],
        what=row["what"],
        starts_at=database.moment(row["starts_at"]),
        ends_at=database.moment(row["ends_at"]),
        wanted=tuple(Wanted(need.skill, need.count) for need in needs),
        details=_details(row["sealed_details"]),
        urgency=Urgency(row["urgency"]),
        languages=frozenset(json.loads(row["languages"])),
        unverified=bool(row["unverified"]),
        may_widen=bool(row["may_widen"]),
        check_in=row["check_in"],
        dispatch_at=database.moment_or_none(row["dispatch_at"]),
    )
    return Task(
        id=int(row["id"]),
        brief=brief,
        needs=needs,
        state=TaskState(row["state"]),
        owner_id=int(row["owner_id"]),
        widened=bool(row["widened"]),
        exhausted_at=database.moment_or_none(row["exhausted_at"]),
        reason=row["reason"],
    )
