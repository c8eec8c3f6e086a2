"""Every query about who publishes what when, and about who gets it."""

import json
from collections.abc import Collection
from datetime import time

from bot.bulletins.model import Edition, Published
from bot.kernel import database

_NEVER = ""
"""Stands for the time of a place that does not publish: that, too, was decided."""


async def editions() -> list[Edition] | None:
    """Who publishes what when as decided, perhaps nobody; None where nothing was ever decided."""
    found = await database.rows("SELECT place_id, form, at FROM edition ORDER BY id")
    decided = [(int(r["place_id"]), r["form"], r["at"]) for r in found]
    kept = [Edition(id_, form, time.fromisoformat(at)) for id_, form, at in decided if at != _NEVER]
    return kept if decided else None


async def publish(edition: Edition) -> None:
    """Have a place publish at that time, in the place of what was decided before."""
    await _decide(edition, edition.at.isoformat("minutes"))


async def unpublish(edition: Edition) -> None:
    """Have a place publish no more."""
    await _decide(edition, _NEVER)


async def _decide(edition: Edition, at: str) -> None:
    await database.execute(
        "INSERT INTO edition (place_id, form, at) VALUES ($1, $2, $3) "
        "ON CONFLICT (place_id, form) DO UPDATE SET at = $3",
        edition.place_id,
        edition.form,
        at,
    )


async def published(form: str) -> list[Published]:
    """What is published of a form, as far as somebody decided it."""
    found = await database.rows(
        "SELECT field, threshold FROM published WHERE form = $1 ORDER BY id", form
    )
    return [Published(row["field"], int(row["threshold"])) for row in found]


async def show(form: str, one: Published) -> None:
    """Publish a field of a form with that threshold."""
    await database.execute(
        "INSERT INTO published (form, field, threshold) VALUES ($1, $2, $3) "
        "ON CONFLICT (form, field) DO UPDATE SET threshold = $3",
        form,
        one.field,
        one.threshold,
    )


async def hide(form: str, field: str) -> None:
    """Publish a field of a form no more."""
    await database.execute("DELETE FROM published WHERE form = $1 AND field = $2", form, field)


async def paths(low: str, high: str) -> dict[int, str]:
    """The paths p of places with low <= p < high, by id."""
    found = await database.rows(
        "SELECT id, path FROM place WHERE path >= $1 AND path < $2", low, high
    )
    return {int(row["id"]): row["path"] for row in found}


async def codes_below(place_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """For each of the places the ids of those directly below, by their codes."""
    below: dict[int, dict[str, int]] = {id_: {} for id_ in place_ids}
    found = await database.rows(
        f"SELECT id, code, parent_id FROM place WHERE parent_id IN {database.listed(1)}",
        json.dumps(sorted(below)),
    )
    for row in found:
        below[int(row["parent_id"])][row["code"]] = int(row["id"])
    return below


# -- who gets it ----------------------------------------------------------------------


async def subscribe(person_id: int, place_id: int) -> bool:
    """False when the person gets them already."""
    row = await database.row(
        "INSERT INTO subscription (person_id, place_id) VALUES ($1, $2) "
        "ON CONFLICT DO NOTHING RETURNING id",
        person_id,
        place_id,
    )
    return row is not None


async def unsubscribe(person_id: int, place_id: int) -> bool:
    """False when the person did not get them."""
    gone = await database.execute(
        "DELETE FROM subscription WHERE person_id = $1 AND place_id = $2", person_id, place_id
    )
    return gone == 1


async def is_subscribed(person_id: int, place_id: int) -> bool:
    row = await database.row(
        "SELECT id FROM subscription WHERE person_id = $1 AND place_id = $2", person_id, place_id
    )
    return row is not None


async def subscribers(place_id: int, after: int, limit: int) -> list[tuple[int, int]]:
    """The next subscriptions after that one: its number, the person."""
    found = await database.rows(
        "SELECT id, person_id FROM subscription WHERE place_id = $1 AND id > $2 "
        "ORDER BY id LIMIT $3",
        place_id,
        after,
        limit,
    )
    return [(int(row["id"]), int(row["person_id"])) for row in found]


async def add_channel(place_id: int, chat_id: int, language: str, by: int) -> None:
    await database.execute(
        "INSERT INTO channel (place_id, chat_id, language, set_by) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (place_id, chat_id) DO UPDATE SET language = $3, set_by = $4",
        place_id,
        chat_id,
        language,
        by,
    )


async def drop_channel(place_id: int, chat_id: int) -> bool:
    """False when the place's bulletins were not posted there."""
    gone = await database.execute(
        "DELETE FROM channel WHERE place_id = $1 AND chat_id = $2", place_id, chat_id
    )
    return gone == 1


async def channels(place_id: int) -> list[tuple[int, str]]:
    """The chats in which a place's bulletins are posted, each with its language."""
    found = await database.rows(
        "SELECT chat_id, language FROM channel WHERE place_id = $1 ORDER BY id", place_id
    )
    return [(int(row["chat_id"]), row["language"]) for row in found]


# -- how far a bulletin has been handed out -------------------------------------------


async def begin_round(number: int) -> None:
    await database.execute(
        "INSERT INTO bulletin_round (number, upto, done) VALUES ($1, 0, $2)", number, False
    )


async def rounds() -> list[tuple[int, int]]:
    """Bulletins not yet handed out to all: number, the subscription reached."""
    found = await database.rows(
        "SELECT number, upto FROM bulletin_round WHERE NOT done ORDER BY number"
    )
    return [(int(row["number"]), int(row["upto"])) for row in found]


async def move_round(number: int, seen: int, upto: int, *, done: bool) -> bool:
    """False when somebody else has moved it on."""
    moved = await database.execute(
        "UPDATE bulletin_round SET upto = $3, done = $4 "
        "WHERE number = $1 AND upto = $2 AND NOT done",
        number,
        seen,
        upto,
        done,
    )
    return moved == 1
