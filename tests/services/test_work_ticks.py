"""The tick of the work, with the clock moved: reminders, who is missing, the end, safety."""

from datetime import timedelta

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.outbox.model import Lane
from bot.people.model import Person
from bot.volunteers.model import Hours, Stage, TaskState
from bot.volunteers.service import ticking
from bot.volunteers.store import assignments, tasks
from tests.builders import TOWN
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


async def kinds(pattern: str) -> list[str]:
    """The dedupe keys like this without their assignment."""
    return [key.rpartition(":")[0] for key in await keys_like(pattern)]


# -- reminders ------------------------------------------------------------------------


async def test_reminded_two_hours_before_and_asked_at_the_start(world: World) -> None:
    await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    await world.at(-121)
    assert await kinds("remind:%") == []
    await world.at(-120)
    await world.at(-119)
    assert await kinds("remind:%") == ["remind:before"]
    await world.at(-0.5)
    assert await kinds("remind:%") == ["remind:before"]
    await world.at(0)
    await world.at(0.5)
    assert await kinds("remind:%") == ["remind:before", "remind:start"]
    phone = world.phone(HELPER)
    assert "Are you on the way?" in await phone.last()
    assert await phone.buttons() == ["On the way", "I have arrived", "I cannot come"]


async def test_who_is_on_the_way_is_not_asked(world: World) -> None:
    await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    await world.at(-60)
    await world.phone(HELPER).tap("On the way")
    await world.at(0)
    assert await kinds("remind:%") == ["remind:before"]


async def test_after_an_outage_only_what_has_a_point_is_said(world: World) -> None:
    await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    await world.at(29)
    await world.at(31)
    assert await kinds("remind:%") == ["remind:start"]
    assert await keys_like("noshow:%") == []
    await world.at(59)
    assert len(await keys_like("noshow:%")) == 1


async def test_whom_nobody_asked_is_not_to_blame(world: World) -> None:
    task, volunteer_id = await a_task(await owner()), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    await world.at(4 * 24 * 60)
    assert (await stands(one)).stage is Stage.NO_SHOW
    assert await counters(volunteer_id) == (0, 0)
    assert (await tasks.get(task.id)).state is TaskState.ENDED
    row = await db.row("SELECT expires_at FROM message WHERE dedupe_key LIKE 'missed:%'")
    assert row is not None
    assert db.moment(row["expires_at"]) < world.clock.now()


# -- who is missing -------------------------------------------------------------------


async def test_who_does_not_come_is_missed_after_half_an_hour_and_replaced(world: World) -> None:
    task, volunteer_id = await a_task(await owner()), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    await world.at(0)
    await world.at(29.5)
    assert (await stands(one)).stage is Stage.ACCEPTED
    await world.at(30)
    assert (await stands(one)).stage is Stage.NO_SHOW
    assert (await filled(task), await counters(volunteer_id)) == (0, (0, 1))
    assert await look_at(task) == world.clock.now()
    assert "I hope that you are well" in await world.phone(HELPER).last()
    assert await world.phone(HELPER).buttons() == ["I am here"]
    assert "has not come" in await world.phone(OWNER).last()
    await world.at(31)
    assert len(await keys_like("noshow:%")) == 1


async def test_who_is_on_the_way_has_an_hour(world: World) -> None:
    one = await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    await world.at(10)
    await world.phone(HELPER).tap("On the way")
    await world.at(59.5)
    assert (await stands(one)).stage is Stage.ON_THE_WAY
    await world.at(60)
    assert (await stands(one)).stage is Stage.NO_SHOW


async def test_who_accepts_after_the_start_has_half_an_hour_from_then(world: World) -> None:
    task = await a_task(await owner())
    await world.at(60)
    one = await accepted(task, await a_volunteer(HELPER))
    await world.at(89)
    assert (await stands(one)).stage is Stage.ACCEPTED
    await world.at(90)
    assert (await stands(one)).stage is Stage.NO_SHOW


async def test_who_was_missed_and_is_there_takes_the_place_again_while_it_is_free(
    world: World,
) -> None:
    task, volunteer_id = await a_task(await owner(), places=1), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    await world.at(0)
    await world.at(30)
    phone = world.phone(HELPER)
    await phone.tap("I am here")
    await shares(phone)
    assert (await stands(one)).stage is Stage.ARRIVED
    assert (await filled(task), await counters(volunteer_id)) == (1, (0, 0))
    assert "has come after all" in await world.phone(OWNER).last()
    await world.at(90)
    await phone.tap("Done")
    assert (await stands(one)).minutes == 60


