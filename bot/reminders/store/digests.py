"""Every query about digests: who was told of which ladders, who acknowledged, what is resolved."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from bot.kernel import clock, database
from bot.reminders.model import Asking, Digest

_COLUMNS = "id, form, day, rung, person_id, told_at, acknowledged_at, chased_at, resolved_at"


# -- who was told ---------------------------------------------------------------------


async def find(digest_id: int) -> Digest | None:
    """The digest of that id."""
    found = await database.rows(f"SELECT {_COLUMNS} FROM digest WHERE id = $1", digest_id)
    return next(iter(await _digests(found, "digest_id = $1", digest_id)), None)


async def told(form: str, day: date) -> list[Digest]:
    """Every digest of the day, in the order in which people were told."""
    found = await database.rows(
        f"SELECT {_COLUMNS} FROM digest WHERE form = $1 AND day = $2 ORDER BY id",
        form,
        day,
    )
    of_day = "digest_id IN (SELECT id FROM digest WHERE form = $1 AND day = $2)"
    return await _digests(found, of_day, form, day)


async def tell(
    form: str, day: date, rung: str, on: str, person_id: int, asks: Mapping[int, datetime | None]
) -> int | None:
    """Note that the person is being told; None when somebody else told them meanwhile.

    `rung` is the digest's own name, `on` the rung of the ladders that are the keys of `asks`;
    its values say when the person is asked again.
    """
    row = await database.row(
        "INSERT INTO digest (form, day, rung, person_id, told_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (form, day, rung, person_id) DO NOTHING RETURNING id",
        form,
        day,
        rung,
        person_id,
        clock.now(),
    )
    if row is None:
        return None
    await _ask_no_more(person_id, asks)
    for ladder_id, ask_at in asks.items():
        await database.execute(
            "INSERT INTO digest_ladder (digest_id, ladder_id, person_id, rung, ask_at) "
            "VALUES ($1, $2, $3, $4, $5)",
            int(row["id"]),
            ladder_id,
            person_id,
            on,
            ask_at,
        )
    return int(row["id"])


# -- who is asked again ---------------------------------------------------------------


async def due_asks(ladder_ids: Collection[int]) -> Asking:
    """Who is to be asked again by now, and about which of these ladders."""
    found = await database.rows(
        "SELECT person_id, ladder_id FROM digest_ladder "
        f"WHERE ask_at <= $1 AND ladder_id IN {database.listed(2)}",
        clock.now(),
        json.dumps([*ladder_ids]),
    )
    return frozenset((int(row["person_id"]), int(row["ladder_id"])) for row in found)


async def ask_at(person_id: int, asks: Mapping[int, datetime | None]) -> None:
    """Have the person asked again about these ladders at another time, if they are at all."""
    for ladder_id, moment in asks.items():
        await database.execute(
            "UPDATE digest_ladder SET ask_at = $3 "
            "WHERE person_id = $1 AND ladder_id = $2 AND ask_at IS NOT NULL",
            person_id,
            ladder_id,
            moment,
        )


async def _ask_no_more(person_id: int, ladder_ids: Collection[int]) -> None:
    await ask_at(person_id, dict.fromkeys(ladder_ids))


# -- what people do about it, and what becomes of it ----------------------------------


async def acknowledge(form: str, day: date, person_id: int) -> bool:
    """Note on all that the person was told for the day that they see to it; False when noted."""
    changed = await database.execute(
        "UPDATE digest SET acknowledged_at = $4 "
        "WHERE form = $1 AND day = $2 AND person_id = $3 AND acknowledged_at IS NULL",
        form,
        day,
        person_id,
        clock.now(),
    )
    return changed > 0


async def chase(digest_id: int, before: datetime) -> bool:
    """Note that the person chases now; False when they did after `before`, from any digest."""
    changed = await database.execute(
        "UPDATE digest SET chased_at = $2 WHERE id = $1 AND NOT EXISTS ("
        "SELECT 1 FROM digest other WHERE other.person_id = digest.person_id "
        "AND other.chased_at > $3)",
        digest_id,
        clock.now(),
        before,
    )
    return changed == 1


async def resolve(form: str, day: date, person_id: int) -> list[int]:
    """Note that what the person was told is settled; the digests for which it was not noted."""
    found = await database.rows(
        "UPDATE digest SET resolved_at = $4 WHERE form = $1 AND day = $2 AND person_id = $3 "
        "AND resolved_at IS NULL RETURNING id",
        form,
        day,
        person_id,
        clock.now(),
    )
    ids = sorted(int(row["id"]) for row in found)
    await database.execute(
        "UPDATE digest_ladder SET ask_at = NULL "
        f"WHERE ask_at IS NOT NULL AND digest_id IN {database.listed(1)}",
        json.dumps(ids),
    )
    return ids


async def forget_before(day: date, most: int) -> int:
    """Drop so many of the digests of earlier days; how many."""
    old = f"(SELECT id FROM digest WHERE day < $1 ORDER BY id LIMIT {most})"
    await database.execute(f"DELETE FROM digest_ladder WHERE digest_id IN {old}", day)
    return await database.execute(f"DELETE FROM digest WHERE id IN {old}", day)


async def _digests(found: list[dict[str, Any]], which: str, *values: Any) -> list[Digest]:
    """The rows as digests, with the ladders that they are about."""
    ladders: dict[int, set[int]] = {}
    if found:
        sql = f"SELECT digest_id, ladder_id FROM digest_ladder WHERE {which}"
        for row in await database.rows(sql, *values):
            ladders.setdefault(int(row["digest_id"]), set()).add(int(row["ladder_id"]))
    return [_digest(row, ladders.get(int(row["id"]), set())) for row in found]


def _digest(row: dict[str, Any], ladders: Collection[int]) -> Digest:
    def moment(name: str) -> datetime | None:
        return None if row[name] is None else database.moment(row[name])

    return Digest(
        id=int(row["id"]),
        form=row["form"],
        day=database.day(row["day"]),
        rung=row["rung"],
        person_id=int(row["person_id"]),
        told_at=database.moment(row["told_at"]),
        ladders=frozenset(ladders),
        acknowledged_at=moment("acknowledged_at"),
        chased_at=moment("chased_at"),
        resolved_at=moment("resolved_at"),
    )
