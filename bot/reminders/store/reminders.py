"""Every query about reminders: who was reminded, of what, and which passes are finished."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.kernel import clock, database
from bot.people.model import Person
from bot.reminders.model import Remembered, Swept

_COLUMNS = 9


async def swept(form: str, since: date) -> Swept:
    """The passes that are finished, from a day on."""
    found = await database.rows(
        "SELECT day, place_id, rung FROM sweep WHERE form = $1 AND day >= $2", form, since
    )
    return frozenset((database.day(r["day"]), int(r["place_id"]), r["rung"]) for r in found)


async def sweep(form: str, day: date, place_ids: Collection[int], rung: str) -> None:
    """Note that the pass is finished for these anchors."""
    for place_id in place_ids:
        await database.execute(
            "INSERT INTO sweep (form, day, place_id, rung) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT DO NOTHING",
            form,
            day,
            place_id,
            rung,
        )


async def remember(
    form: str,
    day: date,
    rung: str,
    told: Sequence[Mapping[str, Any]],
    expires_at: datetime,
    by: str | None,
) -> set[int]:
    """Note who is being reminded; the ids of those who were not yet, on this rung.

    `told` has person_id, place_ids and key. At most some thousand: they are one statement.
    """
    rows, values, now = [], [], clock.now()
    for n, one in enumerate(told):
        first = n * _COLUMNS
        rows.append("(" + ", ".join(f"${first + c}" for c in range(1, _COLUMNS + 1)) + ")")
        places = json.dumps(one["place_ids"])
        values += [form, one["person_id"], day, rung, places, one["key"], expires_at, now, by]
    found = await database.rows(
        "INSERT INTO reminder "
        "(form, person_id, day, rung, place_ids, key, expires_at, at, by_name) "
        f"VALUES {', '.join(rows)} "
        "ON CONFLICT (form, person_id, day, rung) DO NOTHING RETURNING person_id",
        *values,
    )
    return {int(row["person_id"]) for row in found}


async def hold(person_ids: Collection[int]) -> set[int]:
    """Keep to ourselves, until the transaction ends, those whom nobody else is keeping just now.

    Whoever reminds a person and whoever reports for their places take turns, so that no reminder
    follows a report. This side never waits, so the two never wait for each other.
    """
    found = await database.rows(
        f"SELECT id FROM person WHERE id IN {database.listed(1)} ORDER BY id "
        "FOR NO KEY UPDATE SKIP LOCKED",
        json.dumps([*person_ids]),
    )
    return {int(row["id"]) for row in found}


async def hold_workers(place_ids: Collection[int]) -> None:
    """Wait for the workers of exactly these places, and keep them until the transaction ends."""
    await database.rows(
        "SELECT id FROM person WHERE id IN (SELECT person_id FROM grant_ "
        f"WHERE role = 'worker' AND until IS NULL AND place_id IN {database.listed(1)}) "
        "ORDER BY id FOR NO KEY UPDATE",
        json.dumps([*place_ids]),
    )


_REMEMBERED = (
    "r.id, r.form, r.day, r.rung, r.place_ids, r.key, r.expires_at, r.by_name, "
    "n.id AS person_id, n.chat_id, n.name, n.language, n.reachable"
)


async def waiting(form: str, day: date, place_ids: Collection[int]) -> list[Remembered]:
    """Reminders in the outbox, or just on their way, for the workers of exactly these places."""
    found = await database.rows(
        f"SELECT DISTINCT {_REMEMBERED} FROM grant_ g "
        "JOIN reminder r ON r.person_id = g.person_id AND r.form = $1 AND r.day = $2 "
        "JOIN message m ON m.dedupe_key = r.key AND m.status IN ('waiting', 'unsure', 'sending') "
        "JOIN person n ON n.id = r.person_id "
        "WHERE g.role = 'worker' AND g.until IS NULL "
        f"AND g.place_id IN {database.listed(3)} ORDER BY r.id",
        form,
        day,
        json.dumps([*place_ids]),
    )
    return [_remembered(row) for row in found]


async def come_back() -> list[Remembered]:
    """Reminders that were taken back on their way, and did not go out, before they expire."""
    found = await database.rows(
        f"SELECT {_REMEMBERED} FROM message m JOIN reminder r ON r.key = m.dedupe_key "
        "JOIN person n ON n.id = r.person_id WHERE m.recalled_at IS NOT NULL "
        "AND m.status = 'cancelled' AND r.expires_at > $1 ORDER BY r.id",
        clock.now(),
    )
    return [_remembered(row) for row in found]


async def reword(former: Remembered, key: str, place_ids: Collection[int]) -> bool:
    """Note that the reminder has another key in the outbox, for these places.

    False when somebody else has just noted one.
    """
    changed = await database.execute(
        "UPDATE reminder SET key = $2, place_ids = $3 WHERE id = $1 AND key = $4",
        former.id,
        key,
        json.dumps([*place_ids]),
        former.key,
    )
    return changed == 1


async def reminded_since(
    form: str, day: date, since: datetime, person_ids: Collection[int]
) -> set[int]:
    """Which of these people were reminded for the day from that moment on."""
    found = await database.rows(
        "SELECT person_id FROM reminder WHERE form = $1 AND day = $2 AND at > $3 "
        f"AND person_id IN {database.listed(4)}",
        form,
        day,
        since,
        json.dumps([*person_ids]),
    )
    return {int(row["person_id"]) for row in found}


async def forget_before(day: date) -> int:
    """Drop what is known about reminders and passes of earlier days; how many."""
    dropped = await database.execute("DELETE FROM reminder WHERE day < $1", day)
    return dropped + await database.execute("DELETE FROM sweep WHERE day < $1", day)


async def reported(form: str, day: date, place_ids: Collection[int]) -> set[int]:
    """Which of the places have a report for the day."""
    found = await database.rows(
        "SELECT place_id FROM report WHERE form = $1 AND day = $2 AND is_current "
        f"AND place_id IN {database.listed(3)}",
        form,
        day,
        json.dumps([*place_ids]),
    )
    return {int(row["place_id"]) for row in found}


async def lasting(form: str, day: date, least: int) -> set[int]:
    """The places silent for at least so many days before `day`, and to this moment."""
    found = await database.rows(
        "SELECT DISTINCT m.place_id FROM missing m "
        "WHERE m.form = $1 AND m.day >= $2 AND m.day < $3 AND m.silent >= $4 AND NOT EXISTS ("
        "SELECT 1 FROM report r WHERE r.form = m.form AND r.place_id = m.place_id "
        "AND r.day >= m.day AND r.is_current)",
        form,
        day - timedelta(days=10),  # the latest day may lie behind days off
        day,
        least,
    )
    return {int(row["place_id"]) for row in found}


def _remembered(row: dict[str, Any]) -> Remembered:
    chat_id = row["chat_id"]
    person = Person(
        id=int(row["person_id"]),
        chat_id=None if chat_id is None else int(chat_id),
        name=row["name"],
        language=row["language"],
        reachable=bool(row["reachable"]),
    )
    return Remembered(
        id=int(row["id"]),
        person=person,
        form=row["form"],
        day=database.day(row["day"]),
        rung=row["rung"],
        place_ids=tuple(json.loads(row["place_ids"])),
        key=row["key"],
        expires_at=database.moment(row["expires_at"]),
        by=row["by_name"],
    )
