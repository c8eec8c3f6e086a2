"""Which day is reported, until when on time, which days are still taken, in any zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.model import Schedule, Timeliness
from bot.reports.rules.days import due, is_taken, reporting_day, timeliness

GUIZHOU = ZoneInfo("Asia/Shanghai")
CALENDAR = Schedule(time(0), time(16), 3)
FROM_FOUR = Schedule(time(16), time(16), 3)
EVENING = Schedule(time(16), time(18), 3)
DAY = date(2026, 3, 2)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=GUIZHOU).astimezone(UTC)


@pytest.mark.parametrize(
    ("schedule", "now", "day"),
    [
        (CALENDAR, at(0), DAY),
        (CALENDAR, at(23, 59), DAY),
        (FROM_FOUR, at(15, 59), DAY),
        (FROM_FOUR, at(16), DAY),
        (FROM_FOUR, at(16, 1), DAY + timedelta(days=1)),
        (EVENING, at(17, 30), DAY),
        (EVENING, at(18, 1), DAY + timedelta(days=1)),
    ],
)
def test_the_day_that_is_asked_for(schedule: Schedule, now: datetime, day: date) -> None:
    assert reporting_day(now, schedule, GUIZHOU) == day


@pytest.mark.parametrize(
    ("sent", "how"),
    [
        (at(0), Timeliness.ON_TIME),
        (at(16), Timeliness.ON_TIME),
        (at(16) + timedelta(seconds=59), Timeliness.ON_TIME),
        (at(16, 1), Timeliness.LATE),
        (at(9, day=DAY + timedelta(days=1)), Timeliness.LATE),
    ],
)
def test_on_time_up_to_the_minute_of_the_deadline(sent: datetime, how: Timeliness) -> None:
    assert timeliness(sent, DAY, CALENDAR, GUIZHOU) is how


def test_the_deadline_is_that_of_the_places_own_clocks() -> None:
    assert due(DAY, CALENDAR, GUIZHOU).astimezone(UTC).hour == 8
    assert due(DAY, CALENDAR, ZoneInfo("Asia/Urumqi")).astimezone(UTC).hour == 10


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_the_deadline_stays_at_its_hour_when_clocks_change(zone: str) -> None:
    for month, day in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1)):
        assert due(date(2026, month, day), CALENDAR, ZoneInfo(zone)).hour == 16


@pytest.mark.parametrize(("back", "taken"), [(-1, False), (0, True), (3, True), (4, False)])
def test_days_ahead_and_too_old_are_not_taken(back: int, taken: bool) -> None:
    assert is_taken(DAY - timedelta(days=back), DAY, CALENDAR) is taken


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at(0) + timedelta(minutes=minutes)),
    st.sampled_from([CALENDAR, FROM_FOUR, EVENING]),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Apia"]),
)
def test_the_day_asked_for_is_always_taken_and_never_goes_back(
    now: datetime, schedule: Schedule, zone: str
) -> None:
    today = reporting_day(now, schedule, ZoneInfo(zone))
    later = reporting_day(now + timedelta(hours=3), schedule, ZoneInfo(zone))
    assert is_taken(today, today, schedule)
    assert timedelta(0) <= later - today <= timedelta(days=1)
