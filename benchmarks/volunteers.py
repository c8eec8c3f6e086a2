"""How long it takes to find who fits among 100,000 volunteers, and 200 who accept at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.crowd import percentile
from benchmarks.status import KEY, created
from bot.app.running import storage
from bot.kernel import clock, database, secret
from bot.kernel.config import Settings
from bot.people import service as people
from bot.people.model import Person, Role
from bot.places import service as places
from bot.places.importing import GUIZHOU, import_places
from bot.places.model import Level, Place, Point
from bot.volunteers.model import Brief, Demand, Details, Task, TaskState, Urgency, Wanted
from bot.volunteers.service import answering, matching, planning
from bot.volunteers.service.catalogue import catalogue
from bot.volunteers.store import offers, profiles, tasks
from tests import postgres

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
VOLUNTEERS, AT_ONCE, PLACES = 100_000, 200, 3
PLANNED, FOR_A_PLAN = 200, 20_000
"""Tasks of a plan, and volunteers there are for it."""
OFFERS, WORKING = 20_000, 5_000
"""Offers of the last seven days, and people who have worked in them."""

BATCH = 500

Say = Callable[[str], None]


async def tell(times: int, say: Say, progress: Say) -> None:
    """Measure on both databases, and say what came out."""
    say("")
    say(
        f"Finding two nurses among {VOLUNTEERS:,} volunteers of the province, {times} times, with "
        f"the reading of the database; {AT_ONCE} who accept at once for {PLACES} places."
    )
    with TemporaryDirectory(prefix="bench-") as folder:
        await _on(f"sqlite://{Path(folder) / 'v.sqlite3'}", "SQLite", times, say, progress)
        await _plan_on(f"sqlite://{Path(folder) / 'p.sqlite3'}", "SQLite", say, progress)
    with postgres.running() as server:
        async with created(server) as url:
            await _on(url, "PostgreSQL", times, say, progress)
        async with created(server) as url:
            await _plan_on(url, "PostgreSQL", say, progress)


async def _on(url: str, name: str, times: int, say: Say, progress: Say) -> None:
    before = clock.use(clock.StandingClock(NOW))
    try:
        settings = Settings(token="1:benchmark", key=KEY, database_url=url)
        async with storage(settings):
            progress(f"{name}: {VOLUNTEERS:,} volunteers")
            chance = Random(7)
            await import_places(GUIZHOU, progress=lambda _written, _total: None)
            [top] = await places.tops()
            owner = await _coordinator(top)
            await _seeded(top, chance, VOLUNTEERS)
            brief = _brief(top, await _somewhere(top, chance))
            await _tell_matching(name, brief, times, say)
            await _tell_accepting(name, owner, brief, say)
    finally:
        clock.use(before)


# -- finding --------------------------------------------------------------------------


async def _tell_matching(name: str, brief: Brief, times: int, say: Say) -> None:
    [demand] = await matching.demands(brief)
    first = await _seconds(lambda: matching.fits(demand))
    found = await matching.fits(demand)
    say(
        f"{name}: {found.n} fit; first, everybody is read: {first:.1f} s "
        f"(reasons of the others: {sum(found.why_not.values()):,})"
    )
    waits = [await _seconds(lambda: matching.fits(demand)) for _n in range(times)]
    _say(name, "nothing has changed", waits, say)
    waits = [await _after_a_change(demand, found.candidates[0].volunteer_id) for _n in range(times)]
    _say(name, "after one volunteer's change", waits, say)
    everybody = [await _seconds(lambda: matching.fits(demand, most=None)) for _n in range(times)]
    _say(name, "naming all who fit", everybody, say)


async def _after_a_change(demand: Demand, volunteer_id: int) -> float:
    await profiles.set_available(volunteer_id, True)
    return await _seconds(lambda: matching.fits(demand))


async def _seconds(act: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await act()
    return time.perf_counter() - began


def _say(name: str, what: str, waits: list[float], say: Say) -> None:
    marks = [f"{percentile(waits, part) * 1000:8.1f} ms" for part in (0.50, 0.95, 0.99)]
    say(f"{name:12}{what:34}p50 {marks[0]}  p95 {marks[1]}  p99 {marks[2]}")


# -- accepting ------------------------------------------------------------------------


async def _tell_accepting(name: str, owner: Person, brief: Brief, say: Say) -> None:
    waits: list[float] = []
    await database.execute(  # these live near enough
        "UPDATE volunteer SET radius_km = 500, paused = FALSE WHERE id <= $1", AT_ONCE
    )
    for _round in range(3):
        waits += await _accepted(owner, brief)
    _say(name, f"{AT_ONCE} accept at once", waits, say)


async def _accepted(owner: Person, brief: Brief) -> list[float]:
    """Everybody accepts at the same moment; how long each waited. Exactly PLACES get one."""
    wanted = Wanted(None, PLACES)
    task = await tasks.add(_with(brief, wanted), owner.id, TaskState.OPEN, None)
    asked = [await _offered(task, number) for number in range(1, AT_ONCE + 1)]
    took: list[float] = []

    async def accepts(person: Person, offer_id: int) -> None:
        began = time.perf_counter()
        await database.retried(lambda: answering.accept(person, offer_id), attempts=8)
        took.append(time.perf_counter() - began)

    await asyncio.gather(*(accepts(person, offer_id) for person, offer_id in asked))
    [row] = await database.rows("SELECT count(*) AS n FROM assignment WHERE task_id = $1", task.id)
    if row["n"] != PLACES:
        raise RuntimeError(f"{row['n']} people hold {PLACES} places")
    await database.execute("UPDATE assignment SET stage = 'called_off'")
    return took


async def _offered(task: Task, volunteer_id: int) -> tuple[Person, int]:
    until = clock.now() + timedelta(minutes=30)
    need = task.needs[0].id
    one = await offers.add(task.id, need, volunteer_id, metres=100, expires_at=until)
    found = await offers.people_of([volunteer_id])
    person = (await people.many(list(found.values())))[found[volunteer_id]]
    if one is None:
        raise RuntimeError("an offer was not kept")
    return person, one.id


# -- planning -------------------------------------------------------------------------


async def _plan_on(url: str, name: str, say: Say, progress: Say) -> None:
    """A plan from the tap to what is shown: read, found, solved, kept."""
    before = clock.use(clock.StandingClock(NOW))
    try:
        settings = Settings(token="1:benchmark", key=KEY, database_url=url)
        async with storage(settings):
            progress(f"{name}: {FOR_A_PLAN:,} volunteers, {PLANNED} tasks for a plan")
            chance = Random(11)
            await import_places(GUIZHOU, progress=lambda _written, _total: None)
            [top] = await places.tops()
            owner = await _coordinator(top)
            await _seeded(top, chance, FOR_A_PLAN)
            await _planned(top, owner, chance)
            await matching.pool()
            waits = [await _seconds(lambda: planning.propose(owner)) for _n in range(5)]
            plan = await planning.propose(owner)
            say(f"{name}: {plan.filled} of {plan.places} places of {len(plan.tasks)} tasks filled")
            _say(name, f"a plan of {PLANNED} tasks", waits, say)
    finally:
        clock.use(before)


async def _planned(top: Place, owner: Person, chance: Random) -> None:
    villages = [place for place in await places.subtree(top, Level.VILLAGE) if place.point]
    skills: list[str | None] = [None, *catalogue().skills]
    for _n in range(PLANNED):
        wanted = [Wanted(skill, chance.randint(1, 5)) for skill in chance.sample(skills, 2)]
        start = NOW + timedelta(days=1, hours=chance.randint(0, 8))
        brief = replace(
            _brief(top, chance.choice(villages)),
            wanted=tuple(wanted),
            starts_at=start,
            ends_at=start + timedelta(hours=3),
            urgency=chance.choice([Urgency.NORMAL, Urgency.NORMAL, Urgency.URGENT]),
        )
        await tasks.add(brief, owner.id, TaskState.PLANNED, None)


# -- what is there --------------------------------------------------------------------


async def _coordinator(top: Place) -> Person:
    person = await people.known(1, "Coordinator", "en")
    await people.give(person.id, Role.COORDINATOR, top, by=None)
    return person


async def _somewhere(top: Place, chance: Random) -> Place:
    villages = [place for place in await places.subtree(top, Level.VILLAGE) if place.point]
    return chance.choice(villages)


def _brief(top: Place, place: Place) -> Brief:
    start = NOW + timedelta(days=1, hours=2)
    details = Details("Invented", "Invented", point=place.point)
    hours = timedelta(hours=4)
    two = (Wanted("nurse", 2),)
    return Brief(top.id, place.id, "Vaccinate", "", start, start + hours, two, details)


def _with(brief: Brief, wanted: Wanted) -> Brief:
    return replace(brief, wanted=(wanted,), urgency=Urgency.EMERGENCY)


async def _seeded(top: Place, chance: Random, many: int) -> None:
    villages = [place for place in await places.subtree(top, Level.VILLAGE) if place.point]
    numbers = range(1, many + 1)
    await _insert(
        "person (id, chat_id, name, language, reachable, joined_at)",
        (f"({n + 1}, {n + 1}, 'Invented', 'en', TRUE, '{NOW}')" for n in numbers),
    )
    await _insert(
        "volunteer (id, person_id, place_id, consent, consented_at, languages, sealed_point, "
        "radius_km, windows, transport, available, paused, joined_at, changed, asked, said_yes)",
        (_row(n, chance.choice(villages), chance) for n in numbers),
    )
    skills = list(catalogue().skills)
    await _insert(
        "volunteer_skill (volunteer_id, skill, since, verified_until, suspended)",
        (
            f"({n}, '{skill}', '{NOW}', '2027-03-01', FALSE)"
            for n in numbers
            for skill in chance.sample(skills, 2)
        ),
    )
    await _lately(chance, many)
    await database.execute("INSERT INTO volunteer_change (id, number) VALUES (1, 1)")


def _row(number: int, village: Place, chance: Random) -> str:
    around = village.point or Point(0, 0)
    spot = f"{around.longitude + chance.gauss(0, 0.02)} {around.latitude + chance.gauss(0, 0.02)}"
    point = f"'{secret.current().seal(spot)}'" if chance.random() < 0.5 else "NULL"
    languages = '["mandarin"]'
    asked = chance.randint(0, 20)
    return (
        f"({number}, {number + 1}, {village.id}, 1, '{NOW}', '{languages}', {point}, "
        f"{chance.choice((3, 5, 10, 20, 50))}, {chance.choice((2097151, 30583, 1047552))}, 'car', "
        f"{chance.random() < 0.9}, {chance.random() < 0.05}, '{NOW}', 1, {asked}, "
        f"{chance.randint(0, asked)})"
    )


async def _lately(chance: Random, many: int) -> None:
    """Offers and work of the last seven days."""
    when = NOW - timedelta(days=3)
    await _insert(
        "offer (task_id, need_id, volunteer_id, state, wave, metres, offered_at, expires_at)",
        (
            f"({10_000 + n}, 1, {chance.randint(1, many)}, 'expired', 1, 1, '{when}', '{when}')"
            for n in range(OFFERS)
        ),
    )
    until = when + timedelta(hours=3)
    await _insert(
        "assignment (task_id, need_id, volunteer_id, stage, starts_at, ends_at, accepted_at, "
        "planned)",
        (
            f"({50_000 + n}, 1, {n % many + 1}, 'done', '{when}', '{until}', '{when}', 180)"
            for n in range(WORKING)
        ),
    )


async def _insert(into: str, rows: Iterable[str]) -> None:
    waiting: list[str] = []
    async with database.transaction():
        for row in rows:
            waiting.append(row)
            if len(waiting) == BATCH:
                await database.execute(f"INSERT INTO {into} VALUES {', '.join(waiting)}")
                waiting = []
        if waiting:
            await database.execute(f"INSERT INTO {into} VALUES {', '.join(waiting)}")
