"""From acceptance to thanks, by phone and with the clock moved, on both databases."""

from datetime import timedelta

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people import service as people
from bot.people.model import Person, Role
from bot.volunteers.model import Hours, Stage, TaskState
from bot.volunteers.service import ticking, working
from bot.volunteers.store import tasks
from tests.builders import HEPING, TOWN, a_person
from tests.services.volunteers_at_work import (
    HELPER,
    OWNER,
    SECOND,
    UPPER,
    World,
    a_coordinator,
    a_task,
    a_volunteer,
    a_world,
    accepted,
    cards,
    counters,
    filled,
    holding_a_place,
    keys_like,
    look_at,
    shares,
    stands,
)


@pytest.fixture
async def world(storage: None, clock: StandingClock) -> World:
    return await a_world(clock)


async def owner() -> Person:
    return await a_coordinator(OWNER, TOWN)


# -- the way there --------------------------------------------------------------------


async def test_after_acceptance_the_volunteer_knows_where_and_whom_to_ask(world: World) -> None:
    await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    phone = world.phone(HELPER)
    *_before, said, card = await phone.said()
    for part in ("Thank you", "学校路5号", "李老师", "26.57000, 106.71000", "13:00 to 16:00"):
        assert part in said
    assert card == ""
    assert await cards(HELPER) == ["+8613800000001"]
    kept = str(await db.rows("SELECT payload FROM message"))
    assert "学校路" not in kept


async def test_on_the_way_arrived_nearby_done_confirmed(world: World) -> None:
    task, volunteer_id = await a_task(await owner()), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    phone, desk = world.phone(HELPER), world.phone(OWNER)
    await world.at(-20)
    assert "on the way" in await phone.tap("On the way")
    await world.at(-5)
    assert "share your location" in await phone.tap("I have arrived")
    assert "Share my location" in await phone.keys()
    assert (
        await shares(phone, north=0.004) == "Thank you, you are noted as arrived for “Serve tea”."
    )
    assert "My tasks" in await phone.keys()
    assert (await stands(one)).on_site is True
    await world.at(115)
    assert "2 h counted" in await phone.tap("Done")
    assert await counters(volunteer_id) == (1, 0)
    assert "Person 81" in await desk.last()
    assert "unconfirmed" not in await desk.last()
    assert "Confirmed for" in await desk.tap("Confirm the hours")
    assert "Your 2 h" in await phone.last()
    done = await stands(one)
    assert (done.stage, done.minutes, done.hours) == (Stage.DONE, 120, Hours.CONFIRMED)
    assert await filled(task) == 1


@pytest.mark.parametrize(("north", "told"), [(0.01, "1 km"), (0.006, "670 m"), (None, None)])
async def test_who_is_far_or_cannot_share_has_arrived_unconfirmed(
    world: World, north: float | None, told: str | None
) -> None:
    one = await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    phone = world.phone(HELPER)
    await world.at(0)
    await phone.tap("I have arrived")
    said = (
        await phone.send("I cannot share it") if north is None else await shares(phone, north=north)
    )
    assert (told or "Without a location") in said
    assert "unconfirmed" in said
    arrived = await stands(one)
    assert (arrived.stage, arrived.on_site) == (Stage.ARRIVED, False)
    await world.at(60)
    await phone.tap("Done")
    assert "unconfirmed" in await world.phone(OWNER).last()


async def test_arriving_interrupts_nothing_that_was_begun(world: World) -> None:
    await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    phone = world.phone(HELPER)
    begun = await phone.send("/hint")
    await world.at(0)
    await phone.tap("I have arrived")
    await shares(phone)
    assert await phone.last() == begun


async def test_a_task_without_a_point_confirms_nobody(world: World) -> None:
    one = await accepted(await a_task(await owner(), point=None), await a_volunteer(HELPER))
    phone = world.phone(HELPER)
    assert "Coordinates" not in "".join(await phone.said())
    await world.at(0)
    await phone.tap("I have arrived")
    assert "Without a location to compare" in await shares(phone)
    assert (await stands(one)).on_site is False


async def test_a_tap_half_a_day_ahead_is_a_slip(world: World) -> None:
    begins = world.begins + timedelta(days=1)
    one = await accepted(await a_task(await owner(), begins=begins), await a_volunteer(HELPER))
    phone = world.phone(HELPER)
    assert "It begins on" in await phone.tap("On the way")
    assert (await stands(one)).stage is Stage.ACCEPTED


async def test_ones_tasks_are_seen_with_what_is_over(world: World) -> None:
    first, volunteer_id = await a_task(await owner()), await a_volunteer(HELPER)
    one = await accepted(first, volunteer_id)
    phone = world.phone(HELPER)
    await phone.send("/mytasks")
    assert "Serve tea: accepted" in await phone.last()
    await world.at(0)
    await phone.tap("I have arrived")
    await shares(phone)
    await world.at(60)
    await phone.tap("Done")
    assert "1 h counted" in await phone.send("My tasks")
    assert "You have no task" in (await phone.said())[-2]
    await world.phone(OWNER).tap("Confirm the hours")
    assert "1 h confirmed" in await phone.send("/mytasks")
    assert await phone.buttons() == ["Wrong hours: Serve tea"]
    assert (await stands(one)).hours is Hours.CONFIRMED


