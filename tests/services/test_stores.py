"""Sessions and reports as they lie in the database."""

from dataclasses import replace
from datetime import date, timedelta

from bot.conversations import store as sessions
from bot.conversations.model import Session
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.reports.model import Content, Doubt, Report, Stage, Timeliness
from bot.reports.store import reports

DAY = date(2026, 3, 2)


def report(clock: StandingClock, revision: int = 1) -> Report:
    return Report(
        id=0,
        form="daily",
        version=1,
        place_id=7,
        day=DAY,
        revision=revision,
        is_current=True,
        stage=Stage.SUBMITTED,
        content=Content.FIGURES,
        timeliness=Timeliness.ON_TIME,
        author_id=3,
        submitted_at=clock.now(),
        figures={"fever": 2, "remarks": "无"},
        doubts=(Doubt("observation", "12", "11"),),
    )


async def test_an_update_is_heard_once(database: None, clock: StandingClock) -> None:
    assert await sessions.first_time(10)
    assert not await sessions.first_time(10)
    clock.advance(timedelta(days=3))
    assert await sessions.forget_before(clock.now()) == 1


async def test_a_session_comes_back_as_it_was_saved(database: None, clock: StandingClock) -> None:
    beneath = Session("report", "aaaa", answers={"fever": 2, "masks": None})
    session = Session("language", "bbbb", facts={"top": 1}, beneath=beneath)
    async with db.transaction():
        await sessions.save(3, beneath)
        await sessions.save(3, session)
        assert await sessions.find(3) == session
        await sessions.close(3)
        assert await sessions.find(3) is None


async def test_a_second_report_does_not_stand_beside_the_first(
    database: None, clock: StandingClock
) -> None:
    first = report(clock)
    stored = await reports.add(first)
    assert stored is not None
    assert await reports.add(replace(first, author_id=4)) is None
    standing = await reports.find_current("daily", 7, DAY)
    assert standing == replace(first, id=stored)
    assert await reports.reported("daily", [7, 8], DAY) == {7}


async def test_a_correction_retires_the_revision_before(
    database: None, clock: StandingClock
) -> None:
    await reports.add(report(clock))
    standing = await reports.find_current("daily", 7, DAY)
    assert standing is not None
    assert await reports.retire(standing)
    assert not await reports.retire(standing)
    assert await reports.add(report(clock, revision=2)) is not None
    told = await reports.revisions("daily", 7, DAY)
    assert [(one.revision, one.is_current) for one in told] == [(1, False), (2, True)]
    assert [one.revision for one in await reports.latest([7], DAY)] == [2]
