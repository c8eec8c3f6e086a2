"""Places that need not report: why, by whom and until when is seen, and they are resumed."""

import json
from datetime import date, timedelta

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people.model import Person, Role
from bot.reminders.service import pausing
from tests.builders import COUNTY, DONGFENG, HEPING, TOWN, XINMIN, a_person, a_worker
from tests.fakes import Exchange, Telephone
from tests.services.test_reminders_edges import posted, until

DAY = date(2026, 3, 2)
WORKER, TOWNSMAN, COUNTRYMAN = 1, 11, 12


@pytest.fixture
async def town(storage: None) -> Person:
    """A coordinator of the town, whose villages have a worker; the county has one too."""
    await a_worker(WORKER, HEPING, XINMIN, DONGFENG)
    await a_person(COUNTRYMAN, (Role.COORDINATOR, COUNTY), language="zh_Hans")
    return await a_person(TOWNSMAN, (Role.COORDINATOR, TOWN))


async def paused_by_chat(*taps: str) -> Telephone:
    """The townsman looks at a village of the digest and pauses it."""
    phone = Exchange().phone(TOWNSMAN)
    await phone.tap("See the list")
    await phone.tap("东风村")
    await phone.tap("Pause this place")
    for tap in taps:
        await (phone.tap(tap) if tap in " ".join(await phone.buttons()) else phone.send(tap))
    await phone.tap("Pause it")
    return phone


async def look_at(phone: Telephone) -> str:
    """The village once more, by a button further up in the chat."""
    await phone.deliver(phone.tapped(f"unit:1:{DONGFENG.id}", 1))
    assert "Resume" in await phone.buttons()
    return await phone.last()


async def journaled(act: str) -> dict[str, object]:
    row = await db.row("SELECT actor_id, details FROM journal WHERE act = $1", act)
    assert row is not None
    return {"by": row["actor_id"], **json.loads(row["details"])}


async def test_reason_author_and_span_are_seen_and_journaled(
    town: Person, clock: StandingClock
) -> None:
    await until(clock, 16.1)
    phone = await paused_by_chat("No network", "3 days")
    card = await look_at(phone)
    assert "paused from Mon 2 Mar to Wed 4 Mar. No network or electricity" in card
    assert "noted by Person 11" in card
    noted = await journaled("place.paused")
    assert (noted["by"], noted["reason"], noted["to_day"]) == (town.id, "no network", "2026-03-04")
    county = phone.exchange.phone(COUNTRYMAN)
    await county.send("/status")
    listed = await county.tap("暂停")
    assert "某县 某镇 东风村" in listed
    assert "断网或停电" in listed


async def test_a_reason_in_own_words_stays_as_written(town: Person, clock: StandingClock) -> None:
    await until(clock, 16.1)
    phone = await paused_by_chat("road is gone", "Until further notice")
    assert "until further notice. road is gone" in await look_at(phone)
    assert (await journaled("place.paused"))["reason"] == "road is gone"


async def test_a_pause_settles_todays_ladder_and_resuming_does_not_stir_it_again(
    town: Person, clock: StandingClock
) -> None:
    await pausing.pause(town, TOWN.id, DAY, DAY, "closed")
    await pausing.pause(town, DONGFENG.id, DAY, None, "closed")
    await until(clock, 10)
    await pausing.resume(town, TOWN.id)
    await until(clock, 16.1)
    before = await posted("digest")
    phone = Exchange().phone(TOWNSMAN)
    assert "2 " in await phone.last()
    assert "东风村" not in await phone.last()
    await phone.send("/status")
    await phone.tap("Paused places")
    assert "reports again from Tue 3 Mar on" in await phone.tap("Resume")
    await until(clock, 16.5)
    assert await posted("digest") == before
    assert (await journaled("place.resumed"))["from_day"] == "2026-03-02"
    await until(clock, 14, days=1)
    assert "东风村" in await Exchange().phone(WORKER).last()


async def test_a_pause_after_the_deadline_ends_what_runs_and_cannot_be_undone_for_today(
    town: Person, clock: StandingClock
) -> None:
    await until(clock, 16.1)
    await db.execute("UPDATE message SET status = 'sent'")
    await pausing.pause(town, TOWN.id, DAY, None, "closed")
    await until(clock, 16.2)
    assert len(await posted("resolved")) == 1
    _place, first = await pausing.resume(town, TOWN.id)
    assert first == date(2026, 3, 3)
    await until(clock, 20)
    assert len(await posted("digest")) == 1


async def test_resumed_before_the_deadline_the_next_reminder_comes_and_no_earlier_one(
    town: Person, clock: StandingClock
) -> None:
    await pausing.pause(town, TOWN.id, DAY, None, "closed")
    await until(clock, 14)
    await pausing.resume(town, TOWN.id)
    await until(clock, 14.5)
    assert await posted("reminder") == []
    await until(clock, 15.5)
    assert [chat for chat, _key in await posted("reminder")] == [WORKER]


async def test_only_who_may_pause_a_place_resumes_it_and_only_once(
    town: Person, clock: StandingClock
) -> None:
    await pausing.pause(town, DONGFENG.id, DAY, None, "closed")
    exchange = Exchange()
    for chat, answer in ((WORKER, "no right"), (TOWNSMAN, "again from"), (TOWNSMAN, "not paused")):
        phone = exchange.phone(chat)
        clock.advance(timedelta(seconds=10))  # no double tap
        await phone.deliver(phone.tapped(f"resume:{DONGFENG.id}", 1))
        assert answer in await phone.last()
    worker = exchange.phone(WORKER)
    await worker.deliver(worker.tapped(f"paused:{TOWN.id}", 1))
    assert "no right" in await worker.last()
