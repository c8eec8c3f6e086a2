"""Several days of a province by the moved clock: nobody twice, nobody forgotten, nobody late."""

import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.app import running
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from bot.kernel.database import retried
from bot.outbox import service as outbox
from bot.places import store as place_store
from bot.places.importing import GUIZHOU, import_places
from bot.places.model import Level, Place
from bot.reminders import service as reminders
from bot.reports.model import Content, Report, ReportSubmitted, Stage, Timeliness
from tests.builders import KEY

FIRST = date(2026, 3, 2)
TICKS = (
    *("09:00", "13:30", "14:00", "14:01", "15:00", "15:30", "15:31", "15:59", "16:00", "16:01"),
    *("16:02", "16:30", "17:00", "17:01", "18:00", "19:00", "19:05", "20:00", "20:01", "22:00"),
)
"""When the job ticks each day in Guizhou, around every moment at which something is due."""


def grown(rng: random.Random) -> list[Place]:
    """A made-up province of some counties, townships and villages."""
    found = [Place(1, "p1", None, Level.PROVINCE, "P", "1/")]
    for parents, level, most in (
        (Level.PROVINCE, Level.PREFECTURE, 2),
        (Level.PREFECTURE, Level.COUNTY, 3),
        (Level.COUNTY, Level.TOWNSHIP, 3),
        (Level.TOWNSHIP, Level.VILLAGE, 5),
    ):
        for above in [place for place in found if place.level is parents]:
            for _n in range(rng.randint(1, most)):
                id_ = len(found) + 1
                path = f"{above.path}{id_}/"
                found.append(Place(id_, f"p{id_}", above.id, level, f"{level}-{id_}", path))
    return found


