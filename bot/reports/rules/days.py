"""Which day is being reported, until when it counts as on time, and which days are still taken."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.reports.model import Schedule, Timeliness

MIDNIGHT = time(0)


def reporting_day(now: datetime, schedule: Schedule, zone: ZoneInfo) -> date:
    """The day that a report sent `now` is about, unless its author names another.

    With the boundary at midnight it is the calendar day. With another boundary, say 16:00,
    day D runs from 16:00 on D-1 to 16:00 on D; until its deadline has passed, D stays the
    day that is asked for.
    """
    local = now.astimezone(zone)
    if schedule.day_starts == MIDNIGHT:
        return local.date()
    turns_over = max(schedule.day_starts, schedule.deadline)
    return local.date() if local.time() <= turns_over else local.date() + timedelta(days=1)


def due(day: date, schedule: Schedule, zone: ZoneInfo) -> datetime:
    """The moment until which a report for `day` is on time, in the place's zone."""
    return datetime.combine(day, schedule.deadline, tzinfo=zone)


def timeliness(sent: datetime, day: date, schedule: Schedule, zone: ZoneInfo) -> Timeliness:
    """On time up to and including the minute of the deadline."""
    minute = sent.astimezone(zone).replace(second=0, microsecond=0)
    return Timeliness.ON_TIME if minute <= due(day, schedule, zone) else Timeliness.LATE


def is_taken(day: date, today: date, schedule: Schedule, *, amends: bool = False) -> bool:
    """Whether a report for `day` is accepted on `today`: not ahead, not too old.

    What `amends` a confirmed one is taken for longer: it is found wrong later than it is sent.
    """
    longest = schedule.accepted_days
    if amends:
        longest = max(longest, schedule.amended_days)
    return today - timedelta(days=longest) <= day <= today
