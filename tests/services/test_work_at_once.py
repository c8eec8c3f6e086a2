"""Several at once: taps and the tick, two coordinators; one of them wins, and all adds up."""

import asyncio
from dataclasses import replace

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.volunteers.model import Hours, Stage
from bot.volunteers.rules.work import TO_SET_OUT
from bot.volunteers.service import ticking
from bot.volunteers.store import assignments
from tests.builders import TOWN
from tests.services.volunteers_at_work import (
    OWNER,
    UPPER,
    World,
    a_coordinator,
    a_task,
    a_volunteer,
    a_world,
    accepted,
    counters,
    filled,
    holding_a_place,
    keys_like,
    shares,
    stands,
)

CHATS = range(900, 906)


@pytest.fixture
async def world(storage: None, clock: StandingClock) -> World:
    return await a_world(clock)


async def no_bugs() -> None:
    assert await db.rows("SELECT failure FROM stumble") == []


async def test_those_who_set_out_or_give_up_while_the_tick_misses_them(world: World) -> None:
    task = await a_task(await a_coordinator(OWNER, TOWN), places=len(CHATS))
    held = [await accepted(task, await a_volunteer(chat)) for chat in CHATS]
    await world.at(0)
    world.clock.advance(world.begins - world.clock.now() + TO_SET_OUT)
    phones = [world.phone(chat) for chat in CHATS]
    taps = [
        phone.deliver(phone.tapped(f"{act}:{one.id}{why}", 1))
        for phone, one, (act, why) in zip(
            phones, held, [("way", ""), ("cannot", ":busy")] * 3, strict=True
        )
    ]
    await asyncio.gather(ticking.tick(), *taps, ticking.tick())
    await ticking.tick()
    assert await filled(task) == await holding_a_place(task)
    for one in held:
        stage = (await stands(one)).stage
        assert stage in (Stage.ON_THE_WAY, Stage.GIVEN_UP, Stage.NO_SHOW)
        told = await keys_like(f"noshow:{one.id}:%")
        assert len(told) == (stage is Stage.NO_SHOW)
        failed = (await counters(one.volunteer_id))[1]
        assert failed == (stage is not Stage.ON_THE_WAY)
    await no_bugs()


async def test_two_coordinators_and_the_volunteer_at_once(world: World) -> None:
    volunteer_id = await a_volunteer(CHATS[0])
    one = await accepted(await a_task(await a_coordinator(OWNER, TOWN)), volunteer_id)
    await world.at(0)
    phone = world.phone(CHATS[0])
    await phone.tap("I have arrived")
    await shares(phone)
    await world.at(60)
    await asyncio.gather(*(phone.deliver(phone.tapped(f"finish:{one.id}", n)) for n in (1, 2)))
    assert await counters(volunteer_id) == (1, 0)
    desks = [world.phone(OWNER), world.phone(UPPER)]
    task_id = one.task_id
    data = (f"credit:{one.id}:60", f"creditall:{task_id}")
    await asyncio.gather(
        *(d.deliver(d.tapped(word, 1)) for d, word in zip(desks, data, strict=True))
    )
    acts = await db.rows("SELECT act FROM journal WHERE act = 'hours.confirmed'")
    assert len(acts) == 1
    assert (await stands(one)).hours is Hours.CONFIRMED
    await no_bugs()


async def test_what_is_not_as_it_was_seen_any_more_is_not_changed(world: World) -> None:
    task = await a_task(await a_coordinator(OWNER, TOWN))
    seen = await accepted(task, await a_volunteer(CHATS[0]))
    assert not await assignments.arrive(replace(seen, stage=Stage.ON_THE_WAY), True, None)
    assert not await assignments.finish(seen, 5)
    assert not await assignments.credit(seen, Hours.CONFIRMED, 5)
    assert await assignments.arrive(seen, True, None)
    assert not await assignments.arrive(seen, True, None)
    there = await stands(seen)
    assert await assignments.finish(there, 5)
    assert not await assignments.finish(there, 6)
    done = await stands(seen)
    assert not await assignments.credit(replace(done, minutes=6), Hours.CONFIRMED, 7)
    assert await assignments.credit(done, Hours.CONFIRMED, 7)
    assert not await assignments.credit(done, Hours.CONFIRMED, 8)
    assert (await stands(seen)).minutes == 7