@dataclass
class Province:
    """Who works and coordinates where; person ids are chats too. Keeps what was sent to whom."""

    places: list[Place]
    clock: StandingClock
    worker: dict[int, int] = field(default_factory=dict)
    coordinator: dict[int, int] = field(default_factory=dict)
    reported_at: dict[tuple[int, date], datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.villages = [place for place in self.places if place.level is Level.VILLAGE]
        self.below: dict[int, list[Place]] = {place.id: [] for place in self.places}
        for village in self.villages:
            for id_ in village.ancestor_ids:
                self.below[id_].append(village)

    async def settle(self, rng: random.Random, uncoordinated: float) -> None:
        """Have a worker for each village (some for two) and coordinators for most other places."""
        person, people, grants = 1_000, [], []
        for place in self.places:
            village = place.level is Level.VILLAGE
            if village and (rng.random() > 0.1 or person == 1_000):
                person += 1
                people.append(person)
            if village:
                self.worker[place.id] = person
                grants.append((person, "worker", place.id))
        person = 900_000
        for place in self.places:
            if place.level is not Level.VILLAGE and rng.random() >= uncoordinated:
                person += 1
                people.append(person)
                self.coordinator[person] = place.id
                grants.append((person, "coordinator", place.id))
        await _insert(
            "person (id, chat_id, name, language, reachable, joined_at)",
            [(p, p, f"P{p}", "zh_Hans", True, self.clock.now()) for p in people],
        )
        await _insert(
            "grant_ (person_id, role, place_id, since)",
            [(*grant, self.clock.now()) for grant in grants],
        )

    async def report(self, villages: Iterable[Place], day: date, *, react: bool = True) -> None:
        """Zero reports for these villages, as of now, with what reacts to them."""
        now = self.clock.now()
        fresh = [v for v in villages if (v.id, day) not in self.reported_at]
        self.reported_at.update({(village.id, day): now for village in fresh})
        await _insert(
            "report (form, version, place_id, day, revision, is_current, stage, content, "
            "timeliness, author_id, submitted_at, figures, doubts)",
            [
                ("daily", 1, v.id, day, 1, True, "submitted", "zero", "on_time", 1, now, "{}", "[]")
                for v in fresh
            ],
        )
        for village in fresh if react else ():
            await retried(partial(reminders.withdraw, ReportSubmitted(_zero(village, day, now))))

    def missing(self, day: date, top: Place | None = None) -> set[int]:
        """The villages below `top` without a report for the day, as of now."""
        below = self.villages if top is None else self.below[top.id]
        return {v.id for v in below if (v.id, day) not in self.reported_at}

    async def to(self, day: date, moment: str) -> None:
        """Let the time come."""
        local = datetime.combine(day, time.fromisoformat(moment), tzinfo=UTC)
        self.clock.advance(local - timedelta(hours=8) - self.clock.now())

    async def deliver(self) -> None:
        """Send what is due, as the sender would, and close what has lost its point."""
        now = self.clock.now()
        await db.execute(
            "UPDATE message SET status = 'expired' WHERE status = 'waiting' AND expires_at <= $1",
            now,
        )
        await db.execute(
            "UPDATE message SET status = 'sent', sent_at = $1 "
            "WHERE status = 'waiting' AND not_before <= $1",
            now,
        )


def _zero(village: Place, day: date, now: datetime) -> Report:
    return Report(
        id=0,
        form="daily",
        version=1,
        place_id=village.id,
        day=day,
        revision=1,
        is_current=True,
        stage=Stage.SUBMITTED,
        content=Content.ZERO,
        timeliness=Timeliness.ON_TIME,
        author_id=1,
        submitted_at=now,
    )


async def _insert(into: str, rows: list[tuple[object, ...]]) -> None:
    for start in range(0, len(rows), 1_000):
        batch = rows[start : start + 1_000]
        width = len(batch[0])
        marks = ", ".join(
            "(" + ", ".join(f"${n * width + c + 1}" for c in range(width)) + ")"
            for n in range(len(batch))
        )
        await db.execute(f"INSERT INTO {into} VALUES {marks}", *[v for row in batch for v in row])


# -- what must hold -------------------------------------------------------------------


async def reminded() -> list[tuple[int, date, str, set[int], datetime]]:
    """Every reminder that was sent: to whom, for which day and rung, of which places, when."""
    found = await db.rows(
        "SELECT r.person_id, r.day, r.rung, r.place_ids, m.sent_at, m.chat_id FROM reminder r "
        "JOIN message m ON m.dedupe_key = r.key WHERE m.status = 'sent'"
    )
    assert all(row["chat_id"] == row["person_id"] for row in found)
    return [
        (
            row["person_id"],
            date.fromisoformat(str(row["day"])),
            row["rung"],
            set(json.loads(row["place_ids"])),
            db.moment(row["sent_at"]),
        )
        for row in found
    ]


async def nobody_hears_twice_or_too_late(province: Province) -> None:
    """A reminder a person and rung at most, of places without a report, before the deadline."""
    sent = await db.rows("SELECT dedupe_key FROM message WHERE status = 'sent'")
    bases = Counter(str(row["dedupe_key"]).partition("+")[0] for row in sent)
    assert set(bases.values()) <= {1}
    for _person, day, _rung, place_ids, at in await reminded():
        assert at < datetime.combine(day, time(8), tzinfo=UTC)
        for id_ in place_ids:
            assert province.reported_at.get((id_, day), at) >= at


async def told() -> dict[tuple[int, date, str], int]:
    """How many digests were posted by person, day and rung."""
    found = await db.rows(
        "SELECT d.person_id, d.day, d.rung, count(*) AS n FROM digest d JOIN message m "
        "ON m.dedupe_key = 'digest:' || CAST(d.id AS VARCHAR(20)) AND m.chat_id = d.person_id "
        "GROUP BY d.person_id, d.day, d.rung"
    )
    return {
        (row["person_id"], date.fromisoformat(str(row["day"])), row["rung"]): row["n"]
        for row in found
    }


RUNGS = {
    "16:01": Level.TOWNSHIP,
    "17:00": Level.COUNTY,
    "18:00": Level.PREFECTURE,
    "19:00": Level.PROVINCE,
}


def to_be_told(province: Province, day: date, moment: str) -> set[tuple[int, date, str]]:
    """Who must be told at this time, as seen from here."""
    known = {place.id: place for place in province.places}
    return {
        (person, day, known[id_].level.value)
        for person, id_ in province.coordinator.items()
        if RUNGS.get(moment) is known[id_].level and province.missing(day, known[id_])
    }


ASKED = {"20:00": ("again", 0), "09:00": ("again-2", 1), "13:30": ("again-3", 1)}
"""The times at which whoever was told is asked again: the name of it, of how many days ago."""


def to_be_asked_again(
    province: Province, day: date, moment: str, former: set[tuple[int, date, str]]
) -> set[tuple[int, date, str]]:
    known = {place.id: place for place in province.places}
    name, days_ago = ASKED.get(moment, ("", 0))
    day -= timedelta(days=days_ago)
    return {
        (person, day, name)
        for person, of_day, _rung in former
        if name and of_day == day and province.missing(day, known[province.coordinator[person]])
    }


# -- days -----------------------------------------------------------------------------


async def live(province: Province, rng: random.Random, days: int, *, react: bool = True) -> None:
    """Days in which villages report when they like; checks at every tick who must hear."""
    silent = {village.id for village in province.villages if rng.random() < 0.05}
    must: set[tuple[int, date, str]] = set()
    for number in range(days):
        day = FIRST + timedelta(days=number)
        when = {v.id: rng.choice(TICKS) for v in province.villages if v.id not in silent}
        early = {id_ for id_ in when if rng.random() < 0.7}
        for moment in TICKS:
            await province.to(day, moment)
            coming = [
                village
                for village in province.villages
                if village.id in when
                and (when[village.id] == moment or (moment == "09:00" and village.id in early))
            ]
            await province.report(coming, day, react=react)
            if react and rng.random() < 0.3:
                await a_tick_that_dies(rng.randint(0, 3))
            await reminders.tick()
            if moment in ("14:00", "15:30"):
                await nobody_is_forgotten(province, day, moment)
            must |= to_be_told(province, day, moment)
            must |= to_be_asked_again(province, day, moment, must)
            if not react or rng.random() < 0.5:
                await province.deliver()
    await province.deliver()
    counts = await told()
    assert set(counts) == must
    assert set(counts.values()) <= {1}
    await nobody_hears_twice_or_too_late(province)
    await whoever_was_told_hears_of_the_end(province, must)


class Killed(Exception):
    """The process ended here."""


async def a_tick_that_dies(after: int) -> None:
    """The job, killed when it has posted so many messages."""
    left, real = iter(range(after)), outbox.post

    async def post(*args: Any, **options: Any) -> int | None:
        if next(left, None) is None:
            raise Killed
        return await real(*args, **options)

    with pytest.MonkeyPatch.context() as patched, suppress(Killed):
        patched.setattr(outbox, "post", post)
        await reminders.tick()


async def nobody_is_forgotten(province: Province, day: date, moment: str) -> None:
    """Every worker with a missing place is being reminded of just those places."""
    rung = {"14:00": "0800-120", "15:30": "0800-30"}[moment]
    found = await db.rows(
        "SELECT person_id, place_ids FROM reminder WHERE day = $1 AND rung = $2", day, rung
    )
    asked = {(row["person_id"], id_) for row in found for id_ in json.loads(row["place_ids"])}
    assert asked == {(province.worker[id_], id_) for id_ in province.missing(day)}


async def whoever_was_told_hears_of_the_end(
    province: Province, must: set[tuple[int, date, str]]
) -> None:
    """One line for each whom a digest reached and below whom nothing is missing any more."""
    known = {place.id: place for place in province.places}
    reached = await db.rows(
        "SELECT d.person_id, d.day, d.rung FROM digest d JOIN message m "
        "ON m.dedupe_key = 'digest:' || CAST(d.id AS VARCHAR(20)) WHERE m.status <> 'cancelled'"
    )
    got = {(r["person_id"], date.fromisoformat(str(r["day"])), r["rung"]) for r in reached}
    assert got <= must
    settled = {
        (person, day)
        for person, day, _rung in got
        if not province.missing(day, known[province.coordinator[person]])
    }
    found = await db.rows(
        "SELECT d.person_id, d.day FROM message m JOIN digest d "
        "ON m.dedupe_key = 'resolved:' || CAST(d.id AS VARCHAR(20))"
    )
    heard = Counter((row["person_id"], date.fromisoformat(str(row["day"]))) for row in found)
    assert heard == Counter(dict.fromkeys(settled, 1))


@pytest.fixture
async def empty(database_url: str, clock: StandingClock) -> AsyncIterator[None]:
    """The program's storage without any place."""
    async with running.storage(Settings(token="1:test", key=KEY, database_url=database_url)):
        yield


@pytest.mark.parametrize("seed", range(8))
async def test_days_of_a_made_up_province(empty: None, clock: StandingClock, seed: int) -> None:
    rng = random.Random(seed)
    province = Province(grown(rng), clock)
    await place_store.add(province.places, lambda _rows: None)
    await province.settle(rng, uncoordinated=0.2)
    await live(province, rng, days=4)


@pytest.mark.timeout(110)
async def test_three_days_of_guizhou(tmp_path: Path, clock: StandingClock) -> None:
    url = f"sqlite://{tmp_path / 'guizhou.sqlite3'}?synchronous=OFF"
    async with running.storage(Settings(token="1:test", key=KEY, database_url=url)):
        await import_places(GUIZHOU)
        rng = random.Random(17_964)
        province = Province(list(await place_store.everything()), clock)
        assert len(province.villages) == 17_964
        await province.settle(rng, uncoordinated=0.02)
        await live(province, rng, days=3, react=False)
