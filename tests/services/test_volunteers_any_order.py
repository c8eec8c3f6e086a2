"""The whole room of volunteers, in any order, killed anywhere: nobody is asked or sent wrongly."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.kernel import clock
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.errors import Refused
from bot.volunteers.model import LIVING, OfferState, Stage, Task
from bot.volunteers.service import matching, vouching
from bot.volunteers.store import assignments, offers
from tests.services import the_rooms_promises as promises
from tests.services.the_crew import CREW, KINDS, Room, a_room
from tests.services.the_whole_room import begin, do
from tests.volunteers import a_task

Act = tuple[str, int, int, int, int | None]
"""What is done, by whom, to which one, after how many minutes, killed after how many statements."""

WHAT = (
    *("dispatch",) * 8,
    *("accept",) * 8,
    *("work",) * 4,
    *("describe", "describe", "deliver", "decline", "decline", "later"),
    *("give up", "give up", "way", "arrive", "arrive", "done", "done", "vouch"),
    *("send", "verify", "suspend", "pause", "pause", "leave", "return", "return"),
    *("call off", "hand over", "plan", "plan", "send plan", "send now"),
)
MINUTES = (*(0,) * 7, 1, 6, 12, 12, 31, 61, 130, 400)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(WHAT),
        st.integers(0, len(CREW) - 1),
        st.integers(0, 11),
        st.sampled_from(MINUTES),
        st.one_of(st.none(), st.none(), st.none(), st.integers(0, 60)),
    ),
    min_size=30,
    max_size=50,
)
A_BUSY_DAY: list[Act] = [
    *(("accept", 0, 1, 1, None), ("accept", 0, 2, 0, 9), ("dispatch", 0, 0, 0, None)),
    *(("accept", 0, 0, 1, None), ("later", 0, 1, 0, None), ("decline", 0, 2, 0, None)),
    *(("give up", 0, 1, 1, None), ("accept", 0, 4, 0, None), ("dispatch", 0, 0, 0, 40)),
    *(("describe", 1, 2, 0, None), ("describe", 1, 5, 0, None), ("plan", 1, 1, 1, None)),
    *(("dispatch", 0, 0, 0, None), ("accept", 0, 3, 0, None), ("accept", 0, 1, 0, None)),
    *(("describe", 0, 3, 0, None), ("suspend", 0, 0, 0, None), ("pause", 3, 1, 0, None)),
    *(("dispatch", 0, 0, 0, None), ("pause", 3, 0, 1, None), ("leave", 1, 0, 0, None)),
    *(("dispatch", 0, 0, 0, None), ("accept", 0, 1, 0, None), ("return", 1, 0, 6, 30)),
    *(("work", 0, 0, 61, None), ("arrive", 0, 1, 0, None), ("work", 0, 0, 61, None)),
    *(("dispatch", 0, 0, 0, None), ("done", 0, 1, 1, None), ("vouch", 0, 1, 0, None)),
    *(("work", 0, 0, 130, 25), ("work", 0, 0, 0, None), ("dispatch", 0, 0, 12, None)),
    *(("hand over", 0, 0, 0, None), ("call off", 1, 1, 0, None), ("dispatch", 0, 0, 1, None)),
]
SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def room(storage: None, clock: StandingClock) -> Room:
    return await a_room(clock)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@settings(SLOWLY, max_examples=30)
@given(acts=ACTS, late=st.booleans())
@example(acts=A_BUSY_DAY, late=False)
@example(acts=A_BUSY_DAY, late=True)
async def test_whatever_happens_in_whatever_order(acts: list[Act], late: bool, room: Room) -> None:
    await _whatever_happens(acts, late, room)


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
@settings(SLOWLY, max_examples=5)
@given(acts=ACTS, late=st.booleans())
@example(acts=A_BUSY_DAY, late=False)
@example(acts=A_BUSY_DAY, late=True)
async def test_whatever_happens_on_postgresql(acts: list[Act], late: bool, room: Room) -> None:
    await _whatever_happens(acts, late, room)


async def _whatever_happens(acts: list[Act], late: bool, room: Room) -> None:
    """From nine in the morning, or, `late`, from half past nine in the evening."""
    await begin(room)
    room.clock.advance(timedelta(hours=12.5) * late)
    await do(room, "describe", 0, 0)
    await do(room, "describe", 0, 1)
    for what in ("dispatch", "deliver"):
        await do(room, what, 0, 0)
    for what, who, which, minutes, after in acts:
        room.clock.advance(timedelta(minutes=minutes))
        was_killed = await do(room, what, who, which, after)
        await promises.hold(room)
        if what == "dispatch" and not was_killed:
            await promises.settled(room)
            await do(room, "deliver", who, which)
    await _until_all_is_over(room)


async def test_nobody_vouches_for_the_arrival_of_whoever_has_left(room: Room) -> None:
    await begin(room)
    for what, which, minutes in (
        *(("describe", 0, 0), ("dispatch", 0, 0), ("accept", 1, 0)),
        *(("work", 0, 301), ("work", 0, 31)),
    ):
        room.clock.advance(timedelta(minutes=minutes))
        await do(room, what, 0, which)
        await promises.hold(room)
    [task_id] = await room.tasks()
    [missed] = await assignments.of_task(task_id, [Stage.NO_SHOW])
    for who in range(len(CREW)):
        await do(room, "leave", who, 0)
    with pytest.raises(Refused):
        await vouching.are_there(room.coordinators[0], missed.id)
    assert await assignments.of_task(task_id, LIVING) == []
    await vouching.were_there(room.coordinators[0], missed.id, 20)
    await promises.hold(room)


async def _until_all_is_over(room: Room) -> None:
    row = await db.row("SELECT max(ends_at) AS last FROM task WHERE id > $1", room.first["task"])
    assert row is not None
    room.clock.advance(max(db.moment(row["last"]) - clock.now(), timedelta(0)))
    for what in ("work", "dispatch"):
        await do(room, what, 0, 0)
    room.clock.advance(timedelta(hours=3))
    for what in ("work", "work", "dispatch"):
        await do(room, what, 0, 0)
        await promises.hold(room)
    await promises.settled(room)
    await promises.over(room)


# -- nobody is forgotten ---------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@settings(SLOWLY, max_examples=10)
@given(
    kinds=st.lists(st.integers(0, len(KINDS) - 1), min_size=1, max_size=3),
    killed=st.lists(st.integers(0, 150), max_size=4),
    late=st.booleans(),
)
async def test_where_everybody_is_silent_all_who_fit_are_asked(
    kinds: list[int], killed: list[int], late: bool, room: Room
) -> None:
    await begin(room)
    room.clock.advance(timedelta(hours=12.5) * late)
    asks = [await _begins_tomorrow(room, KINDS[kind][2]) for kind in kinds]
    fit = [await _who_fit(task) for task in asks]
    assert any(fit)
    left = iter(killed)
    while (at := await _next_look(asks)) is not None:
        room.clock.advance(max(at - clock.now(), timedelta(0)))
        await do(room, "dispatch", 0, 0, next(left, None))
        await promises.hold(room)
    for task, those in zip(asks, fit, strict=True):
        found = await offers.of_task(task.id)
        assert {one.volunteer_id for one in found} >= those
        assert {one.state for one in found} == {OfferState.EXPIRED}


async def _begins_tomorrow(room: Room, differs: Mapping[str, object]) -> Task:
    begins = clock.now() + timedelta(hours=15)
    return await a_task(
        room.coordinators[0], **differs, starts_at=begins, ends_at=begins + timedelta(hours=2)
    )


async def _who_fit(task: Task) -> set[int]:
    demands = await matching.demands(task.brief, widened=task.brief.may_widen, task_id=task.id)
    found = [await matching.fits(demand) for demand in demands]
    return {one.volunteer_id for fits in found for one in fits.candidates}


async def _next_look(asks: list[Task]) -> datetime | None:
    """When the dispatcher looks at one of the tasks again before the last of them ends."""
    last = max(task.brief.ends_at for task in asks)
    row = await db.row("SELECT min(look_at) AS at FROM task WHERE look_at <= $1", last)
    return None if row is None else db.moment_or_none(row["at"])
