"""What volunteers have done, and the certificates of it that were issued."""

import json
from datetime import datetime, tzinfo

from bot.kernel import database, secret
from bot.volunteers.model import Hours, Served, Service, Testimony

_CONFIRMED = (Hours.CONFIRMED, Hours.SETTLED)


async def done(volunteer_id: int, zone: tzinfo) -> list[Served]:
    """The tasks that the volunteer has done, the latest first; days in that time zone."""
    found = await database.rows(
        "SELECT t.title, n.skill, a.starts_at, a.minutes, a.hours FROM assignment a "
        "JOIN task t ON t.id = a.task_id JOIN task_need n ON n.id = a.need_id "
        "WHERE a.volunteer_id = $1 AND a.stage = 'done' AND a.minutes IS NOT NULL "
        "ORDER BY a.starts_at DESC, a.id DESC",
        volunteer_id,
    )
    return [
        Served(
            title=row["title"],
            skill=row["skill"],
            day=database.moment(row["starts_at"]).astimezone(zone).date(),
            minutes=int(row["minutes"]),
            confirmed=row["hours"] in _CONFIRMED,
        )
        for row in found
    ]


async def add(volunteer_id: int, digest: str, one: Testimony) -> None:
    """A certificate of service under the digest of its number."""
    service = one.service
    await database.execute(
        "INSERT INTO testimony (digest, volunteer_id, place_id, sealed_name, tasks, minutes, "
        "by_skill, first_day, last_day, issued_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        digest,
        volunteer_id,
        one.place_id,
        None if one.name is None else secret.current().seal(one.name),
        service.tasks,
        service.minutes,
        json.dumps([[skill, minutes] for skill, minutes in service.by_skill.items()]),
        service.first,
        service.last,
        one.issued_at,
    )


async def issued_since(volunteer_id: int, since: datetime) -> int:
    """How many the volunteer was issued since then."""
    row = await database.row(
        "SELECT count(*) AS n FROM testimony WHERE volunteer_id = $1 AND issued_at >= $2",
        volunteer_id,
        since,
    )
    return 0 if row is None else int(row["n"])


async def find(digest: str) -> Testimony | None:
    """The certificate whose number has that digest."""
    row = await database.row("SELECT * FROM testimony WHERE digest = $1", digest)
    if row is None:
        return None
    name = row["sealed_name"]
    return Testimony(
        service=Service(
            tasks=int(row["tasks"]),
            minutes=int(row["minutes"]),
            by_skill={skill: int(minutes) for skill, minutes in json.loads(row["by_skill"])},
            first=database.day(row["first_day"]),
            last=database.day(row["last_day"]),
        ),
        place_id=int(row["place_id"]),
        issued_at=database.moment(row["issued_at"]),
        name=None if name is None else secret.current().unseal(name),
    )


async def forget(volunteer_id: int) -> None:
    """Take the name out of what the volunteer was issued; the figures stay to be verified."""
    await database.execute(
        "UPDATE testimony SET sealed_name = NULL WHERE volunteer_id = $1", volunteer_id
    )
