"""Schedules that differ at a place: who may change them, and what follows them."""

import asyncio
import json
from datetime import date, timedelta

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.errors import NotAllowed, Refused
from bot.people.model import Role
from bot.reports import service as reports
from bot.reports.model import Content, Filled, Timeliness
from tests.builders import COUNTY, DONGFENG, HEPING, OTHER_TOWN, TOWN, XINMIN, a_person, a_worker
from tests.fakes import Exchange, Telephone

DAY = date(2026, 3, 2)


async def test_a_place_differs_below_it_and_nowhere_else(storage: None) -> None:
    form = await reports.form()
    person = await a_person(1, (Role.COORDINATOR, COUNTY))
    changed = await reports.change_schedule(person, form, TOWN, deadline="17:30", accepted_days=1)
    assert (f"{changed.deadline:%H:%M}", changed.accepted_days) == ("17:30", 1)
    assert await reports.schedule_of(form, HEPING) == changed
    assert await reports.schedule_of(form, OTHER_TOWN) == form.schedule
    row = await db.row("SELECT actor_id, place_id, details FROM journal ORDER BY id DESC LIMIT 1")
    assert row is not None
    assert (row["actor_id"], row["place_id"]) == (person.id, TOWN.id)
    assert json.loads(row["details"]) == {"deadline": "17:30", "accepted_days": 1}


async def test_a_value_taken_back_is_that_from_above_again(storage: None) -> None:
    form = await reports.form()
    person = await a_person(1, (Role.COORDINATOR, COUNTY))
    await reports.change_schedule(person, form, COUNTY, deadline="15:00")
    await reports.change_schedule(person, form, TOWN, deadline="17:30", accepted_days=1)
    await reports.change_schedule(person, form, TOWN, deadline=None)
    found = await reports.schedule_of(form, HEPING)
    assert (f"{found.deadline:%H:%M}", found.accepted_days) == ("15:00", 1)
    await reports.change_schedule(person, form, TOWN, accepted_days=None)
    assert await db.rows("SELECT place_id FROM schedule WHERE place_id = $1", TOWN.id) == []


@pytest.mark.parametrize("role", [Role.WORKER, Role.CHECKER])
async def test_only_coordinators_of_the_place_change_it(storage: None, role: Role) -> None:
    form = await reports.form()
    with pytest.raises(NotAllowed):
        await reports.change_schedule(await a_person(1, (role, TOWN)), form, TOWN, again=60)
    below = await a_person(2, (Role.COORDINATOR, TOWN))
    with pytest.raises(NotAllowed):
        await reports.change_schedule(below, form, COUNTY, again=60)


async def test_the_beginning_of_the_day_is_alike_everywhere(storage: None) -> None:
    person = await a_person(1, (Role.COORDINATOR, COUNTY))
    with pytest.raises(Refused):
        await reports.change_schedule(person, await reports.form(), TOWN, day_starts="16:00")


async def test_reports_follow_the_schedule_of_their_own_place(
    storage: None, clock: StandingClock
) -> None:
    form = await reports.form()
    person = await a_person(1, (Role.COORDINATOR, COUNTY))
    worker = await a_worker(2, HEPING, XINMIN)
    await reports.change_schedule(person, form, HEPING, deadline="17:00", accepted_days=0)
    clock.advance(timedelta(hours=7, minutes=30))  # 16:30 in Guizhou
    both = Filled((HEPING.id, XINMIN.id), DAY, Content.ZERO)
    sent = await reports.submit(worker, form, both)
    states = [one.report.timeliness for one in sent if one.report is not None]
    assert states == [Timeliness.ON_TIME, Timeliness.LATE]
    clock.advance(timedelta(days=1))
    with pytest.raises(Refused):
        await reports.submit(worker, form, Filled((HEPING.id,), DAY, Content.ZERO))


async def test_on_a_day_off_nothing_is_expected_and_nothing_missing(
    storage: None, clock: StandingClock
) -> None:
    form = await reports.form()
    person = await a_person(1, (Role.COORDINATOR, COUNTY))
    worker = await a_worker(2, HEPING, DONGFENG)
    await reports.change_schedule(person, form, HEPING, days_off=["mon"])
    assert await reports.expected_on(form, [HEPING, DONGFENG], DAY) == (DONGFENG,)
    assert (await reports.opening(worker)).missing == (DONGFENG.id,)
    clock.advance(timedelta(hours=9))
    told = await reports.mine(worker, days=1)
    assert [one.place_id for one in told if one.overdue] == [DONGFENG.id]


