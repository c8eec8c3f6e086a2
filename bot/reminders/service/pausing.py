"""Places that need not report: paused with a reason, shown with who said so, resumed."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.journal import service as journal
from bot.kernel import clock
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.places.model import Pause, Place
from bot.reminders.model import Anchor, Paused
from bot.reminders.rules.moments import A_DAY, ended
from bot.reminders.service.reminding import take_back
from bot.reports import service as reports


async def may_pause(person: Person, place_id: int) -> Place:
    """The place; Refused when the person may not say that it need not report."""
    place = await places.get(place_id)
    await people.allow(person, Right.PLAN, place)
    return place


async def pause(
    person: Person, place_id: int, from_day: date, to_day: date | None, reason: str
) -> Place:
    """The place and all below it need not report; whoever waits to be reminded of it is not."""
    place = await may_pause(person, place_id)
    await places.pause(Pause(place.id, from_day, to_day, reason, person.id))
    await journal.note(
        person.id,
        "place.paused",
        f"place:{place.id}",
        place_id=place.id,
        from_day=from_day.isoformat(),
        to_day=None if to_day is None else to_day.isoformat(),
        reason=reason,
    )
    below = await places.subtree(place)
    for written, _since in await reports.in_use():
        for day in (from_day, from_day + timedelta(days=1)):
            await take_back(written.code, day, below)
    return place


async def resume(person: Person, place_id: int) -> tuple[Place, date]:
    """Expect the place's reports again, and from which day.

    Not from today once today's deadline has passed: nobody is chased for what was not asked.
    Refused when the place itself is not paused.
    """
    place = await may_pause(person, place_id)
    first = await _next_due(place)
    if not await places.end_pauses(place.id, first - A_DAY):
        raise Refused(_("{place} is not paused from {day} on.", place=place.name, day=first))
    await journal.note(
        person.id,
        "place.resumed",
        f"place:{place.id}",
        place_id=place.id,
        from_day=first.isoformat(),
    )
    return place, first


async def _next_due(place: Place) -> date:
    """The first day of which the deadline at the place has not passed."""
    today = await today_at(place)
    schedule = await reports.schedule_of(await reports.form(), place)
    over = ended(today, Anchor(place, schedule, await places.zone(place))) <= clock.now()
    return today + A_DAY if over else today


async def paused_over(place: Place, day: date) -> tuple[Paused, ...]:
    """What says, on `day` or later, that the place need not report: its pauses and those above."""
    return await _told(await places.pauses_over(place, day), await today_at(place))


async def paused_places(person: Person, place_id: int) -> tuple[Place, tuple[Paused, ...]]:
    """The place, and every pause there or below that is not over."""
    place = await places.get(place_id)
    await people.allow(person, Right.SEE_STATUS, place)
    today = await today_at(place)
    return place, await _told(await places.pauses_within(place.path, today), today)


async def _told(pauses: Sequence[Pause], today: date) -> tuple[Paused, ...]:
    known = await places.many(one.place_id for one in pauses)
    names = await places.full_names(known.values())
    by = await people.names({one.by_id for one in pauses if one.by_id is not None})
    return tuple(
        Paused(
            pause=one,
            name=names[one.place_id],
            by=None if one.by_id is None else by.get(one.by_id),
            running=one.to_day is None or one.to_day >= today,
        )
        for one in pauses
    )


async def today_at(place: Place) -> date:
    """The day that it is at the place."""
    return clock.now().astimezone(await places.zone(place)).date()
