"""How complete a place's reports are: today, by the places below, and over the last days."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.kernel import clock
from bot.kernel.errors import NotAllowed
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.people.rules import RIGHTS
from bot.places import service as places
from bot.places.model import Level, Place
from bot.places.rules import ids_in, parent_path, path_range, within
from bot.reports.model import Counts, Form, Standing, Status, Tally
from bot.reports.rules.completeness import Expected, by_branch, total
from bot.reports.rules.days import reporting_day
from bot.reports.rules.schedules import is_off, schedule_along, schedule_at
from bot.reports.service.forms import DAILY, form, in_use
from bot.reports.service.schedules import expected_on, schedule_of, schedules
from bot.reports.store import reports, tallies

TREND_DAYS = 14


async def counts(form_code: str, top: Place, day: date) -> Counts:
    """Completeness of a place's subtree on a day."""
    expected = await _expected(await form(form_code), top, day, day)
    kept = await tallies.tallies(form_code, *path_range(top.path), day, day)
    return total(expected, kept, day)


async def status(person: Person, place_id: int | None = None, day: date | None = None) -> Status:
    """What has come for a place and day, by the places below, with the fourteen days up to it.

    Without a place that of the person's widest role; without a day the one being reported.
    """
    top = await _top(person) if place_id is None else await places.get(place_id)
    await people.allow(person, Right.SEE_STATUS, top)
    written = await form()
    here = await schedule_of(written, top)
    today = reporting_day(clock.now(), here, await places.zone(top))
    day = min(day or today, today)
    since = day - timedelta(days=TREND_DAYS - 1)
    expected = await _expected(written, top, since, day)
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


async def _expected(written: Form, top: Place, since: date, until: date) -> Expected:
    """What is expected of the subtree, days off left out."""
    levels = [Level(level) for level in written.reporters]
    found = await places.expected_by_parent(top, levels, since, until)
    known = await schedules(written)
    own = await places.many([id_ for id_, kept in known.differing.items() if "days_off" in kept])
    exceptions = [place for place in own.values() if place.level in levels and within(place, top)]
    for path, days in found.items():
        above = schedule_along(known, ids_in(path))
        for day in days:
            days[day] *= not is_off(day, above)
        for place in exceptions:
            if parent_path(place.path) == path:
                for day in days:
                    elsewhere = is_off(day, above) - is_off(day, schedule_at(known, place))
                    days[day] += elsewhere * bool(await places.expected_on([place], day))
    return found


async def recount() -> int:
    """How many day counts differ from what the reports themselves say; 0 when all is well.

    A month at a time, however long the history is.
    """
    wrong = 0
    for written, _since in await in_use():
        since, last = await tallies.span(written.code) or (date.max, date.min)
        while since <= last:
            until = min(since + timedelta(days=30), last)
            for top in await places.tops():
                asked = (written.code, *path_range(top.path), since, until)
                kept, true = await tallies.tallies(*asked), await tallies.recounted(*asked)
                wrong += len({(one.path, one.day) for one in _counting(kept) ^ {*true}})
            since = until + timedelta(days=1)
    return wrong


def _counting(kept: Iterable[Tally]) -> set[Tally]:
    """Those that count something: where nothing stands any more a row of zeros may remain."""
    return {t for t in kept if any((t.received, t.zero, t.late, t.in_check, t.confirmed))}


async def villages(person: Person, place_id: int, day: date) -> list[Standing]:
    """What stands for each reporting place directly below, expected or reported, by code."""
    top = await places.get(place_id)
    await people.allow(person, Right.SEE_STATUS, top)
    own = [p for p in await places.children(top) if p.level in (await form()).reporters]
    there = {r.place_id: r for r in await reports.latest([p.id for p in own], day) if r.day == day}
    expected = {place.id for place in await expected_on(await form(), own, day)}
    return [
        Standing(place.id, place.name, day, there.get(place.id))
        for place in own
        if place.id in expected or place.id in there
    ]


async def _missing(top: Place, day: date) -> tuple[Place, ...]:
    """The reporting places directly below that are expected and have not reported."""
    written = await form()
    own = [place for place in await places.children(top) if place.level in written.reporters]
    expected = await expected_on(written, own, day)
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
