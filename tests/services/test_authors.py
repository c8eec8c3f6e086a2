"""What authors hear and when: not at night, of their week once, also a day late."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people.model import Person, Role
from bot.reports import service
from bot.reports.model import Content, Filled, Stage, Wish
from tests.builders import COUNTY, DONGFENG, HEPING, TOWN, XINMIN, a_person, a_worker
from tests.fakes import Exchange

DAY = date(2026, 3, 2)
AT_SEVEN = datetime(2026, 3, 2, 23, tzinfo=UTC)
"""The end of the quiet hours in Guizhou."""


async def sent(person: Person, *places: int) -> list[int]:
    async with db.transaction():
        filled = Filled(places, DAY, Content.ZERO)
        standings = await service.submit(person, await service.form(), filled)
    return [one.report.id for one in standings if one.report is not None]


async def not_before(words: str) -> datetime:
    """From when on the message may go out."""
    row = await db.row(
        "SELECT not_before FROM message WHERE payload LIKE $1 ORDER BY id DESC", f"%{words}%"
    )
    assert row is not None
    return db.moment(row["not_before"])


async def test_authors_are_left_alone_at_night(storage: None, clock: StandingClock) -> None:
    worker = await a_worker(1, HEPING, XINMIN)
    low = await a_person(2, (Role.CHECKER, TOWN))
    high = await a_person(3, (Role.CHECKER, COUNTY))
    one, other = await sent(worker, HEPING.id, XINMIN.id)
    clock.advance(timedelta(hours=13))  # 22:00 in Guizhou
    async with db.transaction():
        await service.approve(low, one, Stage.SUBMITTED)
        await service.approve(high, one, Stage.CHECKED)
        await service.give_back(low, other, Stage.SUBMITTED, "sum")
    assert await not_before("Checked twice") == AT_SEVEN
    assert await not_before("look at this report again") == AT_SEVEN


async def weekly(*chats: int) -> None:
    """These workers sent a report this week and wish to hear of it once a week."""
    for chat_id, village in zip(chats, (HEPING, XINMIN, DONGFENG), strict=False):
        worker = await a_worker(chat_id, village)
        await sent(worker, village.id)
        await service.set_wish(worker, Wish.WEEKLY)


async def told(chat_id: int) -> int:
    return len([text for text in await Exchange().phone(chat_id).said() if "last week" in text])


@pytest.mark.parametrize(
    ("late", "times"),
    [
        (timedelta(days=7, hours=-1), 0),  # Monday, 08:00
        (timedelta(days=7), 1),
        (timedelta(days=7, hours=23), 1),  # nothing ran on Monday
        (timedelta(days=8), 0),  # it has lost its point
    ],
)
async def test_the_week_is_told_on_monday_or_a_day_late(
    storage: None, clock: StandingClock, late: timedelta, times: int
) -> None:
    await weekly(1, 2)
    clock.advance(late)
    await service.tell_the_week()
    await service.tell_the_week()
    assert [await told(1), await told(2)] == [times, times]


async def test_monday_begins_by_the_clocks_of_the_authors_place(
    storage: None, clock: StandingClock
) -> None:
    await weekly(1, 2)
    await db.execute("UPDATE place SET time_zone = 'Pacific/Honolulu' WHERE id = $1", XINMIN.id)
    clock.advance(timedelta(days=7))
    await service.tell_the_week()
    assert [await told(1), await told(2)] == [1, 0]
    clock.advance(timedelta(hours=18))
    await service.tell_the_week()
    assert [await told(1), await told(2)] == [1, 1]


async def test_who_has_been_told_is_not_asked_about_again(
    storage: None, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await weekly(1, 2, 3)
    clock.advance(timedelta(days=7))
    await service.tell_the_week()
    asked = []
    rows = db.rows

    async def counting(sql: str, *values: object) -> list[dict[str, object]]:
        asked.append(sql)
        return await rows(sql, *values)

    monkeypatch.setattr(db, "rows", counting)
    await service.tell_the_week()
    assert len(asked) == 1


async def test_a_township_is_counted_once_however_many_reports_are_approved(
    storage: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = await a_worker(1, HEPING, XINMIN, DONGFENG)
    await sent(worker, HEPING.id)
    await db.execute("UPDATE report SET concerns = ''")
    low = await a_person(2, (Role.CHECKER, TOWN))
    await sent(worker, XINMIN.id, DONGFENG.id)
    done = []
    execute = db.execute

    async def noting(sql: str, *values: object) -> int:
        done.append(sql)
        return await execute(sql, *values)

    monkeypatch.setattr(db, "execute", noting)
    async with db.transaction():
        assert await service.approve_calm(low, TOWN.id, Stage.SUBMITTED, 10_000) == 3
    assert len([sql for sql in done if "INTO tally" in sql]) == 0  # nothing counted has changed
    high = await a_person(3, (Role.CHECKER, COUNTY))
    async with db.transaction():
        assert await service.approve_calm(high, TOWN.id, Stage.CHECKED, 10_000) == 3
    assert len([sql for sql in done if "INTO tally" in sql]) == 1
