"""How complete a place's reports are: today, by the places below, and over the last days."""

from datetime import date, timedelta

from bot.kernel import clock
from bot.kernel.errors import NotAllowed
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.people.rules import RIGHTS
from bot.places import service as places
from bot.places.model import Level, Place
from bot.places.rules import path_range
from bot.reports.model import Counts, Standing, Status
from bot.reports.rules.completeness import by_branch, total
from bot.reports.rules.days import reporting_day
from bot.reports.service.forms import DAILY, form
from bot.reports.store import reports, tallies

TREND_DAYS = 14


async def counts(form_code: str, top: Place, day: date) -> Counts:
    """Completeness of a place's subtree on a day."""
    levels = [Level(level) for level in (await form(form_code)).reporters]
    expected = await places.expected_by_parent(top, levels, day, day)
    kept = await tallies.tallies(form_code, *path_range(top.path), day, day)
    return total(expected, kept, day)


async def status(person: Person, place_id: int | None = None, day: date | None = None) -> Status:
    """What has come for a place and day, by the places below, with the fourteen days up to it.

    Without a place that of the person's widest role; without a day the one being reported.
    """
    top = await _top(person) if place_id is None else await places.get(place_id)
    await people.allow(person, Right.SEE_STATUS, top)
    written = await form()
    today = reporting_day(clock.now(), written.schedule, await places.zone(top))
    day = min(day or today, today)
    since = day - timedelta(days=TREND_DAYS - 1)
    levels = [Level(level) for level in written.reporters]
    expected = await places.expected_by_parent(top, levels, since, day)
    kept = await tallies.tallies(DAILY, *path_range(top.path), since, day)
    branches = by_branch(expected, kept, day, top.path)
    below = await places.children(top)
    return Status(
        place=top,
        day=day,
        today=today,
        counts=total(expected, kept, day),
        below=tuple((one, branches[one.path]) for one in below if one.path in branches),
        trend=tuple(
            (then, total(expected, kept, then))
            for then in (since + timedelta(days=n) for n in range(TREND_DAYS))
        ),
        missing=await _missing(top, day) if top.path in branches else (),
        above=await _above(person, top),
    )


async def villages(person: Person, place_id: int, day: date) -> list[Standing]:
    """What stands for each reporting place directly below, expected or reported, by code."""
    top = await places.get(place_id)
    await people.allow(person, Right.SEE_STATUS, top)
    own = [p for p in await places.children(top) if p.level in (await form()).reporters]
    there = {r.place_id: r for r in await reports.latest([p.id for p in own], day) if r.day == day}
    expected = {place.id for place in await places.expected_on(own, day)}
    return [
        Standing(place.id, place.name, day, there.get(place.id))
        for place in own
        if place.id in expected or place.id in there
    ]


async def _missing(top: Place, day: date) -> tuple[Place, ...]:
    """The reporting places directly below that are expected and have not reported."""
    written = await form()
    own = [place for place in await places.children(top) if place.level in written.reporters]
    expected = await places.expected_on(own, day)
    there = await reports.reported(DAILY, [place.id for place in expected], day)
    return tuple(place for place in expected if place.id not in there)


async def _top(person: Person) -> Place:
    held = [g for g in await people.grants(person) if Right.SEE_STATUS in RIGHTS[g.role]]
    if not held:
        raise NotAllowed(_("Only coordinators and checkers see how complete reports are."))
    return await places.get(min(held, key=lambda grant: len(grant.path)).place_id)


async def _above(person: Person, place: Place) -> Place | None:
    """The place above, for who may see its status too."""
    if place.parent_id is None:
        return None
    parent = await places.get(place.parent_id)
    try:
        await people.allow(person, Right.SEE_STATUS, parent)
    except NotAllowed:
        return None
    return parent
