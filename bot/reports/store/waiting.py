"""Every query for what waits for a checker: counted in the database, read a few at a time."""

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from bot.kernel import database
from bot.places.rules import path_range
from bot.reports.model import Heap, Stage, Waiting

_PLACES = (
    "FROM report r JOIN place p ON p.id = r.place_id "
    "JOIN place v ON v.id = COALESCE(p.parent_id, p.id) "
    "LEFT JOIN place f ON f.id = r.first_place_id "
)
_OWN = (
    "r.is_current AND r.stage IN ('submitted', 'checked') AND p.path >= $1 AND p.path < $2 "
    "AND (r.stage = 'submitted' OR (r.first_by <> $5 "
    "AND (NOT r.higher_second OR (f.path > $3 AND f.path < $4)))) "
    "AND NOT EXISTS (SELECT 1 FROM report o WHERE o.form = r.form AND o.place_id = r.place_id "
    "AND o.day = r.day AND o.author_id = $5)"
)
"""What the checker $5 may check in the area from $1 to $2, by a role at the place from $3 to $4.

The same as rules.review.objection says of each; counted here, so that nobody loads 18,000 rows.
"""

_HOLDER = "CASE WHEN r.reserved_by <> $5 AND r.reserved_until > $6 THEN r.reserved_by END"
_ONE = (
    "SELECT r.id, r.place_id, p.path, r.stage, r.first_by, f.path AS first_path, "
    "r.higher_second, r.reserved_by, r.reserved_until "
)


def _look() -> str:
    """Whether a report wants a look: it says why, or its place or the one above is among $7."""
    hinted = database.listed(7)
    return f"(r.concerns <> '' OR r.place_id IN {hinted} OR v.id IN {hinted})"


def _where(
    area: tuple[str, str], checker_id: int, now: datetime, hinted: Collection[int]
) -> tuple[Any, ...]:
    """The first seven parameters: `area` is a part of the tree and the place it is checked by."""
    part, by = area
    return (*path_range(part), *path_range(by), checker_id, now, json.dumps(sorted(hinted)))


async def heaps(
    area: tuple[str, str], checker_id: int, now: datetime, hinted: Collection[int]
) -> list[Heap]:
    """What the checker may check in the area, and what others have in hand, counted."""
    found = await database.rows(
        "SELECT v.path, r.stage, r.day, r.content = 'zero' AS zero, "
        f"{_look()} AS look, {_HOLDER} AS holder, MAX(r.reserved_until) AS until, "
        f"COUNT(*) AS n, MAX(r.id) AS upto {_PLACES} WHERE {_OWN} "
        "GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 3",
        *_where(area, checker_id, now, hinted),
    )
    return [_heap(row) for row in found]


async def some(
    area: tuple[str, str],
    checker_id: int,
    now: datetime,
    hinted: Collection[int],
    *,
    stage: Stage,
    look: bool | None,
    after: int,
    upto: int,
    limit: int,
) -> list[Waiting]:
    """The first of what the checker may check in the area at a stage, by id, none in other hands.

    `look` says whether those that want a look or the others; None for both.
    """
    wanted = {None: "TRUE, FALSE", True: "TRUE", False: "FALSE"}[look]
    found = await database.rows(
        f"{_ONE} {_PLACES} WHERE {_OWN} AND {_HOLDER} IS NULL AND r.stage = $8 "
        f"AND r.id > $9 AND r.id <= $10 AND {_look()} IN ({wanted}) ORDER BY r.id LIMIT $11",
        *_where(area, checker_id, now, hinted),
        stage.value,
        after,
        upto,
        limit,
    )
    return await _with_authors(found)


async def find(report_id: int) -> Waiting | None:
    """The report as its checkers see it; None when it does not stand any more."""
    found = await database.rows(f"{_ONE} {_PLACES} WHERE r.id = $1 AND r.is_current", report_id)
    known = await _with_authors(found)
    return known[0] if known else None


async def _with_authors(found: Collection[dict[str, Any]]) -> list[Waiting]:
    written = await database.rows(
        "SELECT DISTINCT r.id, o.author_id FROM report r JOIN report o "
        "ON o.form = r.form AND o.place_id = r.place_id AND o.day = r.day "
        f"WHERE r.id IN {database.listed(1)}",
        json.dumps([int(row["id"]) for row in found]),
    )
    return [_one(row, (w["author_id"] for w in written if w["id"] == row["id"])) for row in found]


def _one(row: dict[str, Any], authors: Iterable[int]) -> Waiting:
    until = row["reserved_until"]
    return Waiting(
        id=int(row["id"]),
        place_id=int(row["place_id"]),
        path=row["path"],
        stage=Stage(row["stage"]),
        authors=frozenset(authors),
        first_by=row["first_by"],
        first_path=row["first_path"],
        higher_second=bool(row["higher_second"]),
        reserved_by=row["reserved_by"],
        reserved_until=None if until is None else database.moment(until),
    )


def _heap(row: dict[str, Any]) -> Heap:
    day, until = row["day"], row["until"]
    return Heap(
        path=row["path"],
        stage=Stage(row["stage"]),
        day=day if isinstance(day, date) else date.fromisoformat(day),
        zero=bool(row["zero"]),
        look=bool(row["look"]),
        n=int(row["n"]),
        upto=int(row["upto"]),
        holder=row["holder"],
        until=None if row["holder"] is None else database.moment(until),
    )
