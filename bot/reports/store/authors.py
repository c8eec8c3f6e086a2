"""Every query about what authors want to hear, and what their week was like."""

from collections.abc import Collection
from datetime import date

from bot.kernel import database
from bot.reports.model import Week, Wish


async def wishes(person_ids: Collection[int]) -> dict[int, Wish]:
    """Who of these people has said how they want to hear, and how."""
    if not person_ids:
        return {}
    marks = ", ".join(f"${n}" for n in range(1, 1 + len(person_ids)))
    found = await database.rows(
        f"SELECT person_id, wish FROM author_wish WHERE person_id IN ({marks})",  # noqa: S608
        *person_ids,
    )
    return {int(row["person_id"]): Wish(row["wish"]) for row in found}


async def wishing(wish: Wish) -> list[int]:
    """Everybody with that wish."""
    found = await database.rows("SELECT person_id FROM author_wish WHERE wish = $1", wish.value)
    return [int(row["person_id"]) for row in found]


async def set_wish(person_id: int, wish: Wish) -> None:
    await database.execute(
        "INSERT INTO author_wish (person_id, wish) VALUES ($1, $2) "
        "ON CONFLICT (person_id) DO UPDATE SET wish = excluded.wish",
        person_id,
        wish.value,
    )


async def week_of(author_id: int, since: date, until: date) -> Week:
    """The author's current reports for the days from `since` on, before `until`."""
    found = await database.rows(
        "SELECT stage, COUNT(*) AS n FROM report "
        "WHERE author_id = $1 AND day >= $2 AND day < $3 AND is_current GROUP BY stage",
        author_id,
        since,
        until,
    )
    by_stage = {row["stage"]: int(row["n"]) for row in found}
    return Week(
        sent=sum(by_stage.values()),
        confirmed=by_stage.get("confirmed", 0),
        returned=by_stage.get("returned", 0),
    )
