"""What coordinators see of tasks: a page of those of their areas, and who is where on them."""

from collections.abc import Collection, Sequence

from bot.kernel import database
from bot.volunteers.model import LIVING, RUNNING, Helping, Stage, Task
from bot.volunteers.store import assignments, tasks

Range = tuple[str, str]
"""Paths p of a subtree: low <= p < high."""


async def page(areas: Sequence[Range], limit: int, offset: int) -> list[Task]:
    """Running tasks of any of these areas, those that begin first first."""
    where, values = _within(areas)
    n = len(values)
    found = await database.rows(
        f"SELECT t.id {where} ORDER BY t.starts_at, t.id LIMIT ${n + 1} OFFSET ${n + 2}",
        *values,
        limit,
        offset,
    )
    ids = [int(row["id"]) for row in found]
    known = await tasks.many(ids)
    return [known[id_] for id_ in ids]


async def count(areas: Sequence[Range]) -> int:
    """How many tasks run in any of these areas."""
    where, values = _within(areas)
    row = await database.row(f"SELECT count(*) AS n {where}", *values)
    return 0 if row is None else int(row["n"])


def _within(areas: Sequence[Range]) -> tuple[str, list[str]]:
    marks = range(1, 2 * len(areas), 2)
    lie = " OR ".join(f"(p.path >= ${n} AND p.path < ${n + 1})" for n in marks) or "1 = 0"
    return (
        "FROM task t JOIN place p ON p.id = t.area_id "
        f"WHERE t.state IN ({database.quoted(RUNNING)}) AND ({lie})",
        [bound for area in areas for bound in area],
    )


async def stages(task_ids: Collection[int]) -> dict[int, dict[Stage, int]]:
    """By task, how many living assignments stand at each stage."""
    if not task_ids:
        return {}
    marks = ", ".join(f"${n}" for n in range(1, 1 + len(task_ids)))
    found = await database.rows(
        f"SELECT task_id, stage, count(*) AS n FROM assignment WHERE task_id IN ({marks}) "
        f"AND stage IN ({database.quoted(LIVING)}) GROUP BY task_id, stage",
        *task_ids,
    )
    counted: dict[int, dict[Stage, int]] = {}
    for row in found:
        counted.setdefault(int(row["task_id"]), {})[Stage(row["stage"])] = int(row["n"])
    return counted


async def helping(task_id: int, stages_: Collection[Stage]) -> list[Helping]:
    """Who is, or was, at these stages of a task, with their names, the oldest first."""
    found = await database.rows(
        "SELECT a.id, n.id AS person_id, n.name FROM assignment a "
        "JOIN volunteer v ON v.id = a.volunteer_id LEFT JOIN person n ON n.id = v.person_id "
        "WHERE a.task_id = $1",
        task_id,
    )
    who = {int(row["id"]): (row["person_id"], row["name"]) for row in found}
    return [
        Helping(one, who[one.id][1] or "–", who[one.id][0])
        for one in await assignments.of_task(task_id, stages_)
    ]
