"""How complete a place's reports are: today, by the places below, and over the last days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.kernel import clock
from bot.kernel.errors import NotAllowed
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Grant, Person, Right
from bot.people.rules import RIGHTS, may
from bot.places import service as places
from bot.places.model import Level, Lot, Place
from bot.places.rules import path_range
from bot.reports.model import Came, Counts, Direct, Form, Schedules, Status
from bot.reports.rules import completeness as rules
from bot.reports.rules.days import due, reporting_day
from bot.reports.rules.schedules import is_off, schedule_along
from bot.reports.service.forms import form
from bot.reports.service.schedules import expected_on, schedules
from bot.reports.store import reports, tallies

TREND_DAYS = 14


async def counts(form_code: str, top: Place, day: date) -> Counts:
    """Completeness of a place's subtree on a day."""
    written = await form(form_code)
    customs = await _customs(written)
    lots = await _lots(written, customs, top, [day])
    return rules.total((await _by_branch(written, customs, top, lots, day)).values())


async def status(person: Person, place_id: int | None = None, day: date | None = None) -> Status:
    """What has come for a place and day, by the places below, with the fourteen days up to it.

    Without a place that of the person's widest role; without a day the one being reported.
    """
    grants = await people.grants(person)
    areas = await _areas(grants)
    top = areas[0] if place_id is None else await places.get(place_id)
    await people.allow(person, Right.SEE_STATUS, top)
    written = await form()
    customs = await _customs(written)
    today, as_of = customs.now((*top.ancestor_ids, top.id))
    day = min(day or today, today)
    days = [day - timedelta(days=back) for back in reversed(range(TREND_DAYS))]
    lots = await _lots(written, customs, top, days)
    branches = await _by_branch(written, customs, top, lots, day)
    now = rules.total(branches.values())
    children = await places.children(top)
    return Status(
        place=top,
        day=day,
        today=today,
        as_of=as_of,
        counts=now,
        below=tuple((one, branches[one.path]) for one in children if one.path in branches),
        trend=(*(await _trend(written, top, lots, days))[:-1], (day, now)),
        direct=await _direct(written, customs, children, day),
        above=await _above(grants, top),
        areas=tuple(area for area in areas if area.id != top.id),
    )


# -- who is expected ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Customs:
    """By which schedule and whose clocks each place reports, given the ids from the top to it."""

    schedules: Schedules
    clocks: Mapping[int, ZoneInfo]

    def working(self, lot: Lot) -> Lot:
        """The lot without its days off."""
        schedule = schedule_along(self.schedules, lot.line)
        return replace(lot, days=frozenset(day for day in lot.days if not is_off(day, schedule)))

    def overdue(self, line: Sequence[int], day: date) -> bool:
        """Whether the day's deadline has passed."""
        return clock.now() > due(day, schedule_along(self.schedules, line), self.zone(line))

    def now(self, line: Sequence[int]) -> tuple[date, datetime]:
        """The day being reported, and this moment by the place's clocks."""
        zone, schedule = self.zone(line), schedule_along(self.schedules, line)
        return reporting_day(clock.now(), schedule, zone), clock.now().astimezone(zone)

    def zone(self, line: Sequence[int]) -> ZoneInfo:
        """The clocks of the nearest place that has its own."""
        own = (self.clocks[id_] for id_ in reversed(line) if id_ in self.clocks)
        return next(own, places.DEFAULT_ZONE)


async def _customs(written: Form) -> _Customs:
    return _Customs(await schedules(written), await places.clocks())


async def _lots(written: Form, customs: _Customs, top: Place, days: Sequence[date]) -> list[Lot]:
    """Who in the subtree is expected on which of the days, days off left out."""
    levels = [Level(level) for level in written.reporters]
    apart = {*customs.schedules.differing, *customs.clocks}
    found = await places.lots(top, levels, days, apart)
    if not customs.schedules.general.days_off and not customs.schedules.differing:
        return found
    return [customs.working(lot) for lot in found]


# -- what came of it ------------------------------------------------------------------


async def _by_branch(
    written: Form, customs: _Customs, top: Place, lots: Sequence[Lot], day: date
) -> dict[str, Counts]:
    kept = await tallies.by_path(written.code, *path_range(top.path), day)
    alone = [lot.place_id for lot in lots if lot.place_id is not None]
    pairs = [(id_, id_) for id_ in alone]
    came = await tallies.of_places(written.code, pairs, [day]) if pairs else {}
    of_lots = rules.by_lot(lots, kept, {id_: one for (id_, _day), one in came.items()})
    return rules.by_branch(of_lots, day, top.path, lambda lot: not customs.overdue(lot.line, day))


async def _trend(
    written: Form, top: Place, lots: Sequence[Lot], days: Sequence[date]
) -> list[tuple[date, Counts]]:
    came = await tallies.by_day(written.code, *path_range(top.path), days[0], days[-1])
    if top.level in written.reporters and top.parent_id is not None:  # kept outside of its area
        own = await tallies.of_places(written.code, [(top.id, 0)], days)
        for (_lot, day), one in own.items():
            came[day] = came.get(day, rules.NOTHING) + one
    shifted: list[tuple[rules.Shift, date, Came]] = []
    stores = (tallies.of_parents, tallies.of_places)
    for found, ask in zip(rules.shifts(lots), stores, strict=True):
        numbered = list(found.items())
        pairs = [(id_, n) for n, (_shift, ids) in enumerate(numbered) for id_ in ids]
        parts = await ask(written.code, pairs, days) if pairs else {}
        shifted += [(numbered[n][0], day, one) for (n, day), one in parts.items()]
    return rules.over_days(lots, days, came, shifted)


async def _direct(
    written: Form, customs: _Customs, children: Sequence[Place], day: date
) -> tuple[Direct, ...]:
    """The reporting places among these, expected or reported, by code."""
    own = [place for place in children if place.level in written.reporters]
    if not own:
        return ()
    expected = {place.id for place in await expected_on(written, own, day)}
    there = await reports.on_day(written.code, [place.id for place in own], day)
    found = []
    for place in own:
        line, report = (*place.ancestor_ids, place.id), there.get(place.id)
        sent = report.submitted_at.astimezone(customs.zone(line)) if report else None
        found.append(Direct(place, place.id in expected, customs.overdue(line, day), report, sent))
    return tuple(one for one in found if one.expected or one.report)


# -- whose area -----------------------------------------------------------------------


async def _areas(grants: Sequence[Grant]) -> tuple[Place, ...]:
    """The places whose status the grants show, the widest first, none within another."""
    held = {g.place_id: g.path for g in grants if Right.SEE_STATUS in RIGHTS[g.role]}
    if not held:
        raise NotAllowed(_("Only coordinators and checkers see how complete reports are."))
    tops = [
        id_
        for id_, path in sorted(held.items(), key=lambda one: (one[1].count("/"), one[1]))
        if not any(path != other and path.startswith(other) for other in held.values())
    ]
    return await places.many_in_order(tops)


async def _above(grants: Sequence[Grant], place: Place) -> Place | None:
    """The place above, for who may see its status too."""
    if place.parent_id is None:
        return None
    parent = await places.get(place.parent_id)
    return parent if may(grants, Right.SEE_STATUS, parent) else None
