"""Which reminder or rung is due now, and whether it is an hour at which one may write."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.places.model import Place
from bot.reminders.model import AGAIN, Anchor, Due, Ladder
from bot.reports.model import Schedule
from bot.reports.rules.days import due
from bot.reports.rules.quiet import awake, is_quiet
from bot.reports.rules.schedules import is_off, plain_value, read_value

A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
BETWEEN_ASKING = timedelta(hours=1)
"""Nobody is asked again sooner than this after they were told, or said that they see to it."""
MOST_ASKS = 6
"""How often somebody is asked again about one ladder, however short its interval."""


# -- reminders ------------------------------------------------------------------------


def reminder_due(now: datetime, day: date, anchor: Anchor) -> int | None:
    """The reminder, in minutes before the deadline, that should have gone out by now.

    Only the latest one: after a pause nobody hears all that they missed. None on a day off,
    after the deadline, in quiet hours, and for one that quiet hours put off beyond it.
    """
    schedule, zone = anchor.schedule, anchor.zone
    deadline = due(day, schedule, zone)
    if is_off(day, schedule) or now >= deadline or is_quiet(now, schedule.quiet, zone):
        return None
    moments = (
        (awake(deadline - minutes * A_MINUTE, schedule.quiet, zone), minutes)
        for minutes in schedule.reminders
    )
    return min((minutes for moment, minutes in moments if moment <= now), default=None)


def reminders_due(now: datetime, anchors: Iterable[Anchor]) -> list[Due]:
    """Every reminder due now; anchors that share deadline and minutes are one."""
    found: dict[tuple[date, datetime, int], list[Anchor]] = {}
    for anchor in anchors:
        today = now.astimezone(anchor.zone).date()
        for day in (today, today + A_DAY):
            minutes = reminder_due(now, day, anchor)
            if minutes is not None:
                deadline = due(day, anchor.schedule, anchor.zone).astimezone(now.tzinfo)
                found.setdefault((day, deadline, minutes), []).append(anchor)
    return [Due(*key, tuple(group)) for key, group in found.items()]


# -- ladders --------------------------------------------------------------------------


def ended(day: date, anchor: Anchor) -> datetime:
    """When the deadline of the day has passed: its last minute still counts as on time."""
    return due(day, anchor.schedule, anchor.zone) + A_MINUTE


def closes(day: date, anchor: Anchor) -> datetime:
    """When the ladder of the day is over: the next one has begun."""
    return due(day, anchor.schedule, anchor.zone) + A_DAY


def ladders_due(
    now: datetime, since: datetime, anchors: Sequence[Anchor], opened: Collection[Ladder]
) -> list[tuple[date, Anchor]]:
    """The days and anchors whose ladders must be opened now, catching up a day at most.

    None for a deadline before `since`. Below a ladder that is open, only the anchors that it
    left apart: changing a schedule does not bend a ladder that is running.
    """
    found = []
    for anchor in anchors:
        today = now.astimezone(anchor.zone).date()
        for day in (today - A_DAY, today):
            passed = since <= ended(day, anchor) <= now < closes(day, anchor)
            if passed and _is_free(anchor.place, [one for one in opened if one.day == day]):
                found.append((day, anchor))
    return found


def _is_free(place: Place, opened: Iterable[Ladder]) -> bool:
    above = {one.anchor.place.id: one for one in opened}
    nearest = next(
        (above[i] for i in (place.id, *reversed(place.ancestor_ids)) if i in above), None
    )
    return nearest is None or place.id in nearest.apart


def rung_moment(ladder: Ladder, rung: str) -> datetime | None:
    """When the rung of the ladder is due; None when its plan has no such rung."""
    anchor = ladder.anchor
    schedule = anchor.schedule
    minutes = schedule.again if rung == AGAIN else _rungs(schedule).get(rung)
    if minutes is None:
        return None
    deadline = due(ladder.day, schedule, anchor.zone)
    return awake(deadline + minutes * A_MINUTE, schedule.quiet, anchor.zone)


def has_come(now: datetime, ladder: Ladder, rung: str) -> bool:
    """Whether the rung is due, at an hour at which one may write."""
    moment = rung_moment(ladder, rung)
    quiet = is_quiet(now, ladder.anchor.schedule.quiet, ladder.anchor.zone)
    return moment is not None and moment <= now and not quiet


def rungs_of(ladders: Iterable[Ladder]) -> list[str]:
    """The levels that the ladders have, the lowest first."""
    minutes: dict[str, int] = {}
    for ladder in ladders:
        for name, after in _rungs(ladder.anchor.schedule).items():
            minutes[name] = min(after, minutes.get(name, after))
    return sorted(minutes, key=minutes.__getitem__)


def next_ask(ladder: Ladder, asks: int, since: datetime) -> datetime | None:
    """When somebody who was told, or saw to it, at `since` and was asked so often is asked again.

    First at the plan's `again`, then after as long as that lies behind the deadline; never
    within an hour, in quiet hours, or once the ladder is over (None).
    """
    anchor, interval = ladder.anchor, ladder.anchor.schedule.again * A_MINUTE
    planned = rung_moment(ladder, AGAIN)
    if planned is None or asks >= MOST_ASKS:
        return None
    soonest = since + max(interval if asks else BETWEEN_ASKING, BETWEEN_ASKING)
    moment = awake(max(planned, soonest), anchor.schedule.quiet, anchor.zone)
    return moment if moment < closes(ladder.day, anchor) else None


def _rungs(schedule: Schedule) -> dict[str, int]:
    return {level.value: minutes for level, minutes in schedule.rungs.items()}


# -- hopeless units -------------------------------------------------------------------


def is_weekly(day: date, schedule: Schedule) -> bool:
    """Whether units silent for long are reminded and listed: the week's first day that counts."""
    monday = day - day.weekday() * A_DAY
    return day == next((d for n in range(7) if not is_off(d := monday + n * A_DAY, schedule)), None)


# -- a plan as it is kept -------------------------------------------------------------


def plan_of(anchor: Anchor, apart: Collection[int]) -> str:
    """All that a ladder is to follow from now on, as JSON."""
    schedule = {f.name: plain_value(getattr(anchor.schedule, f.name)) for f in fields(Schedule)}
    plan = {"zone": anchor.zone.key, "apart": sorted(apart), "schedule": schedule}
    return json.dumps(plan, sort_keys=True)


def read_plan(plan: str, place: Place) -> tuple[Anchor, frozenset[int]]:
    """The anchor as it was when the ladder opened, and the anchors left apart."""
    kept = json.loads(plan)
    values = {name: read_value(name, value) for name, value in kept["schedule"].items()}
    return Anchor(place, Schedule(**values), ZoneInfo(kept["zone"])), frozenset(kept["apart"])
