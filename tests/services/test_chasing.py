"""Chasing holds nobody up, is finished after a crash, and asks nobody twice."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.outbox import service as outbox
from bot.people.model import Person, Role
from bot.places.model import Place
from bot.reminders import service as reminders
from bot.reminders.service import reminding
from bot.reports import service as reports
from bot.reports.model import Content, Filled
from tests.builders import COUNTY, DONGFENG, HEPING, TOWN, XINMIN, a_person, a_worker
from tests.fakes import Exchange

DAY = date(2026, 3, 2)
TOWNSMAN, COUNTRYMAN = 11, 12
WORKERS = range(102, 111)  # 102 is the first village's
VILLAGES = (HEPING, XINMIN, DONGFENG)

Town = tuple[Exchange, list[Person]]


@pytest.fixture
async def town(storage: None, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Nine workers of three villages, a coordinator of their town and one of the county, 17:01."""
    monkeypatch.setattr(reminding, "BATCH", 2)
    workers = [await a_worker(chat, VILLAGES[chat % 3]) for chat in WORKERS]
    await a_person(TOWNSMAN, (Role.COORDINATOR, TOWN))
    await a_person(COUNTRYMAN, (Role.COORDINATOR, COUNTY))
    clock.advance(timedelta(hours=7, minutes=1))
    await reminders.tick()
    clock.advance(timedelta(hours=1))
    await reminders.tick()
    return Exchange(), workers


async def zero(person: Person, village: Place) -> None:
    form, filled = await reports.form(), Filled((village.id,), DAY, Content.ZERO)
    await reports.submit(person, form, filled)


async def chased() -> Counter[int]:
    """How often each was chased, by chat, what was taken back left out."""
    found = await db.rows(
        "SELECT chat_id FROM message WHERE dedupe_key LIKE 'reminder:%chase%' "
        "AND status <> 'cancelled'"
    )
    return Counter(int(row["chat_id"]) for row in found)


def of(*villages: Place) -> Counter[int]:
    """The workers of these villages, each once."""
    return Counter(chat for chat in WORKERS if VILLAGES[chat % 3] in villages)


async def wishes() -> int:
    return len(await db.rows("SELECT digest_id FROM chase"))


async def test_the_coordinator_is_answered_before_anybody_is_asked(town: Town) -> None:
    phone = town[0].phone(TOWNSMAN)
    assert "9 people are being reminded" in await phone.tap("Chase all now")
    assert (await chased(), await wishes()) == (Counter(), 1)
    await reminders.carry_out()
    await reminders.carry_out()
    assert (await chased(), await wishes()) == (Counter(WORKERS), 0)


@pytest.mark.parametrize("after", [0, 1, 4, 8])
async def test_killed_midway_it_goes_on_and_asks_nobody_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    await town[0].phone(TOWNSMAN).tap("Chase all now")
    with monkeypatch.context() as patched, suppress(Killed):
        patched.setattr(outbox, "post", dying(after))
        await reminders.carry_out()
    assert await chased() != Counter(WORKERS)
    await asyncio.gather(*(reminders.carry_out() for _ in range(3)))
    assert (await chased(), await wishes()) == (Counter(WORKERS), 0)


async def test_whom_another_has_just_chased_is_left_in_peace(town: Town) -> None:
    exchange, _workers = town
    for phone in (exchange.phone(TOWNSMAN), exchange.phone(COUNTRYMAN)):
        assert "9 people are being reminded" in await phone.tap("Chase all now")
    await asyncio.gather(*(reminders.carry_out() for _ in range(3)))
    assert await chased() == Counter(WORKERS)


async def test_a_wish_that_lost_its_point_meanwhile_is_dropped(
    town: Town, clock: StandingClock
) -> None:
    exchange, workers = town
    await exchange.phone(TOWNSMAN).tap("Chase all now")
    for person, village in zip(workers[1:], VILLAGES[1:], strict=False):
        await db.retried(partial(zero, person, village))
    await reminders.carry_out()
    assert await chased() == of(HEPING)
    await db.execute("UPDATE digest SET chased_at = NULL")
    await exchange.phone(COUNTRYMAN).tap("Chase all now")
    clock.advance(timedelta(hours=3))
    await reminders.carry_out()
    assert await wishes() == 0


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)  # SQLite has but one writer
async def test_whoever_reports_just_now_is_not_waited_for(town: Town) -> None:
    exchange, workers = town
    await exchange.phone(TOWNSMAN).tap("Chase all now")
    others = of(HEPING, DONGFENG)
    stored, may_commit = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        async with db.transaction():
            await zero(workers[1], XINMIN)
            stored.set()
            await may_commit.wait()

    async with asyncio.timeout(60):
        reporting = asyncio.create_task(slowly())
        await stored.wait()
        chasing = asyncio.create_task(reminders.carry_out())
        while await chased() != others:  # noqa: ASYNC110 - what another connection has stored
            await asyncio.sleep(0.02)
        assert not chasing.done()
        may_commit.set()
        await reporting
        await chasing
    assert await chased() == others, "the report is in: its village is not asked any more"


class Killed(Exception):
    """The process ended here."""


def dying(after: int) -> Callable[..., Any]:
    """`post` of a process that is killed when it has posted so many messages."""
    left, real = iter(range(after)), outbox.post

    async def post(*args: Any, **options: Any) -> int | None:
        if next(left, None) is None:
            raise Killed
        return await real(*args, **options)

    return post