async def test_nobody_acts_on_somebody_elses_task(world: World) -> None:
    one = await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    await a_volunteer(SECOND)
    for name in ("way", "arrived", "finish", "cannot", "well", "sos", "mytask", "object"):
        for chat in (SECOND, OWNER):
            phone = world.phone(chat)
            await phone.deliver(phone.tapped(f"{name}:{one.id}", 1))
            assert "I do not find this task among yours" in await phone.last(), name
    for data in (f"credit:{one.id}:0", f"recount:{one.id}", f"settle:{one.id}"):
        phone = world.phone(SECOND)
        await phone.deliver(phone.tapped(data, 1))
        assert "no right" in await phone.last(), data
    assert (await stands(one)).stage is Stage.ACCEPTED


async def test_the_volunteer_is_told_in_their_language(world: World) -> None:
    await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    phone = world.exchange.phone(HELPER, "zh-hans")
    await people.speak(await a_person(HELPER), "zh_Hans")
    said = await phone.send("/mytasks")
    for part in ("时间：3月2日（周一） 13:00 至 16:00", "联系人：李老师", "和平村，学校路5号"):
        assert part in said
    assert await phone.buttons() == ["已出发", "无法参加"]


# -- places given back ----------------------------------------------------------------


async def test_who_cannot_come_is_thanked_and_replaced(world: World) -> None:
    task, volunteer_id = await a_task(await owner()), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    phone = world.phone(HELPER)
    assert "What is the reason?" in await phone.tap("I cannot come")
    assert "Serve tea: accepted" in await phone.tap("I come after all")
    await phone.deliver(phone.tapped(f"cannot:{one.id}", 1))
    assert "Thank you for telling me" in await phone.tap("Not well")
    assert (await stands(one)).stage is Stage.GIVEN_UP
    assert (await filled(task), await counters(volunteer_id)) == (0, (0, 0))
    assert await look_at(task) is not None
    told = await world.phone(OWNER).last()
    assert "cannot come" in told
    assert "Not well" in told
    await phone.deliver(phone.tapped(f"cannot:{one.id}:busy", 1))
    assert "cannot be done any more" in await phone.last()
    assert await filled(task) == 0


async def test_giving_up_at_short_notice_counts(world: World) -> None:
    task, volunteer_id = await a_task(await owner()), await a_volunteer(HELPER)
    await accepted(task, volunteer_id)
    await world.at(-119)
    phone = world.phone(HELPER)
    await phone.tap("I cannot come")
    await phone.tap("No time then")
    assert await counters(volunteer_id) == (0, 1)


async def test_a_task_called_off_is_told_to_all_and_counts_who_is_at_work(world: World) -> None:
    task = await a_task(await owner(), places=3)
    coming = await accepted(task, await a_volunteer(SECOND))
    at_work = await accepted(task, volunteer_id := await a_volunteer(HELPER))
    await world.at(0)
    await world.phone(HELPER).tap("I have arrived")
    await shares(world.phone(HELPER))
    await world.at(20)
    async with db.transaction():
        assert await tasks.move(task.id, [TaskState.OPEN], TaskState.CANCELLED, "rain")
        await working.release(await tasks.get(task.id), "It rains: no tea today.")
    for chat in (HELPER, SECOND):
        assert "no tea today" in "".join(await world.phone(chat).said())
    assert (await stands(coming)).stage is Stage.CALLED_OFF
    done = await stands(at_work)
    assert (done.stage, done.minutes) == (Stage.DONE, 20)
    assert await counters(volunteer_id) == (1, 0)
    assert await filled(task) == await holding_a_place(task) == 1


async def test_whoever_leaves_gives_their_places_back(world: World) -> None:
    task = await a_task(await owner())
    one = await accepted(task, await a_volunteer(HELPER))
    phone = world.phone(HELPER)
    await phone.send("/volunteer")
    if "agree" in await phone.last():
        await phone.send("/cancel")
    await phone.deliver(phone.tapped("leave:sure", 1))
    assert "You have left" in await phone.last()
    assert (await stands(one)).stage is Stage.GIVEN_UP
    assert await filled(task) == 0
    assert "cannot come" in await world.phone(OWNER).last()
    await world.at(31)
    assert await keys_like("noshow%") == []


async def test_who_is_made_a_volunteer_no_more_pauses_and_gives_back(world: World) -> None:
    task, volunteer_id = await a_task(await owner()), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    row = await db.row("SELECT id FROM grant_ WHERE role = 'volunteer'")
    assert row is not None
    async with db.transaction():
        await people.take(await owner(), row["id"])
    assert (await stands(one)).stage is Stage.GIVEN_UP
    [paused] = await db.rows("SELECT paused FROM volunteer WHERE id = $1", volunteer_id)
    assert bool(paused["paused"]) is True
    assert await filled(task) == 0


