"""Reminders before the deadline and the ladder after it, on the small tree, as people see them."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from bot.conversations.model import Contact
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people import service as people
from bot.people import store as people_store
from bot.people.model import Role
from bot.places import service as places
from bot.places.model import Pause
from bot.reminders import service as reminders
from tests.builders import (
    CITY,
    COUNTY,
    DONGFENG,
    HEPING,
    OTHER_TOWN,
    PROVINCE,
    TOWN,
    XINMIN,
    a_person,
    a_worker,
)
from tests.fakes import Exchange, Telephone

DAY = date(2026, 3, 2)
WORKER, OF_TWO, TOWNSMAN, COUNTRYMAN = 1, 2, 11, 12

At = Callable[[str], Awaitable[None]]


@pytest.fixture
async def exchange(storage: None) -> Exchange:
    """A worker of one village, one of two, a coordinator of their town and one of the county."""
    await a_worker(WORKER, HEPING)
    await a_worker(OF_TWO, XINMIN, DONGFENG)
    await a_person(TOWNSMAN, (Role.COORDINATOR, TOWN))
    await a_person(COUNTRYMAN, (Role.COORDINATOR, COUNTY))
    return Exchange()


@pytest.fixture
def at(clock: StandingClock) -> At:
    """Move to a time of the day, in Guizhou, and let the job tick."""

    async def at(moment: str) -> None:
        days, _space, time = moment.rpartition(" ")
        hours, minutes = (int(part) for part in time.split(":"))
        local = clock.now() + timedelta(hours=8)
        wanted = local.replace(hour=hours, minute=minutes, second=0)
        clock.advance(wanted + timedelta(days=int(days or 0)) - local)
        await reminders.tick()

    return at


async def zero(phone: Telephone) -> None:
    """Send zero for everything that is missing."""
    await phone.send("0")
    if "have not reported" in await phone.last():
        await phone.tap("Zero for all")
    await phone.tap("Send")


async def waiting() -> list[tuple[int, str]]:
    found = await db.rows(
        "SELECT chat_id, dedupe_key FROM message WHERE status = 'waiting' "
        "AND dedupe_key IS NOT NULL ORDER BY id"
    )
    return [(row["chat_id"], row["dedupe_key"]) for row in found]


async def test_who_has_not_reported_is_reminded_twice_and_nobody_else(
    exchange: Exchange, at: At
) -> None:
    of_one, of_two = exchange.phone(WORKER), exchange.phone(OF_TWO)
    await at("13:59")
    assert await waiting() == []
    await zero(of_one)
    await at("14:00")
    await at("14:01")
    assert [chat for chat, _key in await waiting()] == [OF_TWO]
    said = await of_two.last()
    assert "due at 16:00" in said
    assert "新民村" in said
    assert "东风村" in said
    await at("15:30")
    await at("15:31")
    assert [chat for chat, _key in await waiting()] == [OF_TWO, OF_TWO]


async def test_the_button_of_a_reminder_opens_just_that_place(exchange: Exchange, at: At) -> None:
    phone = exchange.phone(OF_TWO)
    await at("14:00")
    asked = await phone.tap("Zero: 东风村")
    assert "Nothing happened" in asked
    assert "东风村" in asked
    assert "Received" in await phone.tap("Send")
    found = await db.rows("SELECT place_id, content FROM report")
    assert [(row["place_id"], row["content"]) for row in found] == [(DONGFENG.id, "zero")]


async def test_a_report_takes_back_what_waits_and_the_rest_is_reminded_of_anew(
    exchange: Exchange, at: At
) -> None:
    phone = exchange.phone(OF_TWO)
    await at("14:00")
    await zero(exchange.phone(WORKER))
    assert [chat for chat, _key in await waiting()] == [OF_TWO]
    await phone.tap("Zero: 东风村")
    await phone.tap("Send")
    ((chat, key),) = await waiting()
    assert (chat, key.endswith("+1")) == (OF_TWO, True)
    reminded = next(html for html in await phone.said() if "is due at" in html)
    assert "新民村" in reminded
    assert "东风村" not in reminded
    await zero(phone)
    assert await waiting() == []


async def test_after_an_outage_only_the_latest_reminder_goes_out_and_none_after_the_deadline(
    exchange: Exchange, at: At
) -> None:
    await at("15:45")
    assert [key[-7:] for _chat, key in await waiting()] == ["0800-30"] * 2
    await at("16:00")
    assert len(await waiting()) == 2


async def test_nobody_is_reminded_on_a_day_off_of_a_paused_place_or_of_another_place(
    exchange: Exchange, at: At
) -> None:
    await places.pause(Pause(TOWN.id, DAY, DAY, "closed"))
    await at("14:00")
    assert await waiting() == []
    await at("1 14:00")
    assert len(await waiting()) == 2


# -- the ladder -----------------------------------------------------------------------


async def test_a_townsman_is_told_which_villages_and_the_county_counts(
    exchange: Exchange, at: At
) -> None:
    town, county = exchange.phone(TOWNSMAN), exchange.phone(COUNTRYMAN)
    await zero(exchange.phone(WORKER))
    await at("16:00")
    assert await town.last() == ""
    await at("16:01")
    await at("16:02")
    assert len(await town.said()) == 1
    told = await town.last()
    assert "2 places have not reported" in told
    assert "• 新民村: Person 2" in told
    assert "和平村" not in told
    assert await county.last() == ""
    await at("17:00")
    assert "• 某镇: 2 missing" in await county.last()
    assert "nobody coordinates" not in await county.last()


async def test_places_without_a_coordinator_are_seen_on_the_next_rung(
    storage: None, at: At
) -> None:
    exchange = Exchange()
    await a_person(COUNTRYMAN, (Role.COORDINATOR, COUNTY))
    await a_person(13, (Role.COORDINATOR, PROVINCE))
    await at("16:01")
    await at("17:00")
    assert "• 某镇: 3 missing; nobody coordinates there" in await exchange.phone(COUNTRYMAN).last()
    await at("19:00")
    assert "• 某市: 3 missing; nobody coordinates there" in await exchange.phone(13).last()


async def test_acknowledged_is_shown_in_place_and_further_up_and_asked_again(
    exchange: Exchange, at: At
) -> None:
    town, county = exchange.phone(TOWNSMAN), exchange.phone(COUNTRYMAN)
    await at("16:01")
    shown = await town.tap("I see to it")
    assert len(await town.said()) == 1
    assert "✓ You see to it since 16:01" in shown
    assert "I see to it" not in await town.buttons()
    await at("17:00")
    assert "• 某镇: 3 missing; Person 11 sees to it" in await county.last()
    await at("20:00")
    await at("20:01")
    assert len(await town.said()) == 2
    assert "Person 11 sees to it since 16:01" in await town.last()
    assert "I see to it" in await town.buttons()
    assert len(await county.said()) == 2


async def test_whoever_was_told_hears_once_that_it_is_settled(exchange: Exchange, at: At) -> None:
    town, county = exchange.phone(TOWNSMAN), exchange.phone(COUNTRYMAN)
    await at("16:01")
    await db.execute("UPDATE message SET status = 'sent'")
    await zero(exchange.phone(WORKER))
    await at("16:10")
    assert len(await town.said()) == 1
    await zero(exchange.phone(OF_TWO))
    await at("16:20")
    await at("16:21")
    await at("20:00")
    assert len(await town.said()) == 2
    assert "all 3 missing reports are in" in await town.last()
    assert await county.said() == []


async def test_a_digest_that_has_not_gone_out_is_taken_back_when_all_is_in(
    exchange: Exchange, at: At
) -> None:
    await at("16:01")
    await zero(exchange.phone(WORKER))
    await zero(exchange.phone(OF_TWO))
    await at("16:02")
    assert await exchange.phone(TOWNSMAN).said() == []


async def test_chasing_reminds_all_below_at_once_and_not_twice_in_half_an_hour(
    exchange: Exchange, at: At
) -> None:
    town = exchange.phone(TOWNSMAN)
    await at("16:01")
    assert "2 people are being reminded" in await town.tap("Chase all now")
    await reminders.carry_out()
    assert "Person 11 asks you for the report" in await exchange.phone(WORKER).last()
    await at("16:02")
    assert "within the last half hour" in await town.tap("Chase all now")
    await at("16:32")
    await zero(exchange.phone(WORKER))
    assert "1 person is being reminded" in await town.tap("Chase all now")


async def test_in_quiet_hours_nobody_is_chased(exchange: Exchange, at: At) -> None:
    await at("16:01")
    await at("21:30")
    assert "quiet hours" in await exchange.phone(TOWNSMAN).tap("Chase all now")


async def test_a_place_of_the_list_is_looked_at_called_and_paused(
    exchange: Exchange, at: At
) -> None:
    town = exchange.phone(TOWNSMAN)
    await at("16:01")
    assert "• 东风村: 1 day; Person 2" in await town.tap("See the list")
    card = await town.tap("东风村")
    assert "The report for Mon 2 Mar is missing" in card
    assert "never reported" in card
    assert "No phone number is known" in await town.tap("Call")
    await town.tap("Pause this place")
    await town.tap("No network")
    await town.tap("3 days")
    assert "Paused" in await town.tap("Pause it")
    await at("16:02")
    assert "东风村" not in await town.tap("Back to the list")
    noted = await db.rows("SELECT act FROM journal WHERE act = 'place.paused'")
    assert len(noted) == 1


async def test_to_call_is_a_card_for_each_worker_whose_number_is_known(
    exchange: Exchange, at: At
) -> None:
    town = exchange.phone(TOWNSMAN)
    for chat, number in ((WORKER, "+8613900000001"), (OF_TWO, "+8613900000002")):
        await people.recognise(await people.known(chat, "", None), number)
    await a_worker(3, XINMIN)
    await at("16:01")
    await town.deliver(town.tapped(f"call:{XINMIN.id}", 1))
    cards = [payload.contact for payload in (await town.seen()).values() if payload.contact]
    assert cards == [Contact("Person 2", "+8613900000002")]
    rows = await db.rows("SELECT payload FROM message")
    assert not any("139000" in row["payload"] for row in rows)
    noted = await db.row("SELECT subject, details FROM journal WHERE act = 'phone.seen'")
    assert noted is not None
    assert noted["subject"] == f"place:{XINMIN.id}"
    assert "139000" not in noted["details"]


async def test_a_coordinator_reports_on_behalf_of_a_village_and_that_is_journaled(
    exchange: Exchange, at: At
) -> None:
    town = exchange.phone(TOWNSMAN)
    await at("16:01")
    await town.tap("See the list")
    await town.tap("东风村")
    await town.tap("Report on its behalf")
    await town.tap("Zero report")
    assert "Received" in await town.tap("Send")
    row = await db.row("SELECT details FROM journal WHERE act = 'report.submitted'")
    assert row is not None
    assert '"on_behalf":true' in row["details"].replace(" ", "")


async def test_somebody_elses_digest_does_nothing(exchange: Exchange, at: At) -> None:
    await at("16:01")
    await a_person(99, (Role.COORDINATOR, CITY))
    stranger = exchange.phone(99)
    found = await db.row("SELECT id FROM digest")
    assert found is not None
    for data in (f"chasing:{found['id']}", f"chase:{found['id']}", f"missing:{found['id']}:0"):
        await stranger.deliver(stranger.tapped(data, 1))
        assert "do not find this list" in await stranger.last()
    for data in (f"call:{OTHER_TOWN.id}", f"pause:{PROVINCE.id}:2026-03-02"):
        worker = exchange.phone(WORKER)
        await worker.deliver(worker.tapped(data, 1))
        assert "no right" in await worker.last()


async def test_a_coordinator_sees_whom_no_message_reaches(exchange: Exchange, at: At) -> None:
    await people.reached(WORKER, False)
    imported = await people_store.add(None, "Imported", "en")
    await people.give(imported.id, Role.WORKER, HEPING, by=None)
    town = exchange.phone(TOWNSMAN)
    await at("16:01")
    told = await town.last()
    assert "Person 1 (no message gets through: please call)" in told
    assert "Imported (has not joined yet)" in told
    assert "Person 2 (" not in told
