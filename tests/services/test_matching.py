"""Who fits, from the database: what is kept in memory is never wrong, on both databases."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.kernel import clock as wall
from bot.kernel import database
from bot.kernel.clock import StandingClock
from bot.people import service as people
from bot.places.model import Point
from bot.volunteers.model import Demand, Reason, Relaxation, TaskState, Wanted
from bot.volunteers.rules.windows import PRESETS
from bot.volunteers.service import matching
from bot.volunteers.store import assignments, offers, profiles, tasks
from tests.builders import HEPING, OTHER_TOWN, TOWN, a_person
from tests.volunteers import a_brief, a_profile, a_volunteer


async def demand(**differs: object) -> Demand:
    [one] = await matching.demands(a_brief(**differs))
    return one


async def names(wanted: Demand) -> list[int]:
    return [one.volunteer_id for one in (await matching.fits(wanted)).candidates]


async def test_who_starts_from_a_place_starts_from_its_point_or_the_one_above(
    storage: None,
) -> None:
    here = await a_volunteer(1)
    there = await a_volunteer(2, point=Point(107.0, 26.6), radius_km=10)
    assert await names(await demand()) == [here]
    assert (await matching.fits(await demand())).why_not == {Reason.FAR: 1}
    assert await matching.unfit(there, await demand()) is Reason.FAR
    assert await matching.unfit(here, await demand()) is None


async def test_the_times_are_those_of_the_place(storage: None) -> None:
    mornings = frozenset(one for one in PRESETS["any"] if one.part == "morning")
    await a_volunteer(1, windows=mornings)
    at_nine = a_brief()  # 09:00 in Guizhou, and so from 14:00
    assert (await matching.fits(await demand())).why_not == {Reason.TIME: 1}
    soon = replace(at_nine, starts_at=wall.now(), ends_at=wall.now() + timedelta(hours=2))
    [morning] = await matching.demands(soon)
    assert len(await names(morning)) == 1


async def test_commitments_and_offers_stand_against_somebody(storage: None) -> None:
    one, other = await a_volunteer(1), await a_volunteer(2)
    coordinator = await a_person(9)
    task = await tasks.add(a_brief(), coordinator.id, TaskState.OPEN, None)
    await assignments.add(task, task.needs[0].id, one)
    later = wall.now() + timedelta(minutes=30)
    await offers.add(task.id, task.needs[0].id, other, metres=1, expires_at=later)
    [wanted] = await matching.demands(a_brief(), task_id=task.id)
    assert (await matching.fits(wanted)).why_not == {Reason.BUSY: 1, Reason.ALREADY: 1}
    assert await matching.unfit(other, wanted) is Reason.ALREADY
    assert await matching.unfit(other, wanted, for_acceptance=True) is None
    assert await matching.unfit(one, wanted, for_acceptance=True) is Reason.BUSY


async def test_a_week_holds_twenty_four_hours(storage: None, clock: StandingClock) -> None:
    one, coordinator = await a_volunteer(1), await a_person(9)
    for day in range(3):
        start = wall.now() + timedelta(days=day, hours=10)
        busy = a_brief(starts_at=start, ends_at=start + timedelta(hours=8))
        task = await tasks.add(busy, coordinator.id, TaskState.OPEN, None)
        await assignments.add(task, task.needs[0].id, one)
    start = wall.now() + timedelta(days=4)
    wanted = await demand(starts_at=start, ends_at=start + timedelta(hours=1))
    assert (await matching.fits(wanted)).why_not == {Reason.HOURS: 1}
    start = wall.now() + timedelta(days=8)
    assert await names(await demand(starts_at=start, ends_at=start + timedelta(hours=1))) == [one]


async def test_whom_no_message_reaches_is_not_asked(storage: None) -> None:
    one = await a_volunteer(1)
    await people.reached(1, False)
    assert await matching.unfit(one, await demand()) is Reason.UNAVAILABLE


async def test_what_would_help(storage: None) -> None:
    await a_volunteer(1, skills=frozenset({"nurse"}))
    await a_volunteer(2, skills=frozenset({"nurse"}), point=Point(106.9, 26.6))
    nurse = a_brief(wanted=(Wanted("nurse", 2),), languages=frozenset({"miao"}))
    assert await matching.relaxations(nurse) == {}
    assert await matching.relaxations(replace(nurse, languages=frozenset())) == {
        Relaxation.UNVERIFIED: 1
    }
    loose = replace(nurse, languages=frozenset(), unverified=True)
    assert await matching.relaxations(loose) == {Relaxation.WIDER: 1}


async def test_what_was_undone_is_not_kept(storage: None) -> None:
    await a_volunteer(1)
    assert len(await names(await demand())) == 1

    async def undone() -> None:
        async with database.transaction():
            await a_volunteer(2)
            assert len(await names(await demand())) == 2, "one's own change shows at once"
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await undone()
    assert len(await names(await demand())) == 1
    third = await a_volunteer(3)  # bears the number that the undone change had
    assert third in await names(await demand())


async def test_another_database_has_other_volunteers(storage: None) -> None:
    assert await names(await demand()) == []


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_kept_is_what_would_be_read(
    storage: None, clock: StandingClock, seed: int
) -> None:
    chance = random.Random(seed)
    known: list[int] = []
    for chat_id in range(60):
        act = chance.choice(["add", "add", "change", "pause", "switch", "leave", "look", "count"])
        if act == "add" or not known:
            known.append(await a_volunteer(chat_id, radius_km=chance.choice([3, 20])))
            continue
        one = chance.choice(known)
        if act == "change":
            place = chance.choice([TOWN.id, OTHER_TOWN.id, HEPING.id])
            await profiles.change(one, a_profile(place_id=place, radius_km=chance.choice([3, 50])))
        elif act == "pause":
            await profiles.set_paused(one, chance.random() < 0.5)
        elif act == "switch":
            await profiles.set_available(one, chance.random() < 0.5)
        elif act == "count":
            await profiles.count([one], asked=1, yes=1)
        elif act == "leave":
            known.remove(one)
            await profiles.leave(one)
        else:
            clock.advance(timedelta(minutes=chance.choice([1, 90])))
        kept = await matching.fits(await demand())
        database.memory().clear()
        assert kept == await matching.fits(await demand())
        fitting = [one.volunteer_id for one in kept.candidates]
        alone = [v for v in known if await matching.unfit(v, await demand()) is None]
        assert sorted(fitting) == sorted(alone)
        if chance.random() < 0.5:
            database.memory().clear()
