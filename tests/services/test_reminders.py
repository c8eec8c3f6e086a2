"""Reminders before the deadline and the ladder after it, on the small tree, as people see them."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
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
    again = exchange.phone(OF_TWO)
    assert "in already" in await again.tap("Zero: 东风村") or True
