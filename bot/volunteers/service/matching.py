"""Who fits a task: proposed by what is kept in memory, decided by the database."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.kernel import clock, database
from bot.places import service as places
from bot.places.model import Place, Point
from bot.volunteers.model import Brief, Demand, Fits, Reason, Relaxation, Urgency
from bot.volunteers.rules import matching as rules
from bot.volunteers.rules.pool import Codes, Entry, Pool, patched, pool_of
from bot.volunteers.service.catalogue import catalogue
from bot.volunteers.store import pool as store

RELOAD_AFTER = timedelta(hours=1)
"""By then a change of places, and of whom messages reach, shows in what is kept."""

AT_ONCE = 500
"""Volunteers read at a time when all of them are: others are answered in between."""

NAMED = 500
"""So many candidates are named, unless all are asked for."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The pool as of that change, with the points of places it was made with, and since when."""

    pool: Pool
    number: int
    points: Mapping[int, Point]
    since: datetime


def codes() -> Codes:
    """The catalogue as matching needs it."""
    among = catalogue()
    certified = frozenset(code for code, skill in among.skills.items() if skill.certificate)
    return Codes(tuple(among.skills), tuple(among.languages), certified)


async def fits(demand: Demand, *, most: int | None = NAMED) -> Fits:
    """Who fits now, the best first, and why the others of the area do not."""
    now = clock.now()
    lately = await store.lately(demand, now)
    return rules.fits(await pool(), demand, lately, codes(), now, most)


async def unfit(
    volunteer_id: int, demand: Demand, *, for_acceptance: bool = False
) -> Reason | None:
    """What stands against one volunteer, asked of the database afresh; None when nothing does.

    Somebody who accepts has been asked, and is there: that they are asked too often, were asked
    already or have switched themselves off does not stand against them then.
    """
    row = await store.find(volunteer_id)
    skills = await store.skills_of([volunteer_id])
    known = None if row is None else store.entry(row, skills.get(volunteer_id, []), await _points())
    if known is None:
        return Reason.PAUSED
    if for_acceptance:
        known = replace(known, available=True)
    now = clock.now()
    lately = await store.lately(demand, now, volunteer_id)
    if for_acceptance:
        lately = replace(lately, offers={}, already=())
    [number] = rules.sift(pool_of([known], codes()), demand, lately, codes(), now).tolist()
    return rules.reason_of(number)


async def demands(
    brief: Brief, *, widened: bool = False, task_id: int | None = None
) -> tuple[Demand, ...]:
    """One demand for each kind of place that is wanted, in that order."""
    place = await places.get(brief.place_id)
    zone = await places.zone(place)
    point = brief.details.point or await _of(place)
    return tuple(
        Demand(
            area_id=brief.area_id,
            point=point,
            starts_at=brief.starts_at.astimezone(zone),
            ends_at=brief.ends_at.astimezone(zone),
            skill=wanted.skill,
            urgency=brief.urgency,
            languages=brief.languages,
            unverified=brief.unverified,
            widened=widened,
            task_id=task_id,
        )
        for wanted in brief.wanted
    )


async def _of(place: Place) -> Point:
    """The place's point, or the nearest above; somewhere nobody is near to when there is none."""
    for one in (place, *reversed(await places.ancestors(place))):
        if one.point is not None:
            return one.point
    return Point(0.0, 0.0)


_LOOSER: Mapping[Relaxation, Callable[[Demand], Demand]] = {
    Relaxation.UNVERIFIED: lambda demand: replace(demand, unverified=True),
    Relaxation.WIDER: lambda demand: replace(demand, widened=True),
    Relaxation.LANGUAGE: lambda demand: replace(demand, languages=frozenset()),
    Relaxation.EMERGENCY: lambda demand: replace(demand, urgency=Urgency.EMERGENCY),
}


async def relaxations(brief: Brief) -> Mapping[Relaxation, int]:
    """How many more places could be asked for, if less was asked; what would not help is left out.

    Counted are volunteers who would fit any of the places, over all of them.
    """
    asked, now = await demands(brief), clock.now()
    everybody = await pool()
    more: dict[Relaxation, int] = {}
    for demand in asked:
        lately = await store.lately(demand, now)
        before = rules.fits(everybody, demand, lately, codes(), now, 0).n
        for relaxation, looser in _LOOSER.items():
            n = rules.fits(everybody, looser(demand), lately, codes(), now, 0).n - before
            more[relaxation] = more.get(relaxation, 0) + n
    return {relaxation: n for relaxation, n in more.items() if n > 0}


# -- what is kept in memory -----------------------------------------------------------


async def pool() -> Pool:
    """Everybody as of now.

    Within a transaction, which may see changes that will never be, what is read is not kept.
    """
    memory = database.memory()
    kept: _Kept | None = memory.get(__name__)
    if kept is None or clock.now() - kept.since >= RELOAD_AFTER:
        kept = await _loaded()
    elif await store.newest() != kept.number:
        kept = await _refreshed(kept)
    if not database.undoable():
        memory[__name__] = kept
    return kept.pool


async def _points() -> Mapping[int, Point]:
    kept: _Kept | None = database.memory().get(__name__)
    return await store.points() if kept is None else kept.points


async def _loaded() -> _Kept:
    points, rows = await store.points(), await store.changed_after(-1)
    skills = await store.skills_of(None)
    entries: list[Entry] = []
    for start in range(0, len(rows), AT_ONCE):
        made = (
            store.entry(row, skills.get(int(row["id"]), []), points)
            for row in rows[start : start + AT_ONCE]
        )
        entries += [one for one in made if one is not None]
        await asyncio.sleep(0)
    number = max((int(row["changed"]) for row in rows), default=0)
    return _Kept(pool_of(entries, codes()), number, points, clock.now())


async def _refreshed(kept: _Kept) -> _Kept:
    rows = await store.changed_after(kept.number)
    ids = [int(row["id"]) for row in rows]
    skills = await store.skills_of(ids)
    made = [store.entry(row, skills.get(int(row["id"]), []), kept.points) for row in rows]
    there = [one for one in made if one is not None]
    gone = sorted({*ids} - {one.id for one in there})
    number = max((int(row["changed"]) for row in rows), default=kept.number)
    return replace(kept, pool=patched(kept.pool, gone, pool_of(there, codes())), number=number)
