"""The whole room of volunteers, in any order, killed anywhere: nobody is asked or sent wrongly."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.kernel import clock
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from tests.services import the_rooms_promises as promises
from tests.services import the_whole_room as the_room
from tests.services.the_whole_room import CREW, Room, do

Act = tuple[str, int, int, int, int | None]
"""What is done, by whom, to which one, after how many minutes, killed after how many statements."""

WHAT = (
    *("dispatch",) * 7,
    *("accept",) * 6,
    *("work",) * 4,
    *("describe", "describe", "deliver", "deliver", "deliver", "decline", "decline", "later"),
    *("give up", "give up", "way", "arrive", "arrive", "done", "done", "vouch"),
    *("send", "verify", "suspend", "pause", "pause", "leave", "return", "return"),
    *("call off", "hand over", "plan", "send plan", "send plan", "send now"),
)
MINUTES = (0, 0, 0, 1, 6, 12, 31, 61, 130, 400)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(WHAT),
        st.integers(0, len(CREW) - 1),
        st.integers(0, 11),
        st.sampled_from(MINUTES),
        st.one_of(st.none(), st.none(), st.integers(0, 90)),
    ),
    min_size=25,
    max_size=45,
)
SLOWLY = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture
async def room(storage: None, clock: StandingClock) -> Room:
    return await the_room.a_room(clock)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@settings(max_examples=30, **SLOWLY)
@given(acts=ACTS)
async def test_whatever_happens_in_whatever_order(acts: list[Act], room: Room) -> None:
    await _whatever_happens(acts, room)


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
@settings(max_examples=8, **SLOWLY)
@given(acts=ACTS)
async def test_whatever_happens_where_many_work_at_once(acts: list[Act], room: Room) -> None:
    await _whatever_happens(acts, room)


async def _whatever_happens(acts: list[Act], room: Room) -> None:
    await the_room.begin(room)
    await do(room, "describe", 0, 0)
    await do(room, "describe", 0, 1)
    for what, who, which, minutes, after in acts:
        room.clock.advance(timedelta(minutes=minutes))
        was_killed = await do(room, what, who, which, after)
        await promises.hold(room)
        if what == "dispatch" and not was_killed:
            await promises.settled(room)
    await _until_all_is_over(room)


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
