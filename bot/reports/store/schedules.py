"""Every query about what places do differently from a form's schedule."""

import json
from collections.abc import Mapping
from typing import Any

from bot.kernel import clock, database


async def differing(form: str) -> dict[int, Mapping[str, Any]]:
    """By place id the values in which it differs, as they were kept."""
    found = await database.rows("SELECT place_id, differs FROM schedule WHERE form = $1", form)
    return {int(row["place_id"]): json.loads(row["differs"]) for row in found}


async def keep(form: str, place_id: int, differs: Mapping[str, Any]) -> None:
    """Have the place differ in these values and no others."""
    await database.execute(
        "INSERT INTO schedule (form, place_id, differs, changed_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (form, place_id) DO UPDATE "
        "SET differs = excluded.differs, changed_at = excluded.changed_at",
        form,
        place_id,
        json.dumps(differs),
        clock.now(),
    )


async def forget(form: str, place_id: int) -> None:
    """Have the place differ in nothing."""
    await database.execute("DELETE FROM schedule WHERE form = $1 AND place_id = $2", form, place_id)
