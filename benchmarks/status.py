"""How long a status takes at 19,572 places, and that a year of history makes it no longer."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import asyncpg

from benchmarks.crowd import percentile
from bot.app.running import storage
from bot.kernel import clock, database
from bot.kernel.config import Settings
from bot.kernel.database import rows, transaction
from bot.people import service as people
from bot.people.model import Person, Role
from bot.places import service as places
from bot.places.importing import GUIZHOU, import_places
from bot.places.model import Level, Pause, Place
from bot.reports import service as reports
from tests import postgres

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
"""A key for measuring; it protects nothing."""

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TODAY = NOW.date()
SHORT, LONG = 30, 365
"""Days kept; the reports themselves are there of the last `SHORT` days, day counts of all."""

PAUSES = 300
ALLOWED = 0.2
"""Seconds within which the status of the province is to answer."""

Waits = dict[str, list[float]]


async def tell(times: int, say: Callable[[str], None], progress: Callable[[str], None]) -> None:
    """Measure on both databases, each status so many times, and say what came out."""
    say("")
    say(
        f"The status of a place with 14 days of trend, {LONG} days kept, asked {times} times; "
        f"the ratio is to {SHORT} days kept."
    )
    say(f"{'':34}{'p50':>10}{'p95':>10}{'ratio':>8}")
    with TemporaryDirectory(prefix="bench-") as folder:
        url = f"sqlite://{Path(folder) / 'status.sqlite3'}?synchronous=OFF"
        await _on(url, "SQLite", times, say, progress)
    with postgres.running() as server:
        async with created(server) as url:
            await _on(url, "PostgreSQL", times, say, progress)


async def _on(
    url: str, name: str, times: int, say: Callable[[str], None], progress: Callable[[str], None]
) -> None:
    before = clock.use(clock.StandingClock(NOW))
    try:
        settings = Settings(token="1:benchmark", key=KEY, database_url=url)
        async with storage(settings):
            progress(f"{name}: Guizhou's places and {SHORT} days of reports")
            person, tops = await _prepared()
            await _reported(0, SHORT)
            short = await _measured(person, tops, times)
            progress(f"{name}: {LONG - SHORT} days more")
            await _reported(SHORT, LONG)
            _say_all(name, await _measured(person, tops, times), short, say)
    finally:
        clock.use(before)


@asynccontextmanager
async def created(server: str) -> AsyncIterator[str]:
    """A database of its own on the server."""
    connection = await asyncpg.connect(f"{server}/postgres")
    try:
        await connection.execute("CREATE DATABASE bench_status")
        yield f"{server}/bench_status"
        await connection.execute("DROP DATABASE bench_status WITH (FORCE)")
    finally:
        await connection.close()


async def _prepared() -> tuple[Person, dict[str, Place]]:
    """Guizhou, somebody who sees all of it, and the places that are asked about."""
    await import_places(GUIZHOU)
    person = await people.known(1_000_001, "Coordinator", "en")
    [province] = await places.tops()
    await people.give(person.id, Role.COORDINATOR, province, by=None)
    prefecture = (await places.children(province))[0]
    county = (await places.children(prefecture))[0]
    return person, {"province": province, "prefecture": prefecture, "county": county}


async def _reported(newest: int, oldest: int) -> None:
    """Every village but each twentieth has reported on the days from `oldest` back to `newest`."""
    async with transaction():
        for day in (TODAY - timedelta(days=back) for back in range(newest, oldest)):
            await _counts_of(day)
            if newest < SHORT:
                await _reports_of(day)
    await database.execute("ANALYZE")


async def _reports_of(day: date) -> None:
    await database.execute(
        "INSERT INTO report (form, version, place_id, day, revision, is_current, stage, content, "
        "timeliness, author_id, submitted_at, figures, doubts, concerns, first_by, second_by, "
        "first_depth, second_depth) "
        "SELECT 'daily', 1, id, $1, 1, TRUE, 'confirmed', 'zero', 'on_time', 1, $2, '{}', '[]', "
        "'', 2, 3, 4, 3 FROM place WHERE level = 'village' AND id % 20 <> 0",
        day,
        NOW,
    )


async def _counts_of(day: date) -> None:
    await database.execute(
        "INSERT INTO tally (form, day, place_id, received, zero, late, in_check, confirmed) "
        "SELECT 'daily', $1, parent_id, COUNT(*), COUNT(*), 0, 0, COUNT(*) FROM place "
        "WHERE level = 'village' AND id % 20 <> 0 GROUP BY parent_id",
        day,
    )


async def _measured(person: Person, tops: dict[str, Place], times: int) -> Waits:
    """The waits without pauses, and with some of villages and of townships."""
    waits = {name: await _asked(person, top, times) for name, top in tops.items()}
    await _pause(PAUSES)
    for name, top in tops.items():
        waits[f"{name}, {PAUSES} pauses"] = await _asked(person, top, times)
    await database.execute("DELETE FROM pause")
    return waits


async def _asked(person: Person, top: Place, times: int) -> list[float]:
    await reports.status(person, top.id)
    waits = []
    for _again in range(times):
        begun = time.perf_counter()
        await reports.status(person, top.id)
        waits.append(time.perf_counter() - begun)
    return waits


async def _pause(number: int) -> None:
    """Half of them of villages, half of townships, from some day of the last fortnight on."""
    async with transaction():
        for level in (Level.VILLAGE, Level.TOWNSHIP):
            found = await rows(
                "SELECT id FROM place WHERE level = $1 ORDER BY id % 97, id LIMIT $2",
                level.value,
                number // 2,
            )
            for n, row in enumerate(found):
                since = TODAY - timedelta(days=n % 20)
                until = since + timedelta(days=5) if n % 3 == 0 else None
                await places.pause(Pause(int(row["id"]), since, until, "measured"))


def _say_all(name: str, waits: Waits, short: Waits, say: Callable[[str], None]) -> None:
    for what, found in waits.items():
        p50, p95 = (percentile(found, part) * 1000 for part in (0.50, 0.95))
        ratio = median(found) / median(short[what])
        say(f"{name + ', ' + what:34}{p50:7.0f} ms{p95:7.0f} ms{ratio:8.2f}")
    worst = max(percentile(found, 0.95) for found in waits.values())
    verdict = "within" if worst < ALLOWED else "NOT within"
    say(f"{'':34}{verdict} {ALLOWED * 1000:.0f} ms in 95 of 100 asked")
