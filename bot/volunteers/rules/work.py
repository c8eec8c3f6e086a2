"""Between acceptance and thanks: who is reminded, missed or asked when, and what counts."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from bot.places.model import Point
from bot.volunteers.model import Assignment, Stage

REMIND_BEFORE = timedelta(hours=2)
NOT_YET = timedelta(hours=12)
"""Earlier than this before the start nobody is on the way; a tap then is a slip."""
TO_SET_OUT = timedelta(minutes=30)
"""After the start, for whoever has not said that they are on the way."""
TO_ARRIVE = timedelta(minutes=60)
"""After the start, for whoever has."""
SHORT_NOTICE = timedelta(hours=2)
"""Giving up later than this before the start leaves no time to find somebody else: it counts."""
ON_SITE_METRES = 500
"""A phone is off by 50 m at most outdoors, by some hundred between high houses; a large site (a
school, a market) is as wide as that. Whoever is farther away has not arrived yet."""
EARLY = timedelta(minutes=30)
"""Who comes earlier than this before the start is not counted as at work yet."""
OVERTIME = timedelta(hours=2)
WRAP_UP = timedelta(minutes=30)
"""After its end a task is over: whoever has not come does not come any more."""
TO_SAY_DONE = timedelta(hours=2)
TO_ANSWER = timedelta(minutes=10)
"""Who was asked whether they are well has this long before others are told."""
CATCHES_UP = timedelta(days=1)
"""What could not be told for longer than this after the end of a task is not told any more."""

ONWARD: Mapping[Stage, frozenset[Stage]] = {
    Stage.ACCEPTED: frozenset(Stage) - {Stage.ACCEPTED, Stage.DONE},
    Stage.ON_THE_WAY: frozenset(Stage) - {Stage.ACCEPTED, Stage.ON_THE_WAY, Stage.DONE},
    Stage.ARRIVED: frozenset({Stage.DONE}),
    Stage.NO_SHOW: frozenset({Stage.ARRIVED, Stage.DONE}),
    Stage.DONE: frozenset(),
    Stage.GIVEN_UP: frozenset(),
    Stage.CALLED_OFF: frozenset(),
}
"""Where an assignment may stand next. Whoever was missed and comes after all has arrived;
who was there all the time, as a coordinator knows, is done."""


class Due(StrEnum):
    """What it is time for, with an assignment."""

    BEFORE = "before"
    START = "start"
    NO_SHOW = "no_show"
    WELL = "well"
    MISSED = "missed"
    SAY_DONE = "say_done"
    CLOSE = "close"


# -- what it is time for --------------------------------------------------------------


def due(held: Assignment, now: datetime) -> Due | None:
    """What it is time for now; None when there is nothing to do."""
    if held.stage is Stage.ARRIVED:
        return _at_work(held, now)
    if held.stage not in (Stage.ACCEPTED, Stage.ON_THE_WAY):
        return None
    if is_over(held, now):
        return Due.NO_SHOW
    if held.stage is Stage.ACCEPTED and (reminder := _reminder(held, now)) is not None:
        return reminder
    return Due.NO_SHOW if now >= missed_at(held) else None


def _reminder(held: Assignment, now: datetime) -> Due | None:
    before = held.starts_at - REMIND_BEFORE
    if now >= held.starts_at:
        return None if was_asked(held) else Due.START
    is_news = held.accepted_at < before and held.reminded_at is None
    return Due.BEFORE if now >= before and is_news else None


def _at_work(held: Assignment, now: datetime) -> Due | None:
    if now >= held.ends_at + WRAP_UP + TO_SAY_DONE:
        return Due.CLOSE
    if held.check_in_at is not None and now >= held.check_in_at:
        return Due.WELL if held.asked_at is None else Due.MISSED
    is_told = held.reminded_at is not None and held.reminded_at >= held.ends_at
    return Due.SAY_DONE if is_over(held, now) and not is_told else None


def is_over(held: Assignment, now: datetime) -> bool:
    """Whether nobody comes to the task any more."""
    return now >= held.ends_at + WRAP_UP


def was_asked(held: Assignment) -> bool:
    """Whether they know that they are waited for: asked at the start, or came in after it.

    Whom nobody has asked, because this program stood still, is not to blame.
    """
    if held.accepted_at >= held.starts_at:
        return True
    return held.reminded_at is not None and held.reminded_at >= held.starts_at


def missed_at(held: Assignment) -> datetime:
    """From when on somebody who has not arrived is missed."""
    known = max(held.starts_at, held.accepted_at)
    if held.stage is Stage.ON_THE_WAY:
        return known + TO_ARRIVE
    return max(known, held.reminded_at or known) + TO_SET_OUT


def next_check(every: int | None, now: datetime) -> datetime | None:
    """When somebody at work is asked next, every so many minutes; None: not at all."""
    return None if every is None else now + timedelta(minutes=every)


def last_sign(held: Assignment, every: int | None) -> datetime | None:
    """When somebody who was asked and did not answer was last heard of: so long before that."""
    if held.asked_at is None or every is None:
        return held.arrived_at
    return held.asked_at - timedelta(minutes=every)


# -- what people may do, and what counts ----------------------------------------------


def is_early(held: Assignment, now: datetime) -> bool:
    """Whether it is too early to be on the way, or there."""
    return now < held.starts_at - NOT_YET


def is_short_notice(held: Assignment, now: datetime) -> bool:
    """Whether giving up now counts as not having come."""
    return now > held.starts_at - SHORT_NOTICE


def minutes_worked(held: Assignment, until: datetime) -> int:
    """How long they were at work, from arrival; not from long before the start, nor without end."""
    if held.arrived_at is None:
        return 0
    since = max(held.arrived_at, held.starts_at - EARLY)
    most = held.ends_at - held.starts_at + OVERTIME
    return int(min(max(until - since, timedelta(0)), most) / timedelta(minutes=1))


def metres_between(one: Point, other: Point) -> int:
    """How far it is as the crow flies."""
    north = math.radians(other.latitude - one.latitude)
    east = math.radians(other.longitude - one.longitude)
    widths = math.cos(math.radians(one.latitude)) * math.cos(math.radians(other.latitude))
    chord = math.sin(north / 2) ** 2 + widths * math.sin(east / 2) ** 2
    return round(2 * 6_371_000 * math.asin(min(1.0, math.sqrt(chord))))