async def test_who_was_missed_and_replaced_is_thanked_for_coming(world: World) -> None:
    task, volunteer_id = await a_task(await owner(), places=1), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    await world.at(0)
    await world.at(30)
    await accepted(task, await a_volunteer(SECOND))
    phone = world.phone(HELPER)
    await phone.tap("I am here")
    assert "given to somebody else" in await shares(phone)
    assert ((await stands(one)).stage, await filled(task)) == (Stage.NO_SHOW, 1)
    assert "My tasks" in await phone.keys()
    assert "Nothing is open" in await phone.send("/cancel")


async def test_who_was_missed_and_helps_elsewhere_cannot_come_back(world: World) -> None:
    task, volunteer_id = await a_task(await owner()), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    await world.at(0)
    await world.at(30)
    await accepted(await a_task(await owner(), begins=world.clock.now()), volunteer_id)
    phone = world.phone(HELPER)
    await phone.deliver(phone.tapped(f"arrived:{one.id}", 1))
    assert "another task at this time" in await phone.last()


async def test_the_coordinator_sees_them_there(world: World) -> None:
    task, volunteer_id = await a_task(await owner(), places=1), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    await world.at(0)
    await world.at(30)
    desk = world.phone(OWNER)
    assert "Noted as arrived" in await desk.tap("They are there")
    there = await stands(one)
    assert (there.stage, there.on_site, await filled(task)) == (Stage.ARRIVED, True, 1)
    assert await counters(volunteer_id) == (0, 0)
    await world.at(90)
    assert "1 h counted" in await world.phone(HELPER).tap("Done")
    await desk.deliver(desk.tapped(f"vouch:{one.id}", 1))
    assert "cannot be done any more" in await desk.last()


async def test_the_coordinator_knows_that_they_were_there(world: World) -> None:
    task, volunteer_id = await a_task(await owner(), places=1), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    await world.at(0)
    await world.at(215)
    assert (await tasks.get(task.id)).state is TaskState.ENDED
    desk, phone = world.phone(OWNER), world.phone(HELPER)
    await desk.tap("They were there")
    await desk.send("2")
    assert "Confirmed for" in await desk.tap("30")
    done = await stands(one)
    assert (done.stage, done.minutes, done.hours) == (Stage.DONE, 150, Hours.CONFIRMED)
    assert (await counters(volunteer_id), await filled(task)) == ((1, 0), 1)
    assert "Your 2 h 30 min" in await phone.last()
    assert await phone.buttons() == ["These hours are wrong"]


async def test_nobody_is_vouched_for_whose_place_is_taken_nor_by_just_anybody(
    world: World,
) -> None:
    task = await a_task(await owner(), places=1)
    one = await accepted(task, await a_volunteer(HELPER))
    await world.at(0)
    await world.at(30)
    await accepted(task, await a_volunteer(SECOND))
    desk, other = world.phone(OWNER), world.phone(SECOND)
    assert "taken the place meanwhile" in await desk.tap("They are there")
    await other.deliver(other.tapped(f"vouch:{one.id}", 1))
    assert "no right" in await other.last()
    assert ((await stands(one)).stage, await filled(task)) == (Stage.NO_SHOW, 1)


async def test_nobody_replaces_who_is_missed_when_it_is_over(world: World) -> None:
    task = await a_task(await owner())
    await world.at(170)
    one = await accepted(task, await a_volunteer(HELPER))
    await world.at(200)
    assert (await stands(one)).stage is Stage.NO_SHOW
    assert await look_at(task) is None
    assert "is over, and I did not hear" in await world.phone(HELPER).last()
    assert "Somebody else" not in await world.phone(OWNER).last()
    phone = world.phone(HELPER)
    await world.at(211)
    await phone.deliver(phone.tapped(f"arrived:{one.id}", 1))
    assert "cannot be done any more" in await phone.last()


# -- the end --------------------------------------------------------------------------


async def test_who_forgets_to_say_done_is_reminded_and_closed_at_the_end_of_the_task(
    world: World,
) -> None:
    task, volunteer_id = await a_task(await owner()), await a_volunteer(HELPER)
    one = await accepted(task, volunteer_id)
    await world.at(0)
    phone = world.phone(HELPER)
    await phone.tap("I have arrived")
    await shares(phone)
    await world.at(209)
    assert await keys_like("remind:say_done%") == []
    await world.at(210)
    await world.at(211)
    assert "Please tap “Done”" in await phone.last()
    assert (await tasks.get(task.id)).state is TaskState.OPEN
    await world.at(329)
    assert (await stands(one)).stage is Stage.ARRIVED
    await world.at(330)
    done = await stands(one)
    assert (done.stage, done.minutes) == (Stage.DONE, 180)
    assert "I have counted 3 h" in await phone.last()
    assert await counters(volunteer_id) == (1, 0)
    assert (await tasks.get(task.id)).state is TaskState.ENDED
    assert "1 person came; asked for: 2" in await world.phone(OWNER).last()


