"""Several days of a province by the moved clock: nobody twice, nobody forgotten, nobody late."""

import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest

from bot.app import running
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from bot.kernel.database import retried
from bot.outbox import service as outbox
from bot.places import service as places
from bot.places import store as place_store
from bot.places.importing import GUIZHOU, import_places
from bot.places.model import Level, Pause, Place
from bot.reminders import service as reminders
from bot.reports.model import Content, Report, ReportSubmitted, Stage, Timeliness
from bot.reports.rules.schedules import WEEKDAYS
from tests.builders import KEY

FIRST = date(2026, 3, 2)
TICKS = (
    *("09:00", "13:30", "14:00", "14:01", "15:00", "15:30", "15:31", "15:59", "16:00", "16:01"),
    *("16:02", "16:30", "17:00", "17:01", "18:00", "19:00", "19:05", "20:00", "20:01", "22:00"),
)
"""When the job ticks each day in Guizhou, around every moment at which something is due."""

USUAL: dict[str, Any] = {"deadline": "16:00", "days_off": [], "hopeless_days": 14}
OWN: tuple[dict[str, Any], ...] = (
    {"deadline": "15:00"},
    {"deadline": "18:00"},
    {"deadline": "18:00", "days_off": ["tue"]},
    {"days_off": ["wed"]},
    {"hopeless_days": 2},
    {"silent_days": 2},
)
"""How a place of the made-up province may differ."""


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
    own: dict[int, dict[str, Any]] = field(default_factory=dict)
    reported_at: dict[tuple[int, date], datetime] = field(default_factory=dict)
    paused_at: dict[tuple[int, date], datetime] = field(default_factory=dict)
    taken_at: dict[str, datetime] = field(default_factory=dict)

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

    async def differ(self, rng: random.Random) -> None:
        """Give some places a deadline, days off or an end of patience of their own."""
        high = [place for place in self.places if place.level is not Level.PROVINCE]
        for place in rng.sample(high, len(high) // 5):
            self.own[place.id] = dict(rng.choice(OWN))
        await _insert(
            "schedule (form, place_id, differs, changed_at)",
            [("daily", id_, json.dumps(own), self.clock.now()) for id_, own in self.own.items()],
        )

    def value(self, village: Place, name: str) -> Any:
        """What holds at the village: of the nearest place that has something of its own."""
        if not self.own:
            return USUAL[name]
        line = (village.id, *reversed(village.ancestor_ids))
        own = (self.own[id_] for id_ in line if id_ in self.own)
        return next((one[name] for one in own if name in one), USUAL[name])

    def is_paused(self, village: Place, day: date) -> bool:
        return bool(self.paused_at) and any(
            (id_, day) in self.paused_at for id_ in (*village.ancestor_ids, village.id)
        )

    def is_expected(self, village: Place, day: date) -> bool:
        """Whether it must report, as things stand now."""
        off = WEEKDAYS[day.weekday()] in self.value(village, "days_off")
        return not off and not self.is_paused(village, day)

    async def pause(self, place: Place, day: date) -> None:
        """Have the place and all below it not report that day."""
        self.paused_at[place.id, day] = self.clock.now()
        await places.pause(Pause(place.id, day, day, "closed"))

    async def to(self, day: date, moment: str) -> None:
        """Let the time come."""
        local = datetime.combine(day, time.fromisoformat(moment), tzinfo=UTC)
        self.clock.advance(local - timedelta(hours=8) - self.clock.now())

    async def pass_by(self) -> None:
        """Let a second go by, so that what comes first is seen in the times."""
        self.clock.advance(timedelta(seconds=1))

    async def take(self) -> None:
        """Claim what is due, as the sender would, and close what has lost its point."""
        now = self.clock.now()
        await db.execute(
            "UPDATE message SET status = 'expired' WHERE status = 'waiting' AND expires_at <= $1",
            now,
        )
        found = await db.rows(
            "UPDATE message SET status = 'sending' "
            "WHERE status = 'waiting' AND not_before <= $1 RETURNING dedupe_key",
            now,
        )
        self.taken_at.update({row["dedupe_key"]: now for row in found})

    async def deliver(self) -> None:
        """Send what was claimed."""
        now = self.clock.now()
        await db.execute(
            "UPDATE message SET status = 'sent', sent_at = $1 WHERE status = 'sending'", now
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


@dataclass(frozen=True)
class Sent:
    """A reminder as it went out."""

    person: int
    key: str
    day: date
    place_ids: set[int]
    at: datetime


async def reminded() -> list[Sent]:
    """Every reminder that was sent."""
    found = await db.rows(
        "SELECT r.person_id, r.key, r.day, r.place_ids, m.sent_at, m.chat_id FROM reminder r "
        "JOIN message m ON m.dedupe_key = r.key WHERE m.status = 'sent'"
    )
    assert all(row["chat_id"] == row["person_id"] for row in found)
    return [
        Sent(
            row["person_id"],
            row["key"],
            date.fromisoformat(str(row["day"])),
            set(json.loads(row["place_ids"])),
            db.moment(row["sent_at"]),
        )
        for row in found
    ]


async def nobody_hears_twice_or_too_late(province: Province) -> None:
    """A reminder a person and rung at most, of places without a report, before the deadline.

    Only what was on its way already may still arrive after a report.
    """
    sent = await db.rows("SELECT dedupe_key FROM message WHERE status = 'sent'")
    bases = Counter(str(row["dedupe_key"]).partition("+")[0] for row in sent)
    assert set(bases.values()) <= {1}
    known = {place.id: place for place in province.places}
    for one in await reminded():
        for id_ in one.place_ids:
            assert one.at < due(one.day, province.value(known[id_], "deadline"))
            assert province.reported_at.get((id_, one.day), one.at) >= province.taken_at[one.key]


async def told() -> Counter[tuple[int, date, str, datetime]]:
    """How many digests were posted to each chat, by day, rung and moment."""
    found = await db.rows(
        "SELECT m.chat_id, d.person_id, d.day, d.rung, d.told_at FROM message m "
        "JOIN digest d ON m.dedupe_key = 'digest:' || CAST(d.id AS VARCHAR(20))"
    )
    assert all(row["chat_id"] == row["person_id"] for row in found)
    return Counter(
        (
            row["chat_id"],
            date.fromisoformat(str(row["day"])),
            row["rung"].partition("-")[0],
            db.moment(row["told_at"]),
        )
        for row in found
    )


# -- who must hear what, as seen from here --------------------------------------------

AFTER = {Level.TOWNSHIP: 0, Level.COUNTY: 60, Level.PREFECTURE: 120, Level.PROVINCE: 180}
DEADLINES = ("15:00", "16:00", "18:00")
DAY = timedelta(days=1)


def due(day: date, deadline: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(deadline), tzinfo=UTC) - timedelta(hours=8)


def awake(moment: datetime) -> datetime:
    """The moment, or seven in the morning when it lies between nine and seven."""
    local = moment + timedelta(hours=8)
    morning = local.replace(hour=7, minute=0) + DAY * (local.hour >= 21)
    return moment if 7 <= local.hour < 21 else morning - timedelta(hours=8)


@dataclass
class Expected:
    """What must be told and asked, worked out without any ladder: by deadlines alone."""

    province: Province
    silent: dict[int, dict[date, int]] = field(default_factory=dict)
    opened: set[tuple[date, str]] = field(default_factory=set)
    climbed: set[tuple[date, str, Level]] = field(default_factory=set)
    asks: dict[tuple[int, date, str], tuple[int, datetime]] = field(default_factory=dict)
    messages: set[tuple[int, date, str, datetime]] = field(default_factory=set)

    def tick(self, day: date) -> None:
        """The time that it is now: who is told and asked."""
        now = self.province.clock.now()
        for of_day in (day - DAY, day):
            for deadline in DEADLINES:
                over = due(of_day, deadline) + DAY
                if of_day < FIRST or not due(of_day, deadline) < now < over:
                    continue
                self._open(of_day, deadline)
                if awake(now) == now:
                    self._climb(of_day, deadline, now)
                    self._ask(of_day, deadline, now, over)

    def _open(self, day: date, deadline: str) -> None:
        if (day, deadline) in self.opened:
            return
        self.opened.add((day, deadline))
        for village in self.province.villages:
            follows = self.province.value(village, "deadline") == deadline
            there = (village.id, day) in self.province.reported_at
            if follows and not there and self.province.is_expected(village, day):
                run = 1 + self._run_before(village, day)
                self.silent.setdefault(village.id, {})[day] = run

    def _run_before(self, village: Place, day: date) -> int:
        last, run = self._last_run(village, day)
        if not run or self._is_settled(village, last):
            return 0
        return 0 if self._reported_from(village, last, day) else run

    def _last_run(self, village: Place, day: date) -> tuple[date, int]:
        """The last day before this one on which the village was missing, the how manieth."""
        runs = self.silent.get(village.id, {})
        last = max((one for one in runs if one < day), default=day)
        return last, runs.get(last, 0) if last < day else 0

    def _reported_from(self, village: Place, first: date, day: date) -> bool:
        days = (first + n * DAY for n in range((day - first).days))
        return any((village.id, one) in self.province.reported_at for one in days)

    def _is_settled(self, village: Place, day: date) -> bool:
        return (village.id, day) in self.province.reported_at or self.province.is_paused(
            village, day
        )

    def is_asked_after(self, village: Place, day: date) -> bool:
        """Whether it is missing, and not for so long that nobody asks any more."""
        silent = self.silent.get(village.id, {}).get(day)
        if silent is None or self._is_settled(village, day):
            return False
        return day == FIRST or silent < self.province.value(village, "hopeless_days")

    def is_reminded(self, village: Place, day: date) -> bool:
        """Whether its worker is reminded: it must report, and has not been silent for long."""
        if not self.province.is_expected(village, day):
            return False
        last, run = self._last_run(village, day)
        lasts = run >= self.province.value(village, "hopeless_days")
        return not lasts or self._reported_from(village, last, day)

    def concerned(self, person: int, day: date, deadline: str) -> bool:
        """Whether something is missing below the person, by that deadline."""
        below = self.province.below[self.province.coordinator[person]]
        return any(
            self.province.value(village, "deadline") == deadline
            and self.is_asked_after(village, day)
            for village in below
        )

    def _climb(self, day: date, deadline: str, now: datetime) -> None:
        known = {place.id: place for place in self.province.places}
        for level, minutes in AFTER.items():
            moment = awake(due(day, deadline) + timedelta(minutes=minutes))
            if moment > now or (day, deadline, level) in self.climbed:
                continue
            self.climbed.add((day, deadline, level))
            for person, id_ in self.province.coordinator.items():
                if known[id_].level is level and self.concerned(person, day, deadline):
                    self.messages.add((person, day, level.value, now))
                    self._ask_later(person, day, deadline, 0, now)

    def _ask_later(self, person: int, day: date, deadline: str, asks: int, now: datetime) -> None:
        soonest = now + timedelta(hours=4 if asks else 1)
        moment = awake(max(due(day, deadline) + timedelta(hours=4), soonest))
        self.asks[person, day, deadline] = (asks, moment)

    def _ask(self, day: date, deadline: str, now: datetime, over: datetime) -> None:
        for (person, of_day, of_deadline), (asks, moment) in list(self.asks.items()):
            is_due = (of_day, of_deadline) == (day, deadline) and moment <= now and moment < over
            if is_due and self.concerned(person, day, deadline):
                self.messages.add((person, day, "again", now))
                self._ask_later(person, day, deadline, asks + 1, now)


# -- days -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Habits:
    """How many of the silent there are, and how often reports meet messages under way."""

    silent: float = 0.1
    early: float = 0.7
    meeting: float = 0.3
    dying: float = 0.3
    pausing: float = 0.5


async def live(province: Province, rng: random.Random, days: int, habits: Habits) -> None:
    """Days in which villages report when they like; checks at every tick who must hear."""
    silent = {village.id for village in province.villages if rng.random() < habits.silent}
    must = Expected(province)
    for number in range(days):
        day = FIRST + timedelta(days=number)
        when = {v.id: rng.choice(TICKS) for v in province.villages if v.id not in silent}
        when.update({id_: "09:00" for id_ in when if rng.random() < habits.early})
        for moment in TICKS:
            await province.to(day, moment)
            if moment in ("09:00", "17:00") and rng.random() < habits.pausing:
                await province.pause(rng.choice(province.places[1:]), day)
            coming = [v for v in province.villages if when.get(v.id) == moment]
            meeting = [v for v in coming if rng.random() < habits.meeting]
            later = {village.id for village in meeting}
            await province.report([v for v in coming if v.id not in later], day, react=False)
            if rng.random() < habits.dying:
                await a_tick_that_dies(rng.randint(0, 3))
            await reminders.tick()
            must.tick(day)
            await nobody_is_forgotten(province, must, day, moment)
            await on_their_way(province, meeting, day)
    await reminders.tick()
    await province.take()
    await province.deliver()
    assert await told() == Counter(dict.fromkeys(must.messages, 1))
    await nobody_hears_twice_or_too_late(province)
    await whoever_was_told_hears_of_the_end(province, must)


async def on_their_way(province: Province, meeting: list[Place], day: date) -> None:
    """Messages go out while reports come in: some before they are claimed, some after."""
    half = len(meeting) // 2
    if db.dialect() == "postgres":
        await db.execute("ANALYZE")  # as the server does by itself within a minute
    await province.pass_by()
    await province.report(meeting[:half], day)
    await province.pass_by()
    await province.take()
    await province.pass_by()
    await province.report(meeting[half:], day)
    await province.pass_by()
    await province.deliver()


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


FIRST_REMINDERS = {"13:30": "15:00", "14:00": "16:00", "15:30": "16:00", "16:00": "18:00"}
"""The ticks at which those who follow a deadline are reminded."""


async def nobody_is_forgotten(province: Province, must: Expected, day: date, moment: str) -> None:
    """Every worker with a missing place is being reminded of just those places."""
    if moment not in FIRST_REMINDERS:
        return
    deadline = FIRST_REMINDERS[moment]
    minutes = 30 if moment == "15:30" else 120
    rung = f"{due(day, deadline):%H%M}-{minutes}"
    found = await db.rows(
        "SELECT person_id, place_ids FROM reminder WHERE day = $1 AND rung = $2", day, rung
    )
    asked = {(row["person_id"], id_) for row in found for id_ in json.loads(row["place_ids"])}
    assert asked == {
        (province.worker[village.id], village.id)
        for village in province.villages
        if province.value(village, "deadline") == deadline
        and must.is_reminded(village, day)
        and (village.id, day) not in province.reported_at
    }


async def whoever_was_told_hears_of_the_end(province: Province, must: Expected) -> None:
    """One line for each whom a digest reached and below whom nothing is missing any more."""
    reached = await db.rows(
        "SELECT DISTINCT d.person_id, d.day FROM digest d JOIN message m "
        "ON m.dedupe_key = 'digest:' || CAST(d.id AS VARCHAR(20)) WHERE m.status <> 'cancelled'"
    )
    got = {(r["person_id"], date.fromisoformat(str(r["day"]))) for r in reached}
    found = await db.rows(
        "SELECT d.person_id, d.day FROM message m JOIN digest d "
        "ON m.dedupe_key = 'resolved:' || CAST(d.id AS VARCHAR(20))"
    )
    heard = Counter((row["person_id"], date.fromisoformat(str(row["day"]))) for row in found)
    assert set(heard) <= got
    for person, day in got:
        by = [deadline for p, d, deadline in must.asks if (p, d) == (person, day)]
        left = any(must.concerned(person, day, deadline) for deadline in by)
        assert heard[person, day] >= 1 - left
        assert heard[person, day] <= len(by) - left


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
    await province.differ(rng)
    await live(province, rng, 4, Habits())


@pytest.mark.timeout(600)
async def test_days_of_guizhou(empty: None, clock: StandingClock, dialect: str) -> None:
    await import_places(GUIZHOU)
    rng = random.Random(17_964)
    province = Province(list(await place_store.everything()), clock)
    assert len(province.villages) == 17_964
    await province.settle(rng, uncoordinated=0.02)
    habits = Habits(0.05, meeting=0.015, dying=0.0, pausing=0.0)
    await live(province, rng, 3 if dialect == "sqlite" else 1, habits)
