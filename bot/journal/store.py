"""Every query of the journal; there is none that changes or removes an entry."""

from collections.abc import Mapping
from typing import Any

from bot.journal.model import START, Act, Entry
from bot.kernel import database

_COLUMNS = "id, at, actor_id, act, subject, place_id, details, previous, hash"


async def last_hash() -> str:
    """The hash of the newest entry, or START."""
    found = await database.rows("select hash from journal order by id desc limit 1")
    return str(found[0]["hash"]) if found else START


async def add(act: Act, previous: str, sealed: str) -> None:
    """Append an entry."""
    await database.execute(
        "insert into journal (at, actor_id, act, subject, place_id, details, previous, hash) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8)",
        act.at,
        act.actor_id,
        act.act,
        act.subject,
        act.place_id,
        act.details,
        previous,
        sealed,
    )


async def after(entry_id: int, limit: int) -> list[Entry]:
    """The next entries after that id, oldest first."""
    found = await database.rows(
        f"select {_COLUMNS} from journal where id > $1 order by id limit $2",  # noqa: S608
        entry_id,
        limit,
    )
    return [_entry(row) for row in found]


async def of_act(act: str) -> list[Entry]:
    """Every entry of one kind of act, oldest first; looks through the whole journal."""
    found = await database.rows(
        f"select {_COLUMNS} from journal where act = $1 order by id",  # noqa: S608
        act,
    )
    return [_entry(row) for row in found]


def _entry(row: Mapping[str, Any]) -> Entry:
    done = Act(
        at=database.moment(row["at"]),
        actor_id=row["actor_id"],
        act=row["act"],
        subject=row["subject"],
        place_id=row["place_id"],
        details=row["details"],
    )
    return Entry(id=row["id"], done=done, previous=row["previous"], hash=row["hash"])
