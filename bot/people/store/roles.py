"""Every query for roles."""

from collections.abc import Collection
from typing import Any

from bot.kernel import clock, database
from bot.people.model import Grant, Held, Person, Role
from bot.people.store.persons import COLUMNS, person_in
from bot.places.rules import path_range


async def grants(person_id: int) -> tuple[Grant, ...]:
    """The person's living roles, each with the path of its place, the oldest first."""
    found = await database.rows(
        "SELECT g.role, g.place_id, g.since, p.path FROM grant_ g "
        "JOIN place p ON p.id = g.place_id "
        "WHERE g.person_id = $1 AND g.until IS NULL ORDER BY g.id",
        person_id,
    )
    return tuple(
        Grant(Role(r["role"]), int(r["place_id"]), r["path"], database.moment(r["since"]))
        for r in found
    )


async def holders(roles: Collection[Role], place_ids: Collection[int]) -> list[tuple[Person, int]]:
    """Who holds one of the roles at one of the places, each with the place; the longest first."""
    if not roles or not place_ids:
        return []
    columns = ", ".join(f"p.{name}" for name in COLUMNS.split(", "))
    marks = [f"${n}" for n in range(1, 1 + len(roles) + len(place_ids))]
    found = await database.rows(
        f"SELECT {columns}, g.place_id FROM grant_ g JOIN person p ON p.id = g.person_id "
        f"WHERE g.until IS NULL AND g.role IN ({', '.join(marks[: len(roles)])}) "
        f"AND g.place_id IN ({', '.join(marks[len(roles) :])}) ORDER BY g.id",
        *(role.value for role in roles),
        *place_ids,
    )
    return [(person_in(row), int(row["place_id"])) for row in found]


async def audience(
    low: str, high: str, roles: Collection[Role], language: str | None
) -> list[tuple[Person, int]]:
    """Who holds one of the roles (any, when empty) at a place whose path p has low <= p < high.

    Each role with its place, the longest held first; only those who speak the language, if given.
    """
    columns = ", ".join(f"n.{name}" for name in COLUMNS.split(", "))
    found = await database.rows(
        f"SELECT {columns}, g.place_id FROM grant_ g JOIN person n ON n.id = g.person_id "
        "JOIN place p ON p.id = g.place_id WHERE g.until IS NULL "
        "AND p.path >= $1 AND p.path < $2 AND ($3 = '' OR n.language = $3) "
        f"AND g.role IN ({database.quoted(roles or Role)}) ORDER BY g.id",
        low,
        high,
        language or "",
    )
    return [(person_in(row), int(row["place_id"])) for row in found]


async def roles_held() -> set[tuple[int, Role, int]]:
    """Every living role as (person, role, place)."""
    found = await database.rows("SELECT person_id, role, place_id FROM grant_ WHERE until IS NULL")
    return {(int(r["person_id"]), Role(r["role"]), int(r["place_id"])) for r in found}


async def grant(person_id: int, role: Role, place_id: int, by: int | None) -> bool:
    """Give a role; False when the person has it already."""
    row = await database.row(
        "INSERT INTO grant_ (person_id, role, place_id, since, granted_by) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id",
        person_id,
        role.value,
        place_id,
        clock.now(),
        by,
    )
    return row is not None


async def workers_at(place_ids: Collection[int]) -> list[tuple[int, str, str | None]]:
    """Who reports for exactly these places: id, name, sealed phone."""
    if not place_ids:
        return []
    marks = ", ".join(f"${n}" for n in range(1, 1 + len(place_ids)))
    found = await database.rows(
        "SELECT DISTINCT n.id, n.name, n.phone FROM person n "
        "JOIN grant_ g ON g.person_id = n.id AND g.role = 'worker' AND g.until IS NULL "
        f"WHERE g.place_id IN ({marks}) ORDER BY n.id",
        *place_ids,
    )
    return [(int(row["id"]), row["name"], row["phone"]) for row in found]


_HELD = (
    "SELECT g.id, g.person_id, n.name, g.role, g.place_id FROM grant_ g "
    "JOIN person n ON n.id = g.person_id JOIN place p ON p.id = g.place_id "
    "WHERE g.until IS NULL "
)


async def held(path: str, start: int, most: int) -> tuple[Held, ...]:
    """Living roles at the place with this path and below it, from the top down, after `start`."""
    found = await database.rows(
        f"{_HELD} AND p.path >= $1 AND p.path < $2 ORDER BY p.path, g.id LIMIT $3 OFFSET $4",
        *path_range(path),
        most,
        start,
    )
    return tuple(_held(row) for row in found)


async def count_held(path: str) -> int:
    row = await database.row(
        "SELECT count(*) AS n FROM grant_ g JOIN place p ON p.id = g.place_id "
        "WHERE g.until IS NULL AND p.path >= $1 AND p.path < $2",
        *path_range(path),
    )
    return 0 if row is None else int(row["n"])


async def find_held(grant_id: int) -> Held | None:
    """The living role of this id."""
    row = await database.row(f"{_HELD} AND g.id = $1", grant_id)
    return None if row is None else _held(row)


async def end(grant_id: int) -> bool:
    """End the role; False when it has ended already."""
    ended = await database.execute(
        "UPDATE grant_ SET until = $2 WHERE id = $1 AND until IS NULL", grant_id, clock.now()
    )
    return ended == 1


async def end_role(person_id: int, role: Role) -> list[int]:
    """End the role wherever the person holds it; the places where they did."""
    found = await database.rows(
        "UPDATE grant_ SET until = $3 WHERE person_id = $1 AND role = $2 AND until IS NULL "
        "RETURNING place_id",
        person_id,
        role.value,
        clock.now(),
    )
    return [int(row["place_id"]) for row in found]


def _held(row: dict[str, Any]) -> Held:
    return Held(
        id=int(row["id"]),
        person_id=int(row["person_id"]),
        name=row["name"],
        role=Role(row["role"]),
        place_id=int(row["place_id"]),
    )
