"""Every query about what authors want to hear, and what their week was like."""

from collections.abc import Collection
from datetime import date, timedelta

from bot.kernel import database
from bot.reports.model import Week, Wish

_WEEK = ("author_id", "place_id", "sent", "confirmed", "returned")


async def wishes(person_ids: Collection[int]) -> dict[int, Wish]:
    """Who of these people has said how they want to hear, and how."""
    if not person_ids:
        return {}
    marks = ", ".join(f"${n}" for n in range(1, 1 + len(person_ids)))
    found = await database.rows(
        f"SELECT person_id, wish FROM author_wish WHERE person_id IN ({marks})",
        *person_ids,
    )
    return {int(row["person_id"]): Wish(row["wish"]) for row in found}


async def set_wish(person_id: int, wish: Wish) -> None:
    await database.execute(
        "INSERT INTO author_wish (person_id, wish) VALUES ($1, $2) "
        "ON CONFLICT (person_id) DO UPDATE SET wish = excluded.wish",
        person_id,
        wish.value,
    )


async def weeks(monday: date) -> list[Week]:
    """The weeks before that Monday of all who want to hear of it and have not yet.

    Who sent nothing is left out; counted are the current reports.
    """
    found = await database.rows(
        "SELECT r.author_id, MIN(r.place_id) AS place_id, COUNT(*) AS sent, "
        "SUM(CASE WHEN r.stage = 'confirmed' THEN 1 ELSE 0 END) AS confirmed, "
        "SUM(CASE WHEN r.stage = 'returned' THEN 1 ELSE 0 END) AS returned "
        "FROM author_wish w JOIN report r ON r.author_id = w.person_id "
        "WHERE w.wish = 'weekly' AND (w.told IS NULL OR w.told < $1) "
        "AND r.day >= $2 AND r.day < $1 AND r.is_current "
        "GROUP BY r.author_id ORDER BY r.author_id",
        monday,
        monday - timedelta(days=7),
    )
    return [Week(**{name: int(row[name]) for name in _WEEK}) for row in found]


async def told(person_id: int, monday: date) -> bool:
    """Note that the person has been told of the week before; False when that was noted before."""
    moved = await database.execute(
        "UPDATE author_wish SET told = $1 WHERE person_id = $2 AND (told IS NULL OR told < $1)",
        monday,
        person_id,
    )
    return moved == 1
