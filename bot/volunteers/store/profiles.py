"""Every query for volunteers; returns model values. Where somebody starts from lies sealed."""

import json
from collections.abc import Collection
from typing import Any

from bot.kernel import clock, database, secret
from bot.places.model import Point
from bot.volunteers.model import Muster, Profile, Transport, Volunteer
from bot.volunteers.rules.windows import as_bits, from_bits


async def find(person_id: int) -> Volunteer | None:
    """The person as a volunteer, if they are one."""
    row = await database.row("SELECT * FROM volunteer WHERE person_id = $1", person_id)
    return None if row is None else _volunteer(row, await _skills(int(row["id"])))


async def _skills(volunteer_id: int) -> frozenset[str]:
    found = await database.rows(
        "SELECT skill FROM volunteer_skill WHERE volunteer_id = $1", volunteer_id
    )
    return frozenset(row["skill"] for row in found)


async def add(person_id: int, profile: Profile, consent: int) -> int:
    """A new volunteer; the id."""
    row = await database.row(
        "INSERT INTO volunteer (person_id, place_id, languages, sealed_point, radius_km, windows, "
        "transport, consent, consented_at, available, paused, joined_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, TRUE, FALSE, $9) RETURNING id",
        person_id,
        *_values(profile),
        consent,
        clock.now(),
    )
    if row is None:
        raise RuntimeError("the database kept nobody")
    await _keep_skills(int(row["id"]), profile.skills)
    await touch([int(row["id"])])
    return int(row["id"])


async def change(volunteer_id: int, profile: Profile) -> None:
    """Have the profile say this from now on; a skill that stays keeps since when it is there."""
    await database.execute(
        "UPDATE volunteer SET place_id = $2, languages = $3, sealed_point = $4, radius_km = $5, "
        "windows = $6, transport = $7 WHERE id = $1",
        volunteer_id,
        *_values(profile),
    )
    for gone in await _skills(volunteer_id) - profile.skills:
        await database.execute(
            "DELETE FROM volunteer_skill WHERE volunteer_id = $1 AND skill = $2", volunteer_id, gone
        )
    await _keep_skills(volunteer_id, profile.skills)
    await touch([volunteer_id])


async def _keep_skills(volunteer_id: int, skills: Collection[str]) -> None:
    for skill in sorted(skills):
        await database.execute(
            "INSERT INTO volunteer_skill (volunteer_id, skill, since) VALUES ($1, $2, $3) "
            "ON CONFLICT DO NOTHING",
            volunteer_id,
            skill,
            clock.now(),
        )


async def touch(volunteer_ids: Collection[int]) -> None:
    """Number a change of these volunteers: what matching keeps of them is to be read again.

    The one row is held until the transaction ends, so that numbers are seen in their order. To be
    called after the changes themselves.
    """
    number = await database.row(
        "INSERT INTO volunteer_change (id, number) VALUES (1, 1) "
        "ON CONFLICT (id) DO UPDATE SET number = volunteer_change.number + 1 RETURNING number"
    )
    await database.execute(
        f"UPDATE volunteer SET changed = $1 WHERE id IN {database.listed(2)}",
        0 if number is None else int(number["number"]),
        json.dumps(sorted(volunteer_ids)),
    )


async def count(
    volunteer_ids: Collection[int], *, asked: int = 0, yes: int = 0, came: int = 0, failed: int = 0
) -> None:
    """Count what became of offers and places, for each of these volunteers."""
    await database.execute(
        "UPDATE volunteer SET asked = asked + $1, said_yes = said_yes + $2, came = came + $3, "
        f"failed = failed + $4 WHERE id IN {database.listed(5)}",
        asked,
        yes,
        came,
        failed,
        json.dumps(sorted(volunteer_ids)),
    )
    await touch(volunteer_ids)


async def agree(volunteer_id: int, consent: int) -> None:
    """Note which version of the consent they have agreed to now."""
    await database.execute(
        "UPDATE volunteer SET consent = $2, consented_at = $3 WHERE id = $1",
        volunteer_id,
        consent,
        clock.now(),
    )


async def set_available(volunteer_id: int, available: bool) -> None:
    await database.execute(
        "UPDATE volunteer SET available = $2 WHERE id = $1", volunteer_id, available
    )
    await touch([volunteer_id])


async def set_paused(volunteer_id: int, paused: bool) -> None:
    await database.execute("UPDATE volunteer SET paused = $2 WHERE id = $1", volunteer_id, paused)
    await touch([volunteer_id])


async def leave(volunteer_id: int) -> None:
    """Take out all by which the volunteer could be known; the row stays, to carry hours."""
    await database.execute(
        "UPDATE volunteer SET person_id = NULL, sealed_point = NULL, windows = 0, "
        "languages = '[]', available = FALSE, left_at = $2 WHERE id = $1",
        volunteer_id,
        clock.now(),
    )
    await database.execute("DELETE FROM volunteer_skill WHERE volunteer_id = $1", volunteer_id)
    await touch([volunteer_id])


async def muster(low: str, high: str) -> Muster:
    """Who is registered at places whose path p has low <= p < high."""
    counted = await database.row(
        "SELECT count(*) AS n, sum(CASE WHEN v.available AND NOT v.paused THEN 1 ELSE 0 END) "
        f"AS ready {_BELOW}",
        low,
        high,
    )
    by_skill = await database.rows(
        f"SELECT s.skill, count(*) AS n {_BELOW_WITH_SKILL} GROUP BY s.skill", low, high
    )
    registered = 0 if counted is None else int(counted["n"])
    ready = 0 if counted is None else int(counted["ready"] or 0)
    return Muster(registered, ready, {row["skill"]: int(row["n"]) for row in by_skill})


_PLACED = "v.person_id IS NOT NULL AND p.path >= $1 AND p.path < $2"
_BELOW = f"FROM volunteer v JOIN place p ON p.id = v.place_id WHERE {_PLACED}"
_BELOW_WITH_SKILL = (
    "FROM volunteer v JOIN place p ON p.id = v.place_id "
    f"JOIN volunteer_skill s ON s.volunteer_id = v.id WHERE {_PLACED}"
)


def _values(profile: Profile) -> tuple[Any, ...]:
    point = profile.point
    return (
        profile.place_id,
        json.dumps(sorted(profile.languages)),
        None if point is None else secret.current().seal(f"{point.longitude} {point.latitude}"),
        profile.radius_km,
        as_bits(profile.windows),
        profile.transport.value,
    )


def _volunteer(row: dict[str, Any], skills: frozenset[str]) -> Volunteer:
    profile = Profile(
        place_id=int(row["place_id"]),
        skills=skills,
        languages=frozenset(json.loads(row["languages"])),
        radius_km=int(row["radius_km"]),
        windows=from_bits(int(row["windows"])),
        transport=Transport(row["transport"]),
        point=_point(row["sealed_point"]),
    )
    return Volunteer(
        id=int(row["id"]),
        person_id=int(row["person_id"]),
        profile=profile,
        consent=int(row["consent"]),
        available=bool(row["available"]),
        paused=bool(row["paused"]),
    )


def _point(sealed: str | None) -> Point | None:
    if sealed is None:
        return None
    longitude, latitude = secret.current().unseal(sealed).split()
    return Point(float(longitude), float(latitude))
