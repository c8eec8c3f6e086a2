"""Every query of the chain; there is none that changes or removes a bulletin."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.bulletins.model import Bulletin, Draft, Filed, Kind, Link
from bot.bulletins.rules.chain import read, written
from bot.kernel import database

_SELECT = (
    "SELECT b.number, b.place_id, b.content, b.released_at, b.previous, b.hash, b.draft_id, "
    "l.number AS later, l.kind AS later_kind, l.released_at AS later_at "
    "FROM bulletin b LEFT JOIN bulletin l ON l.corrects = b.number"
)
_STANDS = "b.kind <> 'withdrawal' AND l.number IS NULL"


async def last() -> tuple[int, str] | None:
    """Number and hash of the newest bulletin."""
    row = await database.row("SELECT number, hash FROM bulletin ORDER BY number DESC LIMIT 1")
    return None if row is None else (int(row["number"]), row["hash"])


async def add(bulletin: Bulletin, draft: Draft, second_by: int) -> None:
    """Append a bulletin."""
    content = bulletin.content
    await database.execute(
        "INSERT INTO bulletin (number, place_id, form, day, kind, corrects, content, released_at, "
        "previous, hash, draft_id, first_by, second_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        bulletin.number,
        bulletin.place_id,
        content.form,
        content.day,
        content.kind.value,
        content.corrects,
        written(content),
        bulletin.released_at,
        bulletin.previous,
        bulletin.hash,
        draft.id,
        draft.first_by,
        second_by,
    )


async def find(number: int) -> Bulletin | None:
    row = await database.row(f"{_SELECT} WHERE b.number = $1", number)
    return None if row is None else _bulletin(row)


async def find_last_of(place_id: int, form: str, day: date) -> Bulletin | None:
    """The newest bulletin of a place and day, a withdrawal too: what a later one would name."""
    row = await database.row(
        f"{_SELECT} WHERE b.place_id = $1 AND b.form = $2 AND b.day = $3 "
        "ORDER BY b.number DESC LIMIT 1",
        place_id,
        form,
        day,
    )
    return None if row is None else _bulletin(row)


async def find_newest_of(place_id: int) -> Bulletin | None:
    """What a place released last, for whichever day."""
    row = await database.row(
        f"{_SELECT} WHERE b.place_id = $1 ORDER BY b.number DESC LIMIT 1", place_id
    )
    return None if row is None else _bulletin(row)


async def standing(place_id: int | None, limit: int = 1) -> list[Bulletin]:
    """Bulletins that nothing corrects or withdraws, the latest day first."""
    found = await database.rows(
        f"{_SELECT} WHERE {_STANDS} AND ($1 = 0 OR b.place_id = $1) "
        "ORDER BY b.day DESC, b.number DESC LIMIT $2",
        place_id or 0,
        limit,
    )
    return [_bulletin(row) for row in found]


async def newest(limit: int, before: int | None = None) -> list[Bulletin]:
    """Bulletins of all places, the newest first, from below a number on."""
    found = await database.rows(
        f"{_SELECT} WHERE b.number < $1 ORDER BY b.number DESC LIMIT $2",
        before or 2**31 - 1,
        limit,
    )
    return [_bulletin(row) for row in found]


async def after(number: int, limit: int) -> list[Link]:
    """The next rows of the chain after that number, oldest first, as they lie there."""
    found = await database.rows(
        "SELECT b.number, b.place_id, b.content, b.released_at, b.previous, b.hash, b.form, "
        "b.day, b.kind, b.corrects, b.first_by, b.second_by, p.code AS place, NULL AS later, "
        "NULL AS later_kind, NULL AS later_at "
        "FROM bulletin b LEFT JOIN place p ON p.id = b.place_id "
        "WHERE b.number > $1 ORDER BY b.number LIMIT $2",
        number,
        limit,
    )
    return [_link(row) for row in found]


def _link(row: Mapping[str, Any]) -> Link:
    filed = Filed(
        place=row["place"],
        form=row["form"],
        day=database.day(row["day"]),
        kind=row["kind"],
        corrects=row["corrects"],
        first_by=int(row["first_by"]),
        second_by=int(row["second_by"]),
    )
    try:
        return Link(int(row["number"]), _bulletin(row), filed)
    except (ValueError, KeyError, TypeError):  # somebody wrote something else there
        return Link(int(row["number"]), None, filed)


async def of_day(form: str, day: date) -> list[tuple[Bulletin, int]]:
    """All bulletins about a day, with the draft each was made from."""
    found = await database.rows(
        f"{_SELECT} WHERE b.form = $1 AND b.day = $2 ORDER BY b.number", form, day
    )
    return [(_bulletin(row), int(row["draft_id"])) for row in found]


async def places() -> list[int]:
    """The places that have ever published."""
    found = await database.rows("SELECT DISTINCT place_id FROM bulletin ORDER BY place_id")
    return [int(row["place_id"]) for row in found]


def _bulletin(row: Mapping[str, Any]) -> Bulletin:
    released: datetime = database.moment(row["released_at"])
    withdrawn = row["later_kind"] == Kind.WITHDRAWAL.value
    return Bulletin(
        number=int(row["number"]),
        place_id=int(row["place_id"]),
        released_at=released,
        content=read(row["content"]),
        previous=row["previous"],
        hash=row["hash"],
        corrected_by=None if withdrawn else row["later"],
        withdrawn_by=row["later"] if withdrawn else None,
        named_at=None if row["later_at"] is None else database.moment(row["later_at"]),
    )
