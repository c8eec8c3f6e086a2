"""What holds for a place: values of a schedule read and written, inherited down the tree."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from bot.places.model import Level, Place
from bot.reports.model import Quiet, Schedule, Schedules

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_MINUTES = 720
MOST_REMINDERS = 4
_HHMM = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


# -- inheriting -----------------------------------------------------------------------


def schedule_at(schedules: Schedules, place: Place) -> Schedule:
    """What holds at the place: value by value that of the nearest place that has its own."""
    return schedule_along(schedules, _line(place))


def schedule_along(schedules: Schedules, ids: Iterable[int]) -> Schedule:
    """What holds at the last of these places, each of which lies directly below the one before."""
    own = [schedules.differing[id_] for id_ in ids if id_ in schedules.differing]
    if not own:
        return schedules.general
    return replace(schedules.general, **{k: v for one in own for k, v in one.items()})


def origins(schedules: Schedules, place: Place) -> Mapping[str, int]:
    """By value, the id of the place that it comes from; the form's own values are left out."""
    return {name: id_ for id_ in _line(place) for name in schedules.differing.get(id_, ())}


def _line(place: Place) -> tuple[int, ...]:
    return (*place.ancestor_ids, place.id)


def is_off(day: date, schedule: Schedule) -> bool:
    """Whether no report is expected for the day."""
    return day.weekday() in schedule.days_off or day in schedule.days_off


# -- values as they are written in a form, and kept -----------------------------------


def read_value(name: str, value: Any) -> Any:
    """The value as it is used; raises ValueError with the cure."""
    if name not in _READERS:
        raise ValueError(f"there is no {name!r}; there are {', '.join(_READERS)}")
    read, cure = _READERS[name]
    try:
        return read(value)
    except (TypeError, ValueError, AttributeError):
        raise ValueError(f"`{name}` must be {cure}") from None


def plain_value(value: Any) -> Any:
    """The value as `read_value` takes it, made of JSON."""
    match value:
        case time():
            return f"{value:%H:%M}"
        case Quiet():
            return [plain_value(value.starts), plain_value(value.ends)]
        case frozenset():
            return sorted(WEEKDAYS[d] if isinstance(d, int) else d.isoformat() for d in value)
        case Mapping():
            return {Level(level).value: minutes for level, minutes in value.items()}
        case tuple():
            return list(value)
    return value


def _time(value: Any) -> time:
    if isinstance(value, time):
        return value
    if not _HHMM.fullmatch(value):
        raise ValueError
    return time.fromisoformat(value)


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError
        return value

    return read


_minutes = _whole(0, LONGEST_MINUTES)


def _reminders(value: Any) -> tuple[int, ...]:
    minutes = tuple(sorted({_minutes(one) for one in value}, reverse=True))
    if len(minutes) > MOST_REMINDERS or 0 in minutes:
        raise ValueError
    return minutes


def _quiet(value: Any) -> Quiet:
    starts, ends = value
    return Quiet(_time(starts), _time(ends))


def _days_off(value: Any) -> frozenset[int | date]:
    days = frozenset(_day_off(one) for one in value)
    if days >= set(range(7)):
        raise ValueError
    return days


def _day_off(value: Any) -> int | date:
    if isinstance(value, date):
        return value
    return WEEKDAYS.index(value) if value in WEEKDAYS else date.fromisoformat(value)


def _rungs(value: Any) -> Mapping[Level, int]:
    return {Level(level): _minutes(minutes) for level, minutes in value.items()}


_READERS: Mapping[str, tuple[Callable[[Any], Any], str]] = {
    "day_starts": (_time, "a time like 00:00"),
    "deadline": (_time, "a time like 16:00"),
    "accepted_days": (_whole(0, 30), "a whole number of days from 0 to 30"),
    "amended_days": (_whole(0, 365), "a whole number of days from 0 to 365"),
    "reminders": (_reminders, "at most four numbers of minutes before the deadline: [120, 30]"),
    "quiet": (_quiet, 'two times like ["21:00", "07:00"]'),
    "days_off": (_days_off, 'weekdays and days like ["sat", "sun", "2026-10-01"], not every day'),
    "rungs": (_rungs, "minutes after the deadline by level, like { township = 0, county = 60 }"),
    "again": (_minutes, "minutes after the deadline like 240"),
    "silent_days": (_whole(1, 365), "a whole number of days from 1 to 365"),
    "hopeless_days": (_whole(2, 365), "a whole number of days from 2 to 365"),
}
