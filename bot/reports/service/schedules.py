"""When reports of a place are due and on which days they are expected; changed by coordinators."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.journal import service as journal
from bot.kernel import database
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.places.model import Place
from bot.reports.model import Form, Schedule, Schedules
from bot.reports.rules.schedules import is_off, plain_value, read_value, schedule_at
from bot.reports.store import schedules as store

OF_THE_FORM = frozenset({"day_starts"})
"""What is alike everywhere: with days of different lengths, figures could not be added up."""


async def schedules(written: Form) -> Schedules:
    """The form's schedule with all that places do differently: one query for any number of them."""
    kept = await store.differing(written.code)
    differing = {
        place_id: {name: read_value(name, value) for name, value in values.items()}
        for place_id, values in kept.items()
    }
    return Schedules(written.schedule, differing)


async def schedule_of(written: Form, place: Place) -> Schedule:
    """What holds for the form at the place."""
    return schedule_at(await schedules(written), place)


async def expected_on(written: Form, among: Iterable[Place], day: date) -> tuple[Place, ...]:
    """Those of the places whose report for the day is expected: open, not paused, no day off."""
    known = await schedules(written)
    asked = await places.expected_on(among, day)
    return tuple(place for place in asked if not is_off(day, schedule_at(known, place)))


async def change_schedule(person: Person, written: Form, place: Place, **values: Any) -> Schedule:
    """Have the place and all below it differ in `values`; None takes over what holds above again.

    What is running already (a reminder sent, a ladder opened) is not touched.
    """
    await people.allow(person, Right.PLAN, place)
    changed = {name: _kept(name, value) for name, value in values.items()}
    async with database.exclusive("schedule"):
        former = (await store.differing(written.code)).get(place.id, {})
        merged = {**former, **changed}
        differs = {name: value for name, value in merged.items() if value is not None}
        if differs:
            await store.keep(written.code, place.id, differs)
        else:
            await store.forget(written.code, place.id)
    await journal.note(
        person.id, "schedule.changed", f"form:{written.code}", place_id=place.id, **changed
    )
    return await schedule_of(written, place)


def _kept(name: str, value: Any) -> Any:
    if name in OF_THE_FORM:
        raise Refused(_("When the day begins is part of the form; it is alike everywhere."))
    return None if value is None else plain_value(read_value(name, plain_value(value)))