async def test_two_who_change_one_schedule_at_once_both_have_their_way(storage: None) -> None:
    form = await reports.form()
    one = await a_person(1, (Role.COORDINATOR, COUNTY))
    other = await a_person(2, (Role.COORDINATOR, TOWN))
    await asyncio.gather(
        db.retried(lambda: reports.change_schedule(one, form, TOWN, deadline="17:00")),
        db.retried(lambda: reports.change_schedule(other, form, TOWN, accepted_days=1)),
    )
    found = await reports.schedule_of(form, TOWN)
    assert (f"{found.deadline:%H:%M}", found.accepted_days) == ("17:00", 1)


# -- by chat --------------------------------------------------------------------------


async def on_the_phone(*changes: str) -> Telephone:
    """A coordinator of a county changes the schedule of its town, tap by tap."""
    await a_person(1, (Role.COORDINATOR, COUNTY))
    phone = Exchange().phone(1)
    await phone.send("/schedule")
    await phone.tap("某镇")
    await phone.tap("This one")
    for change in changes:
        if change in " ".join(await phone.buttons()):
            await phone.tap(change)
        else:
            await phone.send(change)
    return phone


async def test_a_schedule_is_shown_with_where_its_values_come_from(storage: None) -> None:
    boss = await a_person(2, (Role.COORDINATOR, COUNTY))
    await reports.change_schedule(boss, await reports.form(), COUNTY, deadline="17:00")
    shown = await (await on_the_phone()).last()
    assert "Deadline: 17:00 (set for 某县)" in shown
    assert "Reminders: 120 minutes before and 30 minutes before" in shown
    assert "Days off: none" in shown
    assert "How long late reports are taken: 3 days" in shown
    assert "Quiet hours: 21:00 to 07:00" in shown
    assert "Township at the deadline, County 1 hour after" in shown
    assert "Asked again: 4 hours after the deadline" in shown
    assert "Silent places listed apart after: 3 days" in shown
    assert "Asked after only weekly after: 14 days" in shown


@pytest.mark.parametrize(
    ("taps", "kept"),
    [
        (("Deadline", "17:00"), {"deadline": "17:00"}),
        (("Deadline", "5点半", "17:30"), {"deadline": "17:30"}),
        (("Reminders", "No reminders"), {"reminders": []}),
        (("Reminders", "3 hours"), {"reminders": [180, 60, 15]}),
        (("Weekdays off", "Sat", "Sun", "Done"), {"days_off": ["sat", "sun"]}),
        (("A single day off", "Wed 4 Mar"), {"days_off": ["2026-03-04"]}),
        (("How long", "7"), {"accepted_days": 7}),
        (("Quiet hours", "22:00", "6:30"), {"quiet": ["22:00", "06:30"]}),
        (
            ("Told who", "County", "90 minutes"),
            {"rungs": {"township": 0, "county": 90, "prefecture": 120, "province": 180}},
        ),
        (("Asked again", "3 hours"), {"again": 180}),
        (("listed apart", "5 days"), {"silent_days": 5}),
        (("only weekly", "21 days"), {"hopeless_days": 21}),
    ],
)
async def test_a_coordinator_changes_one_value_at_a_time(
    storage: None, taps: tuple[str, ...], kept: dict[str, object]
) -> None:
    phone = await on_the_phone(*taps)
    assert "Change it?" in await phone.last()
    assert "From now on" in await phone.tap("Change it")
    row = await db.row("SELECT place_id, differs FROM schedule")
    assert row is not None
    assert (row["place_id"], json.loads(row["differs"])) == (TOWN.id, kept)


async def test_everything_is_taken_over_from_above_again(storage: None) -> None:
    boss = await a_person(2, (Role.COORDINATOR, COUNTY))
    form = await reports.form()
    await reports.change_schedule(boss, form, TOWN, deadline="17:00", days_off=["sun"])
    await on_the_phone("All as further up", "Change it")
    assert await db.rows("SELECT place_id FROM schedule") == []


async def test_a_day_off_is_taken_back_and_weekdays_stay(storage: None) -> None:
    boss = await a_person(2, (Role.COORDINATOR, COUNTY))
    form = await reports.form()
    await reports.change_schedule(boss, form, TOWN, days_off=["sun", "2026-03-04"])
    await on_the_phone("A single day off", "Wed 4 Mar", "Change it")
    row = await db.row("SELECT differs FROM schedule")
    assert row is not None
    assert json.loads(row["differs"]) == {"days_off": ["sun"]}


async def test_not_every_day_can_be_off(storage: None) -> None:
    week = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    phone = await on_the_phone("Weekdays off", *week, "Done", "Change it")
    assert "At least one weekday" in await phone.last()
    assert await db.rows("SELECT place_id FROM schedule") == []


async def test_whoever_coordinates_nothing_plans_nothing(storage: None) -> None:
    await a_worker(1, HEPING)
    assert "Only coordinators" in await Exchange().phone(1).send("/schedule")
