"""Every query about who holds which role where."""

import json
from collections.abc import Collection
from typing import Any

from bot.kernel import database
from bot.people.model import Person, Role
from bot.places.model import Level
from bot.reminders.model import Post

_POSTS = (
    "SELECT n.id, n.chat_id, n.name, n.language, n.reachable, p.id AS place_id, p.path, "
    "p.name AS place, p.level FROM grant_ g JOIN person n ON n.id = g.person_id "
    "JOIN place p ON p.id = g.place_id WHERE g.role = $1 AND g.until IS NULL"
)


async def all_posts(role: Role) -> list[Post]:
    """Everybody who holds the role, once for each of their places."""
    return [_post(row) for row in await database.rows(f"{_POSTS} ORDER BY n.id, p.id", role.value)]


async def posts_at(role: Role, place_ids: Collection[int]) -> list[Post]:
    """Those who hold the role at exactly these places."""
    sql = f"{_POSTS} AND g.place_id IN {database.listed(2)} ORDER BY n.id, p.id"
    return [_post(row) for row in await database.rows(sql, role.value, json.dumps([*place_ids]))]


def _post(row: dict[str, Any]) -> Post:
    chat_id = row["chat_id"]
    person = Person(
        id=int(row["id"]),
        chat_id=None if chat_id is None else int(chat_id),
        name=row["name"],
        language=row["language"],
        reachable=bool(row["reachable"]),
    )
    return Post(person, int(row["place_id"]), row["path"], row["place"], Level(row["level"]))
