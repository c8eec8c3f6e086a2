"""Whatever volunteers, coordinators and the clock do, in any order: places and hours add up."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.kernel import clock
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.errors import Refused
from bot.people.model import Person
from bot.volunteers.model import LIVING, Hours, Stage, Task, TaskState
from bot.volunteers.rules.work import ONWARD
from bot.volunteers.service import hours, safety, ticking, vouching, working
from bot.volunteers.store import assignments, tasks
from tests.builders import COUNTY, TOWN, a_person
from tests.services.volunteers_at_work import (
    OWNER,
    SITE,
    UPPER,
    a_coordinator,
    a_task,
    a_volunteer,
    holding_a_place,
)

FIRST = 900
HELPERS = 3

Act = tuple[str, int, int]
"""What is done, by which of the volunteers, after how many minutes."""

WHAT = (
    *("accept", "accept", "way", "arrive", "arrive", "done", "give up", "well", "help"),
    *("tick", "tick", "tick", "tick", "confirm", "change", "dispute", "settle", "all"),
    *("vouch there", "vouch done", "call off", "forget"),
)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(WHAT),
        st.integers(0, HELPERS - 1),
        st.sampled_from((0, 0, 1, 9, 31, 61, 130)),
    ),
    min_size=25,
    max_size=45,
)
MISSED_AND_COME: list[Act] = [
    *(("accept", 0, 0), ("accept", 1, 0), ("tick", 0, 130), ("tick", 0, 130), ("tick", 0, 31)),
    *(("arrive", 0, 1), ("accept", 2, 0), ("arrive", 1, 0), ("tick", 0, 61), ("tick", 0, 9)),
    *(("done", 0, 1), ("confirm", 0, 0), ("dispute", 0, 0), ("settle", 0, 0), ("give up", 2, 0)),
    *(("tick", 0, 130), ("tick", 0, 130), ("tick", 0, 130)),
]


@dataclass
class World:
    """Two places for three volunteers, two coordinators; a task for each try."""

    clock: StandingClock
    owner: Person
    upper: Person
    helpers: list[tuple[Person, int]]
    seen: dict[int, Stage] = field(default_factory=dict)


@pytest.fixture
async def world(storage: None, clock: StandingClock) -> World:
    owner, upper = await a_coordinator(OWNER, TOWN), await a_coordinator(UPPER, COUNTY)
    helpers = []
    for chat in range(FIRST, FIRST + HELPERS):
        volunteer_id = await a_volunteer(chat)
        helpers.append((await a_person(chat), volunteer_id))
    return World(clock, owner, upper, helpers)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
@example(acts=MISSED_AND_COME)
async def test_places_stages_and_hours_add_up(acts: list[Act], world: World) -> None:
    await _clear_away(world)
    begins = clock.now() + timedelta(hours=4)
    task = await a_task(world.owner, places=2, check_in=60, begins=begins)
    for what, who, minutes in acts:
        world.clock.advance(timedelta(minutes=minutes))
        await _tried(world, task, what, who)
        await _adds_up(world, task)
    await _told_once(task)


async def _clear_away(world: World) -> None:
    """Nobody is committed elsewhere when a try begins."""
    for _person, volunteer_id in world.helpers:
        await working.forget(volunteer_id)
    await db.execute("UPDATE volunteer SET came = 0, failed = 0")
    world.clock.advance(timedelta(days=1))


async def _tried(world: World, task: Task, what: str, who: int) -> None:
    person, volunteer_id = world.helpers[who]
    if what == "tick":
        await ticking.tick()
        return
    try:
        async with db.transaction():
            if what == "accept":
                await _accept(task, volunteer_id)
            elif what == "call off":
                await _call_off(task)
            elif what == "forget":
                await working.forget(volunteer_id)
            elif what == "all":
                await hours.confirm_all(world.upper, task.id)
            else:
                await _act(world, task, what, person, volunteer_id)
    except Refused:
        pass


async def _accept(task: Task, volunteer_id: int) -> None:
    """As the offers' side does it: only while there is a place and the task is to come."""
    await assignments.lock_volunteer(volunteer_id)
    await tasks.lock(task.id)
    now = await tasks.get(task.id)
    if now.state is not TaskState.OPEN or clock.now() >= now.brief.ends_at:
        return
    if await assignments.of_volunteer(volunteer_id, LIVING):
        return
    if await tasks.take_place(task.needs[0].id):
        await working.begin(await assignments.add(task, task.needs[0].id, volunteer_id))


async def _call_off(task: Task) -> None:
    if await tasks.move(task.id, [TaskState.OPEN], TaskState.CANCELLED, "rain"):
        await working.release(task, "called off")


async def _act(world: World, task: Task, what: str, person: Person, volunteer_id: int) -> None:
    own = [one for one in await assignments.of_task(task.id) if one.volunteer_id == volunteer_id]
    if not own:
        return
    one = own[-1]
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "way": lambda: working.on_the_way(person, one.id),
        "arrive": lambda: working.arrive(person, one.id, SITE),
        "done": lambda: working.done(person, one.id),
        "give up": lambda: working.give_up(person, one.id),
        "well": lambda: safety.well(person, one.id),
        "help": lambda: safety.need_help(person, one.id),
        "confirm": lambda: hours.confirm(world.owner, one.id, one.minutes or 0),
        "change": lambda: hours.change(world.upper, one.id, 30),
        "dispute": lambda: hours.dispute(person, one.id, "it was longer"),
        "vouch there": lambda: vouching.are_there(world.owner, one.id),
        "vouch done": lambda: vouching.were_there(world.owner, one.id, 20),
        "settle": lambda: hours.settle(world.owner, one.id, 45, "so be it"),
    }
    await acts[what]()


# -- what must hold -------------------------------------------------------------------


async def _adds_up(world: World, task: Task) -> None:
    now = await tasks.get(task.id)
    assert now.filled == await holding_a_place(task) <= now.count
    everybody = await assignments.of_task(task.id)
    for one in everybody:
        before = world.seen.get(one.id, one.stage)
        assert one.stage is before or one.stage in ONWARD[before], (before, one.stage)
        world.seen[one.id] = one.stage
        assert (one.minutes is not None) == (one.stage is Stage.DONE)
        assert one.check_in_at is None or one.stage is Stage.ARRIVED
    if now.state is TaskState.ENDED:
        assert not [one for one in everybody if one.stage in LIVING]
    done = sum(one.stage is Stage.DONE for one in everybody)
    counted = await db.row("SELECT sum(came) AS n, min(failed) AS least FROM volunteer")
    assert counted is not None
    assert counted["n"] == done
    assert counted["least"] >= 0


MAY_REPEAT = {"volunteer.silent", "volunteer.needs_help"}


async def _told_once(task: Task) -> None:
    """Each step is noted once, hours with it; and the owner is told of each who did not come."""
    for one in await assignments.of_task(task.id):
        acts = await db.rows("SELECT act FROM journal WHERE subject = $1", f"assignment:{one.id}")
        noted = Counter(row["act"] for row in acts if row["act"] not in MAY_REPEAT)
        assert set(noted.values()) <= {1}, noted
        assert noted["assignment.done"] + noted["hours.vouched"] == (one.stage is Stage.DONE)
        assert noted["hours.settled"] == (one.hours is Hours.SETTLED)
        told = await db.rows(
            "SELECT id FROM message WHERE dedupe_key LIKE $1", f"noshow:{one.id}:%"
        )
        assert len(told) == noted["assignment.no_show"]
