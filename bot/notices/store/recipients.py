"""Whom a notice is for: settled when its sending begins, posted to, acknowledging."""

import json
from collections.abc import Collection, Sequence

from bot.kernel import clock, database


async def add(notice_id: int, people: Sequence[tuple[int, int]]) -> None:
    """Settle whom the notice is for: pairs of person and place, as the caller orders them.

    Who is there already stays as they are.
    """
    await database.execute(
        "INSERT INTO notice_person (notice_id, person_id, place_id) "
        f"SELECT $1, p.id, p.lot FROM {database.paired(2)} p WHERE TRUE ON CONFLICT DO NOTHING",
        notice_id,
        json.dumps(people),
    )


async def behind(notice_id: int, version: int, limit: int) -> list[tuple[int, int]]:
    """The next people who do not have this version: person, and the round they were posted in.

    The round is 0 for whoever has not been posted anything.
    """
    found = await database.rows(
        "SELECT person_id, round FROM notice_person WHERE notice_id = $1 AND version < $2 "
        "ORDER BY id LIMIT $3",
        notice_id,
        version,
        limit,
    )
    return [(int(row["person_id"]), int(row["round"])) for row in found]


async def posted(notice_id: int, people: Collection[int], round_: int, version: int) -> None:
    """These people's messages lie in the outbox now, in that round and version."""
    await database.execute(
        "UPDATE notice_person SET round = $3, version = $4 "
        f"WHERE notice_id = $1 AND person_id IN {database.listed(2)}",
        notice_id,
        json.dumps(sorted(people)),
        round_,
        version,
    )


async def keep_version(notice_id: int, people: Collection[int], version: int) -> None:
    """These people have been brought to that version, or had nothing that could be."""
    await database.execute(
        "UPDATE notice_person SET version = $3 "
        f"WHERE notice_id = $1 AND person_id IN {database.listed(2)}",
        notice_id,
        json.dumps(sorted(people)),
        version,
    )


async def acknowledge(notice_id: int, person_id: int) -> bool:
    """False when they had acknowledged it before, or it is not for them."""
    return (
        await database.execute(
            "UPDATE notice_person SET acknowledged_at = $3 WHERE notice_id = $1 "
            "AND person_id = $2 AND acknowledged_at IS NULL",
            notice_id,
            person_id,
            clock.now(),
        )
        == 1
    )


async def is_for(notice_id: int, person_id: int) -> bool:
    """Whether the person is among those whom the notice is for."""
    row = await database.row(
        "SELECT id FROM notice_person WHERE notice_id = $1 AND person_id = $2",
        notice_id,
        person_id,
    )
    return row is not None


async def unread(notice_id: int) -> list[tuple[int, int]]:
    """Who was posted the notice and has not acknowledged it: person and place."""
    found = await database.rows(
        "SELECT person_id, place_id FROM notice_person "
        "WHERE notice_id = $1 AND round > 0 AND acknowledged_at IS NULL ORDER BY id",
        notice_id,
    )
    return [(int(row["person_id"]), int(row["place_id"])) for row in found]


async def count(notice_id: int) -> tuple[int, int, int]:
    """How many people it is for, how many were posted any version, how many have read it."""
    row = await database.row(
        "SELECT count(*) AS n, count(CASE WHEN round > 0 THEN 1 END) AS posted, "
        "count(acknowledged_at) AS read FROM notice_person WHERE notice_id = $1",
        notice_id,
    )
    return (0, 0, 0) if row is None else (int(row["n"]), int(row["posted"]), int(row["read"]))


async def not_posted(notice_id: int, people: Collection[int]) -> None:
    """These people's messages were taken back before they went out."""
    await database.execute(
        "UPDATE notice_person SET version = 0, round = 0 "
        f"WHERE notice_id = $1 AND person_id IN {database.listed(2)}",
        notice_id,
        json.dumps(sorted(people)),
    )
