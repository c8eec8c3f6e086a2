"""Every query about wishes to chase: whom a coordinator wants reminded, until that is done."""

import json
from typing import Any

from bot.kernel import clock, database
from bot.reminders.model import Chase


async def add(chase: Chase) -> bool:
    """Note the wish; False when one from the same digest is still to be seen to."""
    added = await database.rows(
        "INSERT INTO chase (digest_id, form, day, rung, place_ids, spares, until, by_name, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
        "ON CONFLICT (digest_id) DO NOTHING RETURNING digest_id",
        chase.digest_id,
        chase.form,
        chase.day,
        chase.rung,
        json.dumps([*chase.place_ids]),
        chase.spares,
        chase.until,
        chase.by,
        clock.now(),
    )
    return bool(added)


async def waiting() -> list[Chase]:
    """Every wish that is to be seen to, the oldest first."""
    found = await database.rows(
        "SELECT digest_id, form, day, rung, place_ids, spares, until, by_name FROM chase "
        "ORDER BY at, digest_id"
    )
    return [_chase(row) for row in found]


async def done(digest_id: int) -> None:
    """Drop the wish: everybody whom it concerned has been thought of."""
    await database.execute("DELETE FROM chase WHERE digest_id = $1", digest_id)


def _chase(row: dict[str, Any]) -> Chase:
    return Chase(
        digest_id=int(row["digest_id"]),
        form=row["form"],
        day=database.day(row["day"]),
        rung=row["rung"],
        place_ids=tuple(json.loads(row["place_ids"])),
        spares=database.moment(row["spares"]),
        until=database.moment(row["until"]),
        by=row["by_name"],
    )
