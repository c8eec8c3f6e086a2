"""When reports of a place are due and on which days they are expected; changed by coordinators."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

from bot.journal import service as journal
from bot.kernel import clock, database
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.places.model import Place
from bot.reports.model import Form, Schedule, Schedules
from bot.reports.rules.schedules import (
    WEEKDAYS,
    is_off,
    origins,
    plain_value,
    read_value,
    schedule_at,
)
from bot.reports.service.forms import form
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


async def overview(place_id: int) -> dict[str, Any]:
    """What applies at a place, as JSON: its values, by name whom they come `from`, its `own`."""
    written, place = await form(), await places.get(place_id)
    known = await schedules(written)
    schedule, comes_from = schedule_at(known, place), origins(known, place)
    names = {id_: one.name for id_, one in (await places.many(comes_from.values())).items()}
    return {
        **{f.name: plain_value(getattr(schedule, f.name)) for f in fields(Schedule)},
        "name": await places.full_name(place),
        "today": clock.now().astimezone(await places.zone(place)).date().isoformat(),
        "from": {name: names[id_] for name, id_ in comes_from.items()},
        "own": sorted(known.differing.get(place.id, ())),
    }


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
    if name == "days_off" and set(WEEKDAYS) <= set(value or ()):
        raise Refused(_("At least one weekday must remain on which reports are expected."))
    return None if value is None else plain_value(read_value(name, plain_value(value)))
