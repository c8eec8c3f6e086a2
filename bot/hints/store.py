"""Every query for hints. Words lie sealed. What serves checkers never reads who the author is."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from bot.hints.model import Hint, Outcome
from bot.kernel import clock, database, secret

_COLUMNS = (
    "h.id, h.place_id, h.day, h.sent_at, h.sealed_text, h.outcome, h.sealed_said, h.answered_by"
)


# -- for whoever sends ----------------------------------------------------------------


async def add(author_id: int, place_id: int, day: date, text: str) -> int | None:
    """Keep a hint; its id, or None while the author has an open one about the place."""
    row = await database.row(
        "INSERT INTO hint (place_id, day, sent_at, author_id, sealed_text) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id",
        place_id,
        day,
        clock.now(),
        author_id,
        secret.current().seal(text),
    )
    return None if row is None else int(row["id"])


async def sent_since(author_id: int, moment: datetime) -> list[datetime]:
    """When the author has sent hints since then."""
    found = await database.rows(
        "SELECT sent_at FROM hint WHERE author_id = $1 AND sent_at > $2", author_id, moment
    )
    return [database.moment(row["sent_at"]) for row in found]


async def of(author_id: int, limit: int) -> list[Hint]:
    """The author's own hints, the newest first."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM hint h WHERE author_id = $1 "  # noqa: S608
        "ORDER BY id DESC LIMIT $2",
        author_id,
        limit,
    )
    return [_hint(row) for row in found]


async def author_of(hint_id: int) -> int | None:
    """Whom to tell the outcome; for the program's own use, never for a checker."""
    row = await database.row("SELECT author_id FROM hint WHERE id = $1", hint_id)
    return None if row is None else row["author_id"]


# -- for checkers ---------------------------------------------------------------------


async def find(hint_id: int) -> Hint | None:
    row = await database.row(
        f"SELECT {_COLUMNS} FROM hint h WHERE id = $1",  # noqa: S608
        hint_id,
    )
    return None if row is None else _hint(row)


async def open_below(low: str, high: str, but_of: int, limit: int) -> list[Hint]:
    """Open hints of others at places whose path p has low <= p < high, the oldest first."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM hint h JOIN place p ON p.id = h.place_id "  # noqa: S608
        "WHERE h.outcome IS NULL AND p.path >= $1 AND p.path < $2 AND h.author_id <> $3 "
        "ORDER BY h.id LIMIT $4",
        low,
        high,
        but_of,
        limit,
    )
    return [_hint(row) for row in found]


async def open_at(place_ids: Collection[int], but_of: int) -> list[Hint]:
    """Open hints of others about the places, the oldest first."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM hint h WHERE outcome IS NULL AND author_id <> $1 "  # noqa: S608
        f"AND place_id IN {database.listed(2)} ORDER BY id",
        but_of,
        json.dumps(list(place_ids)),
    )
    return [_hint(row) for row in found]


async def open_places(but_of: int) -> set[int]:
    """The places about which there is an open hint of somebody else."""
    found = await database.rows(
        "SELECT DISTINCT place_id FROM hint WHERE outcome IS NULL AND author_id <> $1", but_of
    )
    return {int(row["place_id"]) for row in found}


async def is_of(hint_id: int, person_id: int) -> bool:
    """Whether the hint is the person's own."""
    row = await database.row(
        "SELECT id FROM hint WHERE id = $1 AND author_id = $2", hint_id, person_id
    )
    return row is not None


async def answer(hint_id: int, outcome: Outcome, by: int, said: str | None) -> bool:
    """Close an open hint; False when somebody was quicker."""
    moved = await database.execute(
        "UPDATE hint SET outcome = $2, answered_by = $3, answered_at = $4, sealed_said = $5 "
        "WHERE id = $1 AND outcome IS NULL",
        hint_id,
        outcome.value,
        by,
        clock.now(),
        None if said is None else secret.current().seal(said),
    )
    return moved == 1


# -- forgetting -----------------------------------------------------------------------


async def forget_answered_before(moment: datetime) -> int:
    """Take author and words out of what was answered before then; how many there were."""
    return await database.execute(
        "UPDATE hint SET author_id = NULL, sealed_text = NULL, sealed_said = NULL "
        "WHERE author_id IS NOT NULL AND answered_at < $1",
        moment,
    )


def _hint(row: dict[str, Any]) -> Hint:
    return Hint(
        id=int(row["id"]),
        place_id=int(row["place_id"]),
        day=database.day(row["day"]),
        sent_at=database.moment(row["sent_at"]),
        text=_unsealed(row["sealed_text"]),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        said=_unsealed(row["sealed_said"]),
        answered_by=row["answered_by"],
    )


def _unsealed(sealed: str | None) -> str | None:
    return None if sealed is None else secret.current().unseal(sealed)
