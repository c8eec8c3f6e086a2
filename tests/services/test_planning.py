"""Several tasks at once: proposed, sent on one tap, asked as proposed; on both databases."""

from datetime import timedelta

import pytest

from bot.kernel import clock as wall
from bot.kernel import database
from bot.people.model import Person
from bot.places.model import Point
from bot.volunteers.model import OfferState, Reason, Task, TaskState, Urgency, Wanted
from bot.volunteers.service import dispatching, matching, planning
from bot.volunteers.store import assignments, offers, plans, tasks
from bot.volunteers.store import pool as pools
from tests.fakes import Exchange
from tests.volunteers import a_brief, a_coordinator, a_task, a_volunteer

HERE, WEST, EAST = Point(106.61, 26.61), Point(106.57, 26.6), Point(106.66, 26.6)


@pytest.fixture
async def owner(storage: None) -> Person:
    return await a_coordinator()


async def a_planned(owner: Person, **differs: object) -> Task:
    return await tasks.add(a_brief(**differs), owner.id, TaskState.PLANNED, None)


async def asked(task: Task) -> list[int]:
    return sorted(one.volunteer_id for one in await offers.of_task(task.id, [OfferState.OPEN]))


async def test_everybody_goes_where_it_costs_least_together(owner: Person) -> None:
    west, east = await a_volunteer(1, point=WEST), await a_volunteer(2, point=EAST)
    one, other = await a_planned(owner, title="One"), await a_planned(owner, title="Other")
    proposed = await planning.propose(owner)
    assert (proposed.filled, proposed.places) == (2, 2)
    assert proposed.id is not None
    assert await asked(one) == await asked(other) == [], "nobody is asked before it is sent"
    assert await planning.send(owner, proposed.id) == 2
    await dispatching.tick()
    assert sorted(await asked(one) + await asked(other)) == [west, east]


async def test_what_is_urgent_is_filled_first_and_the_rest_says_why_it_is_empty(
    owner: Person,
) -> None:
    await a_volunteer(1)
    await a_volunteer(2, skills=frozenset({"cooking"}))
    calm = await a_planned(owner, title="Calm")
    urgent = await a_planned(owner, title="Urgent", urgency=Urgency.URGENT)
    proposed = await planning.propose(owner)
    by = {one.task.id: one for one in proposed.tasks}
    assert (by[urgent.id].filled, by[calm.id].filled) == (1, 0)
    [left] = by[calm.id].empty
    assert (left.places, left.elsewhere, dict(left.why_not)) == (1, 1, {Reason.SKILL: 1})
    assert proposed.tasks[0].task.id == calm.id, "the emptiest first"


async def test_a_plan_by_chat(storage: None, owner: Person) -> None:
    phone = Exchange().phone(900)
    assert "No task waits for a plan" in await phone.send("/plan")
    await a_volunteer(1)
    await a_planned(owner, wanted=(Wanted("loading", 1), Wanted("nurse", 2)))
    shown = await phone.send("/plan")
    assert "A plan for 1 task" in shown
    assert "1 of 3 places would be filled" in shown
    assert "Nurse: 2 empty (1 without the skill)" in shown
    assert "People for 1 task are being asked" in await phone.tap("Ask 1 volunteer")
    assert "No task waits for a plan" in await phone.send("/plan")
    await dispatching.tick()
    assert "Can you help?" in await phone.exchange.phone(1).last()


async def test_a_plan_is_sent_once_and_by_whoever_made_it(owner: Person) -> None:
    await a_volunteer(1)
    await a_planned(owner)
    proposed = await planning.propose(owner)
    assert proposed.id is not None
    other = await a_coordinator(901)
    with pytest.raises(Exception, match="not yours"):
        await planning.send(other, proposed.id)
    assert await planning.send(owner, proposed.id) == 1
    with pytest.raises(Exception, match="sent already"):
        await planning.send(owner, proposed.id)


async def test_what_a_plan_fills_is_left_to_it_also_when_others_are_asked_farther_away(
    owner: Person,
) -> None:
    for chat_id in (1, 2, 3):
        await a_volunteer(chat_id)
    task = await a_planned(owner, wanted=(Wanted("loading", 1), Wanted("nurse", 1)))
    proposed = await planning.propose(owner)
    assert proposed.id is not None
    await planning.send(owner, proposed.id)
    await dispatching.tick()
    assert len(await asked(task)) == 1, "no nurse is there, and the place for loading is planned"
    assert (await tasks.get(task.id)).widened


async def test_who_does_not_fit_any_more_is_replaced(owner: Person) -> None:
    near, far = await a_volunteer(1, point=HERE), await a_volunteer(2, point=EAST)
    task = await a_planned(owner)
    proposed = await planning.propose(owner)
    assert proposed.id is not None
    meanwhile = await a_task(owner)
    await assignments.add(meanwhile, meanwhile.needs[0].id, near)
    await tasks.look(meanwhile.id, None)
    await planning.send(owner, proposed.id)
    await dispatching.tick()
    assert await asked(task) == [far]
    assert await plans.take(task.id) == []


async def test_what_was_called_off_meanwhile_is_left(owner: Person) -> None:
    await a_volunteer(1)
    task = await a_planned(owner)
    proposed = await planning.propose(owner)
    assert proposed.id is not None
    await tasks.move(task.id, [TaskState.PLANNED], TaskState.CANCELLED)
    assert await planning.send(owner, proposed.id) == 0
    await dispatching.tick()
    assert await asked(task) == []


async def test_one_reading_for_all_is_a_reading_for_each(owner: Person) -> None:
    volunteers = [await a_volunteer(n) for n in range(1, 6)]
    several = []
    for n, volunteer in enumerate(volunteers):
        start = wall.now() + timedelta(hours=n)
        task = await a_task(owner, starts_at=start, ends_at=start + timedelta(hours=3))
        several.append(task)
        until = wall.now() + timedelta(minutes=5)
        await assignments.add(task, task.needs[0].id, volunteer)
        other = volunteers[n - 1]
        await offers.add(task.id, task.needs[0].id, other, metres=1, expires_at=until)
    await database.execute(
        "UPDATE assignment SET stage = 'done', minutes = 30, hours = 'counted' WHERE id = 1"
    )
    demands = [
        demand for task in several for demand in await matching.demands(task.brief, task_id=task.id)
    ]
    alone = [await pools.lately(one, wall.now()) for one in demands]
    together = await pools.latelies(demands, wall.now())
    for by_itself, one_of_all in zip(alone, together, strict=True):
        assert sorted(by_itself.busy) == sorted(one_of_all.busy)
        assert by_itself.minutes == one_of_all.minutes
        assert sorted(by_itself.already) == sorted(one_of_all.already)
        assert by_itself.offers == one_of_all.offers
