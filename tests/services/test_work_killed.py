"""A tick killed at any of its statements leaves nothing half done; the next one finishes."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from bot.kernel import clock
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.volunteers.model import Stage
from bot.volunteers.service import ticking, working
from bot.volunteers.store import assignments, tasks
from tests.builders import TOWN, a_person
from tests.killing import Killed, dying
from tests.services.volunteers_at_work import (
    OWNER,
    SITE,
    START,
    a_coordinator,
    a_task,
    a_volunteer,
    accepted,
    holding_a_place,
)

TICKS = (-120, 0, 30, 60, 70, 210, 330)
"""Minutes after the start: reminded, asked, missed, asked whether well, silent, over, closed."""


async def a_life(
    world: StandingClock, chats: Iterator[int], after: int | None
) -> tuple[Counter[str], bool]:
    """One who does not come and one who does, a tick at each moment; what everybody was told.

    Each tick is killed at the statement `after` so many, and then comes again; whether one was.
    """
    before = {row["id"] for row in await db.rows("SELECT id FROM message")}
    task = await a_task(await a_coordinator(OWNER, TOWN), check_in=60)
    begins, was_killed, coming = clock.now() + START, False, next(chats)
    one = await accepted(task, await a_volunteer(coming))
    await accepted(task, await a_volunteer(next(chats)))
    for minutes in TICKS:
        world.advance(begins + timedelta(minutes=minutes) - clock.now())
        if after is not None:
            was_killed |= await killed(after)
            await nothing_is_half_done(task.id)
        await ticking.tick()
        if minutes == 0:
            async with db.transaction():
                await working.arrive(await a_person(coming), one.id, SITE)
    assert (await tasks.get(task.id)).filled == await holding_a_place(task) == 1
    found = await db.rows("SELECT id, dedupe_key FROM message WHERE dedupe_key IS NOT NULL")
    told = [row["dedupe_key"] for row in found if row["id"] not in before]
    return Counter(key.split(":")[0] for key in told), was_killed


async def killed(after: int) -> bool:
    """Whether a tick was killed there, and did not end before."""
    with dying(after):
        try:
            await ticking.tick()
        except Killed:
            return True
    return False


async def nothing_is_half_done(task_id: int) -> None:
    """Where somebody stands, and what was said and noted about it, agree at any time."""
    for one in await assignments.of_task(task_id):
        acts = await db.rows("SELECT act FROM journal WHERE subject = $1", f"assignment:{one.id}")
        noted = {row["act"] for row in acts}
        missed = await db.rows(
            "SELECT id FROM message WHERE dedupe_key LIKE $1", f"noshow:{one.id}:%"
        )
        is_missed = one.stage is Stage.NO_SHOW
        assert is_missed == bool(missed) == ("assignment.no_show" in noted)
        asked = await db.rows(
            "SELECT id FROM message WHERE dedupe_key LIKE $1", f"hours:{one.id}:%"
        )
        is_done = one.stage is Stage.DONE
        assert is_done == bool(asked) == ("assignment.done" in noted) == (one.minutes is not None)


async def test_killed_at_any_statement_the_next_tick_finishes(
    storage: None, clock: StandingClock, dialect: str
) -> None:
    chats = count(1_000)
    whole, _killed = await a_life(clock, chats, None)
    assert whole["noshow"] == whole["nosign"] == whole["closed"] == whole["ended"] == 1
    for after in count(0, 1 if dialect == "sqlite" else 5):
        told, was_killed = await a_life(clock, chats, after)
        assert told == whole, after
        if not was_killed:
            break
    assert after > 20
