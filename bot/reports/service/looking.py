"""What stands for which place and day, and who sent it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.people.rules import right_since
from bot.places import service as places
from bot.places.model import Place
from bot.reports.model import Form, Offer, Opening, Report, Standing
from bot.reports.rules.days import due, reporting_day
from bot.reports.rules.schedules import schedule_at
from bot.reports.service.forms import form
from bot.reports.service.schedules import expected_on, schedules
from bot.reports.store import reports as store


async def opening(person: Person) -> Opening:
    """What a worker starts from; Refused for somebody who reports for no place.

    Each place by its own clocks and schedule.
    """
    daily = await form()
    own = await _own(person, daily)
    offers = await _offers(daily, own)
    there = {(r.place_id, r.day) for r in await store.latest([p.id for p in own], _first(offers))}
    today = {offer.id: offer.today for offer in offers}
    asked = {
        (place.id, day)
        for day in set(today.values())
        for place in await expected_on(daily, own, day)
    }
    missing = [id_ for id_, day in today.items() if (id_, day) in asked - there]
    return Opening(daily, offers, tuple(missing))


async def _offers(daily: Form, own: Sequence[Place]) -> tuple[Offer, ...]:
    known, named, now = await schedules(daily), await _named(own), clock.now()
    found = []
    for place in own:
        here = schedule_at(known, place)
        today = reporting_day(now, here, await places.zone(place))
        found.append(Offer(place.id, named[place.id], today, here.accepted_days))
    return tuple(found)


def _first(offers: Sequence[Offer]) -> date:
    """The earliest of the days that are today somewhere."""
    return min(offer.today for offer in offers)


async def opening_for(person: Person, place_id: int) -> Opening:
    """What somebody starts from who reports for a place on behalf of its worker."""
    daily, place = await form(), await places.get(place_id)
    await people.allow(person, Right.REPORT_FOR, place)
    [offer] = await _offers(daily, [place])
    named = replace(offer, name=await places.full_name(place))
    return Opening(daily, (named,), (place.id,))


async def standing_on(written: Form, place_id: int, name: str, day: date) -> Standing | None:
    """What stands for a place and day; None when nothing does."""
    found = await store.find_current(written.code, place_id, day)
    return None if found is None else Standing(place_id, name, day, found)


async def standing(report_id: int, person: Person) -> Standing:
    """The report that stands where this one stood; Refused when the person may not see it."""
    report = await store.find(report_id)
    if report is None:
        raise Refused(_("I do not find that report any more."))
    place = await places.get(report.place_id)
    await people.allow(person, Right.SEE_REPORTS, place)
    current = await store.find_current(report.form, report.place_id, report.day)
    return Standing(place.id, place.name, report.day, current or report)


async def today_of(opened: Opening) -> list[Standing]:
    """What stands today for each of the person's places."""
    found = await store.latest([one.id for one in opened.places], _first(opened.places))
    there = {(report.place_id, report.day): report for report in found}
    return [
        Standing(one.id, one.name, one.today, there.get((one.id, one.today)))
        for one in opened.places
    ]


async def mine(person: Person, days: int = 7) -> list[Standing]:
    """What stands for the person's places in the last `days` days, the newest first.

    A day on which a report was expected of this person and none came is there without one.
    """
    opened = await opening(person)
    newest = max(one.today for one in opened.places)
    since = newest - timedelta(days=days - 1)
    known = await places.many_in_order([one.id for one in opened.places])
    there = {(r.place_id, r.day): r for r in await store.latest([p.id for p in known], since)}
    begun = await _begun(person, known)
    late = await _overdue(opened.form, known)
    found = []
    for day in (newest - timedelta(days=back) for back in range(days)):
        asked = {p.id for p in await expected_on(opened.form, known, day) if begun[p.id] <= day}
        found += [
            Standing(one.id, one.name, day, there.get((one.id, day)), overdue=late(one.id, day))
            for one in opened.places
            if (one.id in asked and day <= one.today) or (one.id, day) in there
        ]
    return found


async def _overdue(written: Form, own: Sequence[Place]) -> Callable[[int, date], bool]:
    """Whether the deadline of a place and day has passed, by the place's own clocks."""
    known, now = await schedules(written), clock.now()
    clocks = {p.id: (schedule_at(known, p), await places.zone(p)) for p in own}
    return lambda place_id, day: now > due(day, *clocks[place_id])


async def _begun(person: Person, own: Sequence[Place]) -> dict[int, date]:
    """The first day for which each place's reports are this person's duty."""
    grants = await people.grants(person)
    found = {}
    for place in own:
        since = right_since(grants, Right.REPORT, place)
        if since is not None:
            found[place.id] = since.astimezone(await places.zone(place)).date()
    return found


async def history(person: Person, report_id: int) -> list[Report]:
    """All revisions of what a report says, the first one first."""
    current = (await standing(report_id, person)).report
    if current is None:
        raise RuntimeError("a report that was found stands for nothing")
    return await store.revisions(current.form, current.place_id, current.day)


async def sender(report: Report) -> tuple[str, datetime]:
    """Who sent the report, and when by the clocks of its place."""
    names = await people.names([report.author_id])
    zone = await places.zone(await places.get(report.place_id))
    return names.get(report.author_id, "–"), report.submitted_at.astimezone(zone)


async def _own(person: Person, written: Form) -> Sequence[Place]:
    own = await people.workplaces(person, written.reporters)
    if not own:
        raise Refused(
            _("You do not report for any place yet. Ask your coordinator for an invite code.")
        )
    return own


async def _named(own: Sequence[Place]) -> dict[int, str]:
    """The places' names by id; those that share a name are told apart by what lies above."""
    times = Counter(place.name for place in own)
    if max(times.values()) == 1:
        return {place.id: place.name for place in own}
    full = await places.full_names(own)
    return {p.id: full[p.id] if times[p.name] > 1 else p.name for p in own}
