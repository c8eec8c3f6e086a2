"""Who fits: a stand-in that counts everybody of the area, until the matching is there."""

from collections.abc import Mapping

from bot.kernel import database
from bot.places import service as places
from bot.places.model import Point
from bot.places.rules import path_range
from bot.volunteers.model import Brief, Candidate, Demand, Fits, Reason, Relaxation


async def demands(
    brief: Brief, *, widened: bool = False, task_id: int | None = None
) -> tuple[Demand, ...]:
    """One demand for each skill wanted, in order."""
    place = await places.get(brief.place_id)
    zone = await places.zone(place)
    return tuple(
        Demand(
            area_id=brief.area_id,
            point=brief.details.point or place.point or Point(0, 0),
            starts_at=brief.starts_at.astimezone(zone),
            ends_at=brief.ends_at.astimezone(zone),
            skill=one.skill,
            urgency=brief.urgency,
            languages=brief.languages,
            unverified=brief.unverified,
            widened=widened,
            task_id=task_id,
        )
        for one in brief.wanted
    )


async def fits(demand: Demand) -> Fits:
    """Whoever has the skill."""
    area = await places.get(demand.area_id)
    found = await database.rows(
        "SELECT v.id, s.skill FROM volunteer v JOIN place p ON p.id = v.place_id "
        "LEFT JOIN volunteer_skill s ON s.volunteer_id = v.id AND s.skill = $3 "
        "WHERE v.person_id IS NOT NULL AND p.path >= $1 AND p.path < $2 ORDER BY v.id",
        *path_range(area.path),
        demand.skill or "",
    )
    fit = [row for row in found if demand.skill is None or row["skill"] is not None]
    return Fits(
        tuple(Candidate(int(row["id"]), 0, 0.5, 0) for row in fit),
        {Reason.SKILL: len(found) - len(fit)},
    )


async def relaxations(brief: Brief) -> Mapping[Relaxation, int]:  # noqa: ARG001
    """How many more would fit."""
    return {}
