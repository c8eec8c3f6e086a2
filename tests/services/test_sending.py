"""What is noted when a report is sent: contradictions, new workers, who sent it for whom."""

from datetime import date, timedelta

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people.model import Person, Role
from bot.reports import service
from bot.reports.model import Concern, Content, Filled, Report
from tests.builders import DONGFENG, HEPING, PROVINCE, TOWN, XINMIN, a_person, a_worker
from tests.fakes import Exchange

DAY = date(2026, 3, 2)


async def sent(person: Person, *places: int, day: date = DAY, **figures: int) -> list[Report]:
    content = Content.FIGURES if figures else Content.ZERO
    filled = Filled(places, day, content, figures)
    async with db.transaction():
        standings = await service.submit(person, await service.form(), filled)
    return [one.report for one in standings if one.report is not None]


async def test_zero_against_people_under_observation_yesterday_is_looked_at(storage: None) -> None:
    worker = await a_worker(1, HEPING, XINMIN)
    await sent(worker, HEPING.id, XINMIN.id, day=DAY - timedelta(days=2))
    await sent(worker, HEPING.id, day=DAY - timedelta(days=1), observed=5)
    contradicts, quiet = await sent(worker, HEPING.id, XINMIN.id)
    assert [doubt.identity for doubt in contradicts.doubts] == ["observation"]
    assert Concern.IDENTITY in contradicts.review.concerns
    assert quiet.doubts == ()
    await a_person(2, (Role.CHECKER, TOWN))
    phone = Exchange().phone(2)
    await phone.send("/check")
    await phone.tap("Look at")
    while "zero does not fit" not in await phone.last():
        await phone.tap("Later")
    assert "you gave 0, but yesterday's figure plus the new ones minus the released makes 5" in (
        await phone.last()
    )


async def test_a_day_of_zero_ends_observation_and_keeps_what_is_cumulative(storage: None) -> None:
    worker = await a_worker(1, HEPING)
    await sent(worker, HEPING.id, day=DAY - timedelta(days=3), confirmed_total=4)
    for back in (2, 1):
        await sent(worker, HEPING.id, day=DAY - timedelta(days=back))
    [report] = await sent(
        worker,
        HEPING.id,
        observed=2,
        observed_new=1,
        observed_released=0,
        confirmed=1,
        confirmed_total=6,
    )
    told = {doubt.identity: doubt.right for doubt in report.doubts}
    assert told == {"observation": "1", "cumulative": "5"}


async def test_after_a_day_that_nobody_reported_nothing_is_carried(storage: None) -> None:
    worker = await a_worker(1, HEPING)
    await sent(worker, HEPING.id, day=DAY - timedelta(days=3), confirmed_total=4)
    await sent(worker, HEPING.id, day=DAY - timedelta(days=1))
    [report] = await sent(worker, HEPING.id, confirmed=1, confirmed_total=6)
    assert report.doubts == ()


async def test_a_new_worker_is_new_in_all_places_of_the_first_report(storage: None) -> None:
    worker = await a_worker(1, HEPING, XINMIN, DONGFENG)
    first = await sent(worker, HEPING.id, XINMIN.id, DONGFENG.id)
    assert [report.review.concerns for report in first] == [(Concern.NEW_WORKER,)] * 3
    again = await sent(worker, HEPING.id, day=DAY - timedelta(days=1))
    assert again[0].review.concerns == ()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMIN])
async def test_who_reports_for_a_village_without_being_its_worker_does_it_on_its_behalf(
    storage: None, role: Role
) -> None:
    await a_worker(1, HEPING)
    boss = await a_person(2, (role, PROVINCE))
    await a_person(3, (Role.CHECKER, TOWN))
    [report] = await sent(boss, HEPING.id)
    assert report.on_behalf
    row = await db.row("SELECT details FROM journal WHERE act = 'report.submitted'")
    assert row is not None
    assert "on_behalf" in row["details"]
    exchange = Exchange()
    worker, checker = exchange.phone(1), exchange.phone(3)
    [told] = await worker.said()
    assert "Person 2 has reported for" in told
    assert "Revision 1" in await worker.tap("Look at the report")
    await checker.send("/check")
    assert "sent on behalf of the place by Person 2" in await checker.tap("Look at 1")


async def test_who_works_for_the_place_reports_for_themselves(storage: None) -> None:
    both = await a_person(1, (Role.WORKER, TOWN), (Role.ADMIN, PROVINCE))
    [report] = await sent(both, HEPING.id)
    assert not report.on_behalf
    assert await Exchange().phone(1).said() == []


async def test_each_place_is_opened_by_its_own_clocks_and_schedule(
    storage: None, clock: StandingClock
) -> None:
    worker = await a_worker(1, HEPING, XINMIN)
    boss = await a_person(2, (Role.ADMIN, PROVINCE))
    async with db.transaction():
        await service.change_schedule(boss, await service.form(), XINMIN, accepted_days=9)
    await db.execute("UPDATE place SET time_zone = 'Pacific/Honolulu' WHERE id = $1", XINMIN.id)
    opening = await service.opening(worker)
    told = {one.id: (one.today, one.oldest) for one in opening.places}
    assert told == {HEPING.id: (DAY, 3), XINMIN.id: (DAY - timedelta(days=1), 9)}
    assert set(opening.missing) == {HEPING.id, XINMIN.id}
    phone = Exchange().phone(1)
    await phone.send("0")
    await phone.tap("新民村")
    assert "For which day" in await phone.last()  # it is not the same one everywhere
    await phone.send("2026-02-21")
    assert "Received" in await phone.tap("Send")
