"""The work and the offers together: whatever frees a place, the next one is asked for it."""

from datetime import timedelta

import pytest

from bot.kernel import clock as wall
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people import service as people
from bot.people.model import Person
from bot.volunteers.model import OfferState, Stage, Task
from bot.volunteers.service import dispatching, ticking
from bot.volunteers.store import assignments, offers, tasks
from tests.fakes import Exchange
from tests.volunteers import ADDRESS, a_coordinator, a_task, a_volunteer


@pytest.fixture
def exchange(storage: None) -> Exchange:
    return Exchange()


@pytest.fixture
async def owner(storage: None) -> Person:
    return await a_coordinator()


async def stage(task: Task) -> list[Stage]:
    return [one.stage for one in await assignments.of_task(task.id)]


async def open_offers(task: Task) -> int:
    return len(await offers.of_task(task.id, [OfferState.OPEN]))


async def at(clock: StandingClock, task: Task, minutes: int) -> None:
    """So many minutes after the task's start, both jobs having run."""
    clock.advance(task.brief.starts_at + timedelta(minutes=minutes) - wall.now())
    await ticking.tick()
    await dispatching.tick()


async def test_whoever_accepts_learns_the_address_and_whoever_gives_up_is_replaced(
    exchange: Exchange, owner: Person
) -> None:
    await a_volunteer(1)
    task = await a_task(owner)
    await dispatching.tick()
    first, second = exchange.phone(1), exchange.phone(2)
    await first.tap("Accept")
    assert any(ADDRESS in said for said in await first.said())
    await a_volunteer(2)
    await dispatching.tick()
    assert await open_offers(task) == 0
    await first.tap("I cannot come")
    await first.tap("Not well")
    assert (await tasks.get(task.id)).free == 1
    await dispatching.tick()
    await second.tap("Accept")
    assert await stage(task) == [Stage.GIVEN_UP, Stage.ACCEPTED]
    assert (await tasks.get(task.id)).filled == 1


async def test_a_no_show_is_replaced_and_takes_the_place_again_while_others_are_asked(
    exchange: Exchange, owner: Person, clock: StandingClock
) -> None:
    await a_volunteer(1)
    task = await a_task(owner)
    await dispatching.tick()
    await exchange.phone(1).tap("Accept")
    for chat in (2, 3):
        await a_volunteer(chat)
    await at(clock, task, 0)
    await at(clock, task, 30)
    assert await stage(task) == [Stage.NO_SHOW]
    assert await open_offers(task) == 2
    phone = exchange.phone(1)
    await phone.tap("I am here")
    await phone.send("I cannot share it")
    assert await stage(task) == [Stage.ARRIVED]
    await dispatching.tick()
    assert await open_offers(task) == 0


async def test_who_is_made_a_volunteer_no_more_is_asked_no_more(
    exchange: Exchange, owner: Person
) -> None:
    volunteer_id = await a_volunteer(1)
    taken = await a_task(owner)
    await dispatching.tick()
    await exchange.phone(1).tap("Accept")
    begins = taken.brief.ends_at + timedelta(hours=1)
    asked = await a_task(owner, starts_at=begins, ends_at=begins + timedelta(hours=1))
    await dispatching.tick()
    assert await open_offers(asked) == 1
    row = await db.row("SELECT id FROM grant_ WHERE role = 'volunteer'")
    assert row is not None
    async with db.transaction():
        await people.take(owner, row["id"])
    assert await stage(taken) == [Stage.GIVEN_UP]
    assert await open_offers(asked) == 0
    paused = await db.row("SELECT paused FROM volunteer WHERE id = $1", volunteer_id)
    assert paused is not None
    assert bool(paused["paused"])
    await dispatching.tick()
    assert await open_offers(taken) == await open_offers(asked) == 0