async def test_overtime_counts_when_they_say_so(world: World) -> None:
    one = await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    await world.at(-45)
    phone = world.phone(HELPER)
    await world.phone(HELPER).tap("On the way")
    await phone.tap("I have arrived")
    await shares(phone)
    await world.at(250)
    await phone.tap("Done")
    assert (await stands(one)).minutes == 280


async def test_a_task_does_not_end_under_somebody_who_has_arrived_just_now(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = await a_task(await owner())
    await accepted(task, await a_volunteer(HELPER))
    await world.at(0)
    await world.phone(HELPER).tap("I have arrived")
    await shares(world.phone(HELPER))

    async def seen_before_they_arrived(_moment: object) -> list[int]:
        return [task.id]

    monkeypatch.setattr(assignments, "tasks_over", seen_before_they_arrived)
    await world.at(210)
    assert (await tasks.get(task.id)).state is TaskState.OPEN


async def test_a_task_that_nobody_came_to_ends_as_well(world: World) -> None:
    task = await a_task(await owner())
    await world.at(210)
    assert (await tasks.get(task.id)).state is TaskState.ENDED
    assert "0 people came; asked for: 2" in await world.phone(OWNER).last()
    assert await world.phone(OWNER).buttons() == []


# -- safety ---------------------------------------------------------------------------


async def at_work(world: World, *, check_in: int | None = 60) -> int:
    """Somebody has arrived at the start, who is asked every hour."""
    task = await a_task(await owner(), check_in=check_in)
    one = await accepted(task, await a_volunteer(HELPER))
    await world.at(0)
    phone = world.phone(HELPER)
    await phone.tap("I have arrived")
    await shares(phone)
    return one.id


async def test_asked_every_hour_until_done(world: World) -> None:
    await at_work(world)
    phone = world.phone(HELPER)
    await world.at(59.5)
    assert await keys_like("well:%") == []
    await world.at(60)
    assert "Are you well?" in await phone.last()
    await world.at(62)
    assert "Take care" in await phone.tap("I am well")
    await world.at(121)
    assert len(await keys_like("well:%")) == 1
    await world.at(122)
    assert len(await keys_like("well:%")) == 2
    await phone.tap("Done")
    await world.at(133)
    assert await keys_like("nosign:%") == []


async def test_without_a_check_in_nobody_is_asked(world: World) -> None:
    await at_work(world, check_in=None)
    await world.at(175)
    assert await keys_like("well:%") == []


async def test_no_answer_is_asked_once_more_and_the_owner_told(world: World) -> None:
    await at_work(world)
    phone, desk = world.phone(HELPER), world.phone(OWNER)
    await world.at(60)
    await world.at(69.5)
    assert await keys_like("nosign:%") == []
    await world.at(70)
    assert "Please answer: are you well?" in await phone.last()
    said = (await desk.said())[-2]
    assert "Person 81 does not answer" in said
    assert "13:00" in said
    assert await cards(OWNER) == ["+8613900000081"]
    assert await cards(UPPER) == []
    await world.at(100)
    assert len(await keys_like("nosign:%")) == 1
    await phone.tap("I am well")
    assert "they are well" in await desk.last()
    await world.at(159.5)
    assert len(await keys_like("well:%")) == 1
    await world.at(160)
    assert len(await keys_like("well:%")) == 2


async def test_a_call_for_help_goes_up_at_once_before_all_else(world: World) -> None:
    assignment_id = await at_work(world, check_in=None)
    said = await world.phone(HELPER).tap("I need help")
    assert "Person 11 and Person 12 have been told" in said
    for chat in (OWNER, UPPER):
        assert "Person 81 needs help" in (await world.phone(chat).said())[-2]
        assert await cards(chat) == ["+8613900000081"]
    lanes = await db.rows("SELECT lane FROM message WHERE dedupe_key LIKE '%sos:%'")
    assert {row["lane"] for row in lanes} == {Lane.EMERGENCY.value}
    await world.phone(HELPER).tap("I am well")
    assert "they are well" in await world.phone(UPPER).last()
    acts = await db.rows("SELECT subject FROM journal WHERE act = 'volunteer.needs_help'")
    assert [row["subject"] for row in acts] == [f"assignment:{assignment_id}"]


async def test_who_is_not_at_work_is_told_whom_to_call(world: World) -> None:
    one = await accepted(await a_task(await owner()), await a_volunteer(HELPER))
    phone = world.phone(HELPER)
    for name in ("well", "sos"):
        await phone.deliver(phone.tapped(f"{name}:{one.id}", 1))
        assert "call 120" in await phone.last()


async def test_a_second_tick_says_nothing_new(world: World) -> None:
    await at_work(world)
    for minutes in (60, 70, 210, 330):
        await world.at(minutes)
        before = len(await db.rows("SELECT id FROM message"))
        await ticking.tick()
        world.clock.advance(timedelta(seconds=1))
        await ticking.tick()
        assert len(await db.rows("SELECT id FROM message")) == before
