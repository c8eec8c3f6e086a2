"""The query for places that may have a schedule or clocks of their own."""

import json
from collections.abc import Collection

from bot.kernel import database
from bot.places import service as places
from bot.places.model import Place


async def candidates(also: Collection[int]) -> tuple[Place, ...]:
    """The tops, the places with a time zone, and those with the ids `also`."""
    found = await database.rows(
        "SELECT id FROM place WHERE parent_id IS NULL OR time_zone IS NOT NULL "
        f"OR id IN {database.listed(1)} ORDER BY id",
        json.dumps([*also]),
    )
    return await places.many_in_order(int(row["id"]) for row in found)
