"""Reminders and ladders where it gets narrow: at once, at night, after weeks, by other clocks."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from bot.kernel import clock as wall
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people.model import Person, Role
from bot.places import store as place_store
from bot.places.model import Place
from bot.reminders import service as reminders
from bot.reminders.service import evenings, laddering, pausing, pruning
from bot.reports import service as reports
from bot.reports.model import Content, Filled
from tests.builders import COUNTY, DONGFENG, HEPING, OTHER_TOWN, TOWN, XINMIN, a_person, a_worker
from tests.fakes import Exchange

DAY = date(2026, 3, 2)
WORKER, TOWNSMAN = 1, 11


@pytest.fixture
async def worker(storage: None) -> Person:
    """A worker of one village, whose town has a coordinator."""
    await a_person(TOWNSMAN, (Role.COORDINATOR, TOWN))
    return await a_worker(WORKER, HEPING)


async def until(clock: StandingClock, hours: float, days: int = 0) -> None:
    """Let it be so many hours after midnight in Guizhou, some days on, and tick."""
    local = clock.now() + timedelta(hours=8)
    midnight = local.replace(hour=0, minute=0, second=0)
    clock.advance(midnight + timedelta(days=days, hours=hours) - local)
    await reminders.tick()


async def zero(person: Person, *villages: Place, day: date = DAY) -> None:
    filled = Filled(tuple(village.id for village in villages), day, Content.ZERO)
    form = await reports.form()
    await db.retried(lambda: reports.submit(person, form, filled))


async def posted(kind: str) -> list[tuple[int, str]]:
    """Messages of this kind that were not taken back: to whom, and their keys."""
    found = await db.rows(
        "SELECT chat_id, dedupe_key FROM message WHERE dedupe_key LIKE $1 "
        "AND status <> 'cancelled' ORDER BY id",
        f"{kind}:%",
    )
    return [(int(row["chat_id"]), row["dedupe_key"]) for row in found]


@pytest.mark.parametrize("hours", [14, 16.1, 20])
async def test_two_ticks_at_once_tell_everybody_once(
    worker: Person, clock: StandingClock, hours: float
) -> None:
    clock.advance(timedelta(hours=hours - 9))
    await asyncio.gather(*(reminders.tick() for _ in range(4)))
    await asyncio.gather(*(reminders.tick() for _ in range(4)))
    everything = [*await posted("reminder"), *await posted("digest")]
    assert len(everything) == 1
    ladders = await db.rows("SELECT id FROM ladder")
    gone = await db.rows("SELECT place_id FROM missing")
    assert (len(ladders), len(gone)) == ((0, 0) if hours < 16 else (1, 3))


async def test_a_report_at_the_moment_of_the_reminder_is_never_reminded_of(
    worker: Person, clock: StandingClock
) -> None:
    others = [await a_worker(chat, XINMIN) for chat in range(20, 30)]
    clock.advance(timedelta(hours=5))
    await asyncio.gather(
        reminders.tick(), zero(worker, HEPING), zero(others[0], XINMIN), reminders.tick()
    )
    assert await posted("reminder") == []


async def test_in_quiet_hours_nothing_goes_out_and_the_morning_catches_up(
    worker: Person, clock: StandingClock
) -> None:
    await until(clock, 22)
    assert await posted("digest") == []
    await until(clock, 6.9, days=1)
    assert await posted("digest") == []
    await until(clock, 7)
    assert [chat for chat, _key in await posted("digest")] == [TOWNSMAN]
    await until(clock, 7.1)
    assert len(await posted("digest")) == 1  # told just now: not asked again at once


async def test_what_is_more_than_a_day_old_is_not_caught_up(
    worker: Person, clock: StandingClock
) -> None:
    await until(clock, 9, days=5)
    days = [str(row["day"]) for row in await db.rows("SELECT day FROM ladder")]
    assert days == [str(DAY + timedelta(days=4))]


async def test_a_settled_line_waits_for_the_morning(worker: Person, clock: StandingClock) -> None:
    other = await a_worker(2, XINMIN)
    third = await a_person(3, (Role.WORKER, TOWN))
    await until(clock, 16.1)
    await db.execute("UPDATE message SET status = 'sent'")
    clock.advance(timedelta(hours=6))
    await zero(worker, HEPING)
    await zero(other, XINMIN)
    await zero(third, DONGFENG)
    await reminders.tick()
    row = await db.row("SELECT not_before FROM message WHERE dedupe_key LIKE 'resolved:%'")
    assert row is not None
    assert (db.moment(row["not_before"]) + timedelta(hours=8)).hour == 7


async def test_editing_a_schedule_does_not_bend_a_running_ladder(
    worker: Person, clock: StandingClock
) -> None:
    county = await a_person(12, (Role.COORDINATOR, COUNTY))
    form = await reports.form()
    await until(clock, 16.1)
    later = {"deadline": "20:00", "rungs": {"township": 0, "county": 60}, "again": 30}
    for place in (COUNTY, TOWN):
        await reports.change_schedule(county, form, place, **later)
    await until(clock, 17)
    assert [chat for chat, _key in await posted("digest")] == [TOWNSMAN, 12]
    await until(clock, 20.1)
    assert len(await db.rows("SELECT id FROM ladder")) == 1
    assert [chat for chat, _key in await posted("digest")] == [TOWNSMAN, 12, TOWNSMAN, 12]


async def test_a_town_with_its_own_deadline_has_its_own_moments(
    worker: Person, clock: StandingClock
) -> None:
    county = await a_person(12, (Role.COORDINATOR, COUNTY))
    elsewhere = Place(9, "V9", OTHER_TOWN.id, HEPING.level, "别村", f"{OTHER_TOWN.path}9/")
    await place_store.add([elsewhere], lambda _rows: None)
    await a_worker(2, elsewhere)
    await reports.change_schedule(county, await reports.form(), OTHER_TOWN, deadline="18:00")
    await until(clock, 14)
    assert [chat for chat, _key in await posted("reminder")] == [WORKER]
    await until(clock, 16)
    assert [chat for chat, _key in await posted("reminder")] == [WORKER, 2]
    await until(clock, 17)
    said = await Exchange().phone(12).last()
    assert "某镇" in said
    assert "别镇" not in said
    await until(clock, 19)
    said = await Exchange().phone(12).last()
    assert "别镇" in said
    assert "某镇" not in said


@pytest.mark.parametrize(("deadline", "at_last"), [("18:00", 18.1), ("20:00", 20.1)])
async def test_whoever_looks_after_places_with_different_deadlines_hears_of_each_in_time(
    worker: Person, clock: StandingClock, deadline: str, at_last: float
) -> None:
    await a_person(TOWNSMAN, (Role.COORDINATOR, OTHER_TOWN))
    county = await a_person(12, (Role.COORDINATOR, COUNTY))
    elsewhere = Place(9, "V9", OTHER_TOWN.id, HEPING.level, "别村", f"{OTHER_TOWN.path}9/")
    await place_store.add([elsewhere], lambda _rows: None)
    await reports.change_schedule(county, await reports.form(), OTHER_TOWN, deadline=deadline)
    phone = Exchange().phone(TOWNSMAN)
    await until(clock, 16.1)
    assert "和平村" in await phone.last()
    assert "别村" not in await phone.last()
    await until(clock, at_last - 0.095)  # just before, when the first is asked again
    before = len(await posted("digest"))
    await until(clock, at_last)
    await until(clock, at_last + 0.1)
    assert len(await posted("digest")) == before + 1
    assert "别村" in await phone.last()
    assert "和平村" not in await phone.last()
    assert "和平村" not in await phone.tap("See the list")


async def test_ladders_that_differ_in_nothing_of_the_hour_are_one_message(
    worker: Person, clock: StandingClock
) -> None:
    county = await a_person(12, (Role.COORDINATOR, COUNTY))
    await reports.change_schedule(county, await reports.form(), TOWN, silent_days=5)
    elsewhere = Place(9, "V9", OTHER_TOWN.id, HEPING.level, "别村", f"{OTHER_TOWN.path}9/")
    await place_store.add([elsewhere], lambda _rows: None)
    await until(clock, 16.1)
    await until(clock, 17)
    assert [chat for chat, _key in await posted("digest")] == [TOWNSMAN, 12]
    said = await Exchange().phone(12).last()
    assert "某镇" in said
    assert "别镇" in said
    await until(clock, 20)
    assert [chat for chat, _key in await posted("digest")][2:] == [TOWNSMAN, 12]


async def test_what_is_missing_is_asked_after_until_the_next_deadline(
    worker: Person, clock: StandingClock
) -> None:
    phone = Exchange().phone(TOWNSMAN)
    await until(clock, 16.1)
    asked: list[float] = []
    for n in range(1, 48):
        await until(clock, (16 + n / 2) % 24, days=int(16 + n / 2 == 24))
        if len(await posted("digest")) > 1 + len(asked):
            asked.append((16 + n / 2) % 24)
            if len(asked) < 3:
                await phone.tap("I see to it")
    assert asked == [20, 7, 11, 15]


async def test_whoever_has_just_said_that_they_see_to_it_is_asked_an_hour_later(
    worker: Person, clock: StandingClock
) -> None:
    await until(clock, 16.1)
    await until(clock, 19.5)
    await Exchange().phone(TOWNSMAN).tap("I see to it")
    await until(clock, 20)
    assert len(await posted("digest")) == 1
    await until(clock, 20.5)
    assert len(await posted("digest")) == 2


async def test_a_digest_written_while_all_was_settled_is_taken_back(
    worker: Person, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_person(WORKER, (Role.WORKER, TOWN))

    async def slow(*args: Any, **options: Any) -> Any:
        """What is known, and then everything comes in and another process settles it."""
        known = await evenings.evening(*args, **options)
        monkeypatch.setattr(f"{laddering.__name__}.evening", evenings.evening)
        await zero(worker, HEPING, XINMIN, DONGFENG)
        await laddering.settle(await reports.form(), DAY, list(known.ladders.values()))
        return known

    monkeypatch.setattr(f"{laddering.__name__}.evening", slow)
    await until(clock, 16.1)
    assert len(await posted("digest")) == 1
    await until(clock, 16.2)
    assert await posted("digest") == []


async def test_a_settling_that_dies_half_way_is_taken_up_again(
    worker: Person, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_person(WORKER, (Role.WORKER, TOWN))
    await a_person(12, (Role.COORDINATOR, COUNTY))
    await until(clock, 17)
    await db.execute("UPDATE message SET status = 'sent'")
    await zero(worker, HEPING, XINMIN, DONGFENG)
    with monkeypatch.context() as patched:
        patched.setattr(laddering, "BATCH", 1)
        patched.setattr(asyncio, "sleep", _die)
        with pytest.raises(RuntimeError):
            await reminders.tick()
    assert [chat for chat, _key in await posted("resolved")] == [TOWNSMAN]
    await reminders.tick()
    assert [chat for chat, _key in await posted("resolved")] == [TOWNSMAN, 12]


async def _die(_seconds: float) -> None:
    raise RuntimeError


async def test_places_by_other_clocks_have_their_own_afternoon(
    worker: Person, clock: StandingClock
) -> None:
    await db.execute("UPDATE place SET time_zone = 'Asia/Urumqi' WHERE id = $1", TOWN.id)
    await until(clock, 14)
    assert await posted("reminder") == []
    await until(clock, 16)
    assert len(await posted("reminder")) == 1
    assert "due at 16:00" in await Exchange().phone(WORKER).last()


async def test_a_unit_silent_for_long_is_reminded_on_mondays_only(
    worker: Person, clock: StandingClock
) -> None:
    reminded, told = [], []
    for n in range(29):
        before = len(await posted("reminder"))
        await until(clock, 14, days=int(n > 0))
        await until(clock, 16.1)
        await until(clock, 20)
        today = (wall.now() + timedelta(hours=8)).date()
        if len(await posted("reminder")) > before:
            reminded.append(today)
        if await db.rows("SELECT id FROM digest WHERE day = $1", today):
            told.append(today)
    days = [DAY + timedelta(days=n) for n in range(29)]
    assert reminded == [*days[:14], days[14], days[21], days[28]]
    assert told == [*days[:13], days[14], days[21], days[28]]
    assert "3 places silent for 14 days and longer" in await Exchange().phone(TOWNSMAN).last()


async def test_a_report_ends_a_silent_run(worker: Person, clock: StandingClock) -> None:
    for n in range(4):
        await until(clock, 16.1, days=int(n > 0))
    runs = await db.rows("SELECT silent FROM missing WHERE place_id = $1 ORDER BY day", HEPING.id)
    assert [row["silent"] for row in runs] == [1, 2, 3, 4]
    await until(clock, 10, days=1)
    await zero(worker, HEPING, day=DAY + timedelta(days=4))
    await until(clock, 16.1, days=1)
    runs = await db.rows("SELECT silent FROM missing WHERE place_id = $1 ORDER BY day", HEPING.id)
    assert [row["silent"] for row in runs] == [1, 2, 3, 4, 1]


async def test_a_pause_or_a_late_report_ends_a_silent_run(
    worker: Person, clock: StandingClock
) -> None:
    boss = await a_person(12, (Role.COORDINATOR, COUNTY))
    await until(clock, 16.1)
    await until(clock, 16.1, days=1)
    await pausing.pause(boss, XINMIN.id, DAY + timedelta(days=1), DAY + timedelta(days=1), "closed")
    await until(clock, 17)
    await until(clock, 18, days=1)
    await zero(worker, HEPING, day=DAY)  # for a day whose ladder is over
    await zero(worker, HEPING, day=DAY + timedelta(days=2))
    await until(clock, 16.1, days=1)
    runs = await db.rows("SELECT place_id, day, silent FROM missing ORDER BY day, place_id")
    found = {(row["place_id"], str(row["day"])[-2:]): row["silent"] for row in runs}
    assert [found[DONGFENG.id, f"0{n}"] for n in range(2, 6)] == [1, 2, 3, 4]
    assert [found[XINMIN.id, f"0{n}"] for n in range(2, 6)] == [1, 2, 1, 2]
    assert [found[HEPING.id, f"0{n}"] for n in range(2, 6)] == [1, 2, 3, 1]


async def test_what_nobody_asks_for_is_dropped_and_a_run_still_counts_on(
    worker: Person, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    for n in range(43):
        await until(clock, 16.1, days=int(n > 0))
        await until(clock, 20)
        await reminders.prune()
    for table in ("missing", "ladder", "digest"):
        row = await db.row(f"SELECT min(day) AS day FROM {table}")
        assert row is not None
        assert str(row["day"]) == str(DAY + timedelta(days=2))
    left = await db.rows(
        "SELECT id FROM digest_ladder WHERE digest_id NOT IN (SELECT id FROM digest)"
    )
    assert left == []
    row = await db.row("SELECT max(silent) AS silent FROM missing")
    assert row is not None
    assert row["silent"] == 43