async def test_who_moves_keeps_their_places(world: World) -> None:
    one = await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    person = await a_person(HELPER)
    async with db.transaction():
        await people.resign(person, Role.VOLUNTEER)
        await people.give(person.id, Role.VOLUNTEER, HEPING, by=None)
    assert (await stands(one)).stage is Stage.ACCEPTED


# -- hours ----------------------------------------------------------------------------


async def worked_an_hour(world: World, volunteer_id: int, *, chat: int = HELPER) -> int:
    one = await accepted(await a_task(await owner()), volunteer_id)
    await world.at(0)
    phone = world.phone(chat)
    await phone.tap("I have arrived")
    await shares(phone)
    await world.at(60)
    await phone.tap("Done")
    return one.id


async def test_hours_are_changed_disputed_and_settled(world: World) -> None:
    assignment_id = await worked_an_hour(world, await a_volunteer(HELPER))
    phone, desk = world.phone(HELPER), world.phone(OWNER)
    assert "Until now: 1 h" in await desk.tap("Change the hours")
    assert "minutes" in await desk.send("0")
    assert "Confirmed for" in await desk.tap("30")
    assert "30 min for “Serve tea” (counted: 1 h)" in await phone.last()
    assert "What is wrong" in await phone.tap("These hours are wrong")
    assert "A coordinator looks into it" in await phone.send("I stayed an hour")
    assert "I stayed an hour" in await desk.last()
    upper = world.phone(UPPER)
    await upper.deliver(upper.tapped(f"settle:{assignment_id}", 1))
    await upper.send("1")
    await upper.tap("0")
    assert "Settled for" in await upper.send("you are right")
    said = await phone.last()
    assert "1 h are credited" in said
    assert "you are right" in said
    await desk.deliver(desk.tapped(f"settle:{assignment_id}", 1))
    assert "decided on meanwhile" in await desk.last()
    await phone.deliver(phone.tapped(f"object:{assignment_id}", 1))
    assert "no confirmed hours" in await phone.last()
    acts = await db.rows("SELECT act FROM journal WHERE act LIKE 'hours.%' ORDER BY id")
    assert [row["act"] for row in acts] == ["hours.confirmed", "hours.disputed", "hours.settled"]


async def test_hours_are_confirmed_once_and_as_they_were_seen(world: World) -> None:
    assignment_id = await worked_an_hour(world, await a_volunteer(HELPER))
    desk, upper = world.phone(OWNER), world.phone(UPPER)
    await desk.deliver(desk.tapped(f"credit:{assignment_id}:59", 1))
    assert "decided on meanwhile" in await desk.last()
    await desk.tap("Confirm the hours")
    await upper.deliver(upper.tapped(f"credit:{assignment_id}:60", 1))
    assert "decided on meanwhile" in await upper.last()
    assert len(await keys_like("confirmed:%")) == 1


async def test_nobody_confirms_their_own_hours(world: World) -> None:
    volunteer_id = await a_volunteer(OWNER)
    assignment_id = await worked_an_hour(world, volunteer_id, chat=OWNER)
    desk, upper = world.phone(OWNER), world.phone(UPPER)
    assert [key.rpartition(":")[2] for key in await keys_like("hours:%")] == [
        str((await a_person(UPPER)).id)
    ]
    await desk.deliver(desk.tapped(f"credit:{assignment_id}:60", 1))
    assert "your own hours" in await desk.last()
    [row] = await db.rows("SELECT task_id FROM assignment WHERE id = $1", assignment_id)
    await desk.deliver(desk.tapped(f"creditall:{row['task_id']}", 1))
    assert "No hours" in await desk.last()
    assert "Confirmed for" in await upper.tap("Confirm the hours")


async def test_the_summary_confirms_all_hours_at_once(world: World) -> None:
    task = await a_task(await owner(), places=3)
    for chat in (HELPER, SECOND):
        await accepted(task, await a_volunteer(chat))
    third = await accepted(task, await a_volunteer(83))
    await world.at(0)
    for chat in (HELPER, SECOND):
        await world.phone(chat).tap("I have arrived")
        await shares(world.phone(chat))
    await world.at(60)
    for chat in (HELPER, SECOND):
        await world.phone(chat).tap("Done")
    assert (await stands(third)).stage is Stage.NO_SHOW
    await world.at(209)
    assert (await tasks.get(task.id)).state is TaskState.OPEN
    await world.at(210)
    desk = world.phone(OWNER)
    said = await desk.last()
    for part in ("2 people came; asked for: 3", "Person 81: 1 h, to be confirmed", "Person 83"):
        assert part in said
    assert (await tasks.get(task.id)).state is TaskState.ENDED
    assert "to be confirmed" not in await desk.tap("Confirm all hours")
    assert len(await keys_like("confirmed:%")) == 2
    await ticking.tick()
    assert len(await keys_like("ended:%")) == 1
