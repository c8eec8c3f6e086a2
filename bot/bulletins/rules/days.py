"""When a bulletin is due."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.bulletins.model import Edition

CATCHES_UP = timedelta(days=1)
"""How long after its time a bulletin that was not drafted still is."""


def due_days(edition: Edition, now: datetime, zone: ZoneInfo) -> Iterator[date]:
    """The days whose draft should be there `now`, at most a day late; the oldest first."""
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        due = datetime.combine(day, edition.at, tzinfo=zone)
        if due <= now < due + CATCHES_UP:
            yield day
