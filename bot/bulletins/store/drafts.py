"""Every query about drafts, and about what was confirmed since they were made."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from bot.bulletins.model import Basis, Content, Counted, Draft, Kind, News, State
from bot.bulletins.rules.chain import digest, read, written
from bot.journal.rules import canonical
from bot.kernel import clock, database

_COLUMNS = "id, place_id, content, hash, state, made_at, first_by"
_OPEN = "state IN ('waiting', 'approved_once')"


async def add(
    place_id: int, content: Content, basis: Basis, rests_on: Mapping[int, int]
) -> int | None:
    """A new draft; None when one for its place and day is open already."""
    row = await database.row(
        "INSERT INTO bulletin_draft (place_id, form, day, content, basis, rests_on, hash, state, "
        "made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8) "
        "ON CONFLICT DO NOTHING RETURNING id",
        place_id,
        content.form,
        content.day,
        written(content),
        canonical({name: asdict(counted) for name, counted in basis.items()}),
        canonical({str(place_id): report for place_id, report in rests_on.items()}),
        digest(content),
        clock.now(),
    )
    return None if row is None else int(row["id"])


async def get(draft_id: int) -> Draft | None:
    row = await database.row(
        f"SELECT {_COLUMNS} FROM bulletin_draft WHERE id = $1",
        draft_id,
    )
    return None if row is None else _draft(row)


async def find_open(place_id: int, form: str, day: date) -> Draft | None:
    """The draft of a place and day that somebody may still approve."""
    row = await database.row(
        f"SELECT {_COLUMNS} FROM bulletin_draft "
        f"WHERE place_id = $1 AND form = $2 AND day = $3 AND {_OPEN}",
        place_id,
        form,
        day,
    )
    return None if row is None else _draft(row)


async def open_of_day(form: str, day: date) -> list[Draft]:
    """The drafts of all places for a day that may still be released."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM bulletin_draft "
        f"WHERE form = $1 AND day = $2 AND {_OPEN} ORDER BY id",
        form,
        day,
    )
    return [_draft(row) for row in found]


async def newest_made(place_id: int, form: str, day: date) -> Draft | None:
    """The draft of a place and day that was made last, whatever became of it."""
    row = await database.row(
        f"SELECT {_COLUMNS} FROM bulletin_draft "
        "WHERE place_id = $1 AND form = $2 AND day = $3 ORDER BY id DESC LIMIT 1",
        place_id,
        form,
        day,
    )
    return None if row is None else _draft(row)


async def waiting() -> list[Draft]:
    """Every open draft, and what was returned and not drafted again; the oldest first."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM bulletin_draft d WHERE {_OPEN} "
        "OR (state = 'returned' AND NOT EXISTS (SELECT 1 FROM bulletin_draft n WHERE n.id > d.id "
        "AND n.place_id = d.place_id AND n.form = d.form AND n.day = d.day)) ORDER BY id"
    )
    made = (_draft(row) for row in found)
    return [one for one in made if not _is_over(one)]


def _is_over(one: Draft) -> bool:
    """A withdrawal that was returned is not drafted again: the bulletin stands."""
    return one.state is State.RETURNED and one.content.kind is Kind.WITHDRAWAL


async def supersede(draft_id: int, seen: State = State.WAITING) -> bool:
    """Let a newer draft take over; False when it is not at the state seen any more."""
    return await _moved(
        "UPDATE bulletin_draft SET state = 'superseded' WHERE id = $1 AND state = $2",
        draft_id,
        seen.value,
    )


async def approve_first(draft_id: int, person_id: int) -> bool:
    """The first approval; False when it does not wait for one any more."""
    return await _moved(
        "UPDATE bulletin_draft SET state = 'approved_once', first_by = $2, first_at = $3 "
        "WHERE id = $1 AND state = 'waiting'",
        draft_id,
        person_id,
        clock.now(),
    )


async def approve_second(draft_id: int, person_id: int) -> bool:
    """The second approval, by somebody else; False when it does not wait for one any more."""
    return await _moved(
        "UPDATE bulletin_draft SET state = 'released', second_by = $2, second_at = $3 "
        "WHERE id = $1 AND state = 'approved_once' AND first_by <> $2",
        draft_id,
        person_id,
        clock.now(),
    )


async def give_back(draft_id: int, person_id: int, reason: str) -> bool:
    """Return it; False when it is not open any more."""
    return await _moved(
        "UPDATE bulletin_draft SET state = 'returned', returned_by = $2, returned_at = $3, "
        "reason = $4 WHERE id = $1 AND state IN ('waiting', 'approved_once')",
        draft_id,
        person_id,
        clock.now(),
        reason,
    )


async def bases(draft_ids: Iterable[int]) -> dict[int, Basis]:
    """What was counted for drafts, by their id."""
    found = await database.rows(
        f"SELECT id, basis FROM bulletin_draft WHERE id IN {database.listed(1)}",
        json.dumps(sorted(set(draft_ids))),
    )
    return {int(row["id"]): _basis(row["basis"]) for row in found}


async def rests_on(draft_id: int) -> dict[int, int]:
    """The report that was counted for each place, by the place's id."""
    row = await database.row("SELECT rests_on FROM bulletin_draft WHERE id = $1", draft_id)
    told = {} if row is None else json.loads(row["rests_on"])
    return {int(place_id): int(report_id) for place_id, report_id in told.items()}


# -- what was confirmed since ---------------------------------------------------------


_ON_CONFLICT = "ON CONFLICT (place_id, form, day) DO UPDATE SET turn = bulletin_news.turn + 1"


async def add_news(place_id: int, form: str, day: date) -> None:
    """Note news of a place for it and all above, where a draft of that day was ever made."""
    await database.execute(
        "INSERT INTO bulletin_news (place_id, form, day) "
        "SELECT DISTINCT d.place_id, d.form, d.day FROM bulletin_draft d "
        "JOIN place p ON p.id = $1 AND '/' || p.path LIKE '%/' || d.place_id || '/%' "
        f"WHERE d.form = $2 AND d.day = $3 {_ON_CONFLICT}",
        place_id,
        form,
        day,
    )


async def look_again(place_id: int, form: str, day: date) -> None:
    """Have a place's draft looked at again, as if there were news of it."""
    await database.execute(
        f"INSERT INTO bulletin_news (place_id, form, day) VALUES ($1, $2, $3) {_ON_CONFLICT}",
        place_id,
        form,
        day,
    )


async def news() -> list[News]:
    """What is to be looked at again, the oldest first."""
    found = await database.rows(
        "SELECT id, turn, place_id, form, day FROM bulletin_news ORDER BY id"
    )
    return [
        News(int(r["id"]), int(r["turn"]), int(r["place_id"]), r["form"], database.day(r["day"]))
        for r in found
    ]


async def drop_news(seen: News) -> None:
    """Forget news that a draft holds; what came after they were seen stays."""
    await database.execute(
        "DELETE FROM bulletin_news WHERE id = $1 AND turn = $2", seen.id, seen.turn
    )


async def _moved(sql: str, *values: object) -> bool:
    return await database.execute(sql, *values) == 1


def _basis(text: str) -> Basis:
    return {
        name: Counted(told["total"], {int(id_): n for id_, n in told["cells"].items()})
        for name, told in json.loads(text).items()
    }


def _draft(row: dict[str, Any]) -> Draft:
    made: datetime = database.moment(row["made_at"])
    return Draft(
        id=int(row["id"]),
        place_id=int(row["place_id"]),
        content=read(row["content"]),
        hash=row["hash"],
        state=State(row["state"]),
        made_at=made,
        first_by=row["first_by"],
    )
