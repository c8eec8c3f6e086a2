"""Many say yes at the same moment, on connections of their own; on both databases."""

import asyncio
import random
from datetime import timedelta

import pytest

from bot.kernel import clock as wall
from bot.kernel import database
from bot.kernel.errors import Refused
from bot.people.model import Person
from bot.volunteers.model import LIVING, OfferState, Task, Wanted
from bot.volunteers.service import answering, dispatching
from bot.volunteers.store import assignments, offers, tasks
from tests.builders import a_person
from tests.volunteers import a_coordinator, a_task, a_volunteer

PLACES = 3


async def offered_to(task: Task, volunteers: list[int]) -> list[int]:
    """An open offer for each of them, whatever the dispatcher thinks; their ids in that order."""
    made = []
    for volunteer in volunteers:
        until = wall.now() + timedelta(minutes=30)
        one = await offers.add(task.id, task.needs[0].id, volunteer, metres=100, expires_at=until)
        assert one is not None
        made.append(one.id)
    return made


async def says_yes(person: Person, offer_id: int) -> str:
    """What became of it."""
    try:
        outcome, _task = await database.retried(lambda: answering.accept(person, offer_id))
    except Refused:
        return "refused"
    return str(outcome)


async def test_two_hundred_for_three_places(storage: None) -> None:
    owner = await a_coordinator()
    people = [await a_person(n) for n in range(1, 201)]
    volunteers = [await a_volunteer(n) for n in range(1, 201)]
    task = await a_task(owner, wanted=(Wanted("loading", PLACES),))
    ids = await offered_to(task, volunteers)
    pairs = list(zip(people, ids, strict=True))
    random.Random(1).shuffle(pairs)
    became = await asyncio.gather(*(says_yes(person, offer) for person, offer in pairs))
    assert (became.count("taken"), became.count("standby")) == (PLACES, 200 - PLACES)
    assert len(await assignments.of_task(task.id)) == PLACES
    assert (await tasks.get(task.id)).filled == PLACES
    await dispatching.tick()
    states = [one.state for one in await offers.of_task(task.id)]
    assert states.count(OfferState.STANDBY) == 200 - PLACES


async def test_nobody_is_in_two_places_at_one_time(storage: None) -> None:
    owner = await a_coordinator()
    people = [await a_person(n) for n in range(1, 31)]
    volunteers = [await a_volunteer(n) for n in range(1, 31)]
    together = [await a_task(owner, wanted=(Wanted("loading", 20),)) for _n in range(2)]
    pairs = [
        pair
        for task in together
        for pair in zip(people, await offered_to(task, volunteers), strict=True)
    ]
    random.Random(2).shuffle(pairs)
    became = await asyncio.gather(*(says_yes(person, offer) for person, offer in pairs))
    assert became.count("taken") == 30
    for volunteer in volunteers:
        assert len(await assignments.of_volunteer(volunteer, LIVING)) == 1
    for task in together:
        living = await assignments.of_task(task.id, LIVING)
        assert (await tasks.get(task.id)).filled == len(living) <= 20


async def test_one_yes_tapped_on_two_phones_counts_once(storage: None) -> None:
    owner, person = await a_coordinator(), await a_person(1)
    task = await a_task(owner, wanted=(Wanted("loading", PLACES),))
    [offer] = await offered_to(task, [await a_volunteer(1)])
    became = await asyncio.gather(*(says_yes(person, offer) for _n in range(8)))
    assert sorted(set(became)) == ["refused", "taken"]
    assert became.count("taken") == 1
    assert (await tasks.get(task.id)).filled == 1


async def test_the_dispatcher_and_the_answers_do_not_wait_in_a_circle(storage: None) -> None:
    owner = await a_coordinator()
    people = [await a_person(n) for n in range(1, 41)]
    for n in range(1, 41):
        await a_volunteer(n)
    several = [await a_task(owner, wanted=(Wanted("loading", 4),)) for _n in range(3)]
    await dispatching.tick()
    own = {person.id: [] for person in people}  # type: dict[int, list[int]]
    for task in several:
        for one in await offers.of_task(task.id):
            found = await offers.people_of([one.volunteer_id])
            own[found[one.volunteer_id]].append(one.id)

    async def looks() -> None:
        for _n in range(6):
            await dispatching.tick()
            for task in several:
                await tasks.look(task.id, wall.now())
            await asyncio.sleep(0)

    answers = [says_yes(person, offer) for person in people for offer in own[person.id]]
    await asyncio.gather(looks(), *answers)
    await dispatching.tick()
    for task in several:
        living = await assignments.of_task(task.id, LIVING)
        assert (await tasks.get(task.id)).filled == len(living) <= 4


@pytest.mark.parametrize("stage", ["done", "no_show", "called_off"])
async def test_the_database_itself_refuses_two_places_at_one_time(
    storage: None, stage: str
) -> None:
    owner, volunteer = await a_coordinator(), await a_volunteer(1)
    one, other = await a_task(owner), await a_task(owner)
    await assignments.add(one, one.needs[0].id, volunteer)
    with pytest.raises(Exception, match="assignment_nowhere_else"):
        await assignments.add(other, other.needs[0].id, volunteer)
    await database.execute("UPDATE assignment SET stage = $1", stage)
    await assignments.add(other, other.needs[0].id, volunteer)
    with pytest.raises(Exception, match="assignment_still_nowhere_else"):
        await database.execute("UPDATE assignment SET stage = 'arrived' WHERE stage = $1", stage)


async def test_the_database_itself_refuses_more_than_there_are_places(storage: None) -> None:
    task = await a_task(await a_coordinator())
    assert await tasks.take_place(task.needs[0].id)
    assert not await tasks.take_place(task.needs[0].id)
    with pytest.raises(Exception, match="need_never_overfilled"):
        await database.execute("UPDATE task_need SET filled = filled + 1")
