"""What tests of the work begin with: a task of an afternoon, a coordinator, volunteers on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kernel import clock
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people import service as people
from bot.people.model import Person, Role
from bot.places.model import Place, Point
from bot.volunteers.model import (
    Assignment,
    Brief,
    Details,
    Profile,
    Stage,
    Task,
    TaskState,
    Transport,
    Wanted,
)
from bot.volunteers.service import ticking, working
from bot.volunteers.store import assignments, profiles, tasks
from tests.builders import COUNTY, HEPING, TOWN, a_person
from tests.fakes import Exchange, Telephone

OWNER, UPPER, HELPER, SECOND = 11, 12, 81, 82
SITE = Point(106.71, 26.57)
START = timedelta(hours=4)
"""From nine in the morning, when the clock stands first, to one in the afternoon."""
LASTS = timedelta(hours=3)


@dataclass
class World:
    """One program with its phones, whose clock moves half minute by half minute when asked."""

    exchange: Exchange
    clock: StandingClock
    begins: datetime

    def phone(self, chat_id: int) -> Telephone:
        return self.exchange.phone(chat_id)

    async def at(self, minutes: float) -> None:
        """Move to so many minutes after the start (before it, when negative), and tick once."""
        wanted = self.begins + timedelta(minutes=minutes)
        self.clock.advance(wanted - clock.now())
        await ticking.tick()


async def a_coordinator(chat_id: int, place: Place) -> Person:
    return await a_person(chat_id, (Role.COORDINATOR, place))


async def a_volunteer(chat_id: int) -> int:
    """Somebody invented with a phone; their id as a volunteer."""
    person = await a_person(chat_id, (Role.VOLUNTEER, HEPING))
    await people.recognise(person, f"+861390000{chat_id:04}")
    profile = Profile(TOWN.id, frozenset(), frozenset(), 20, frozenset(), Transport.CAR)
    return await profiles.add(person.id, profile, 1)


async def a_task(
    owner: Person,
    *,
    places: int = 2,
    point: Point | None = SITE,
    check_in: int | None = None,
    begins: datetime | None = None,
) -> Task:
    """Serving tea for three hours, at the school."""
    begins = begins or clock.now() + START
    details = Details("学校路5号", "李老师", "+8613800000001", point)
    brief = Brief(
        area_id=TOWN.id,
        place_id=HEPING.id,
        title="Serve tea",
        what="Hand out tea and say where to queue",
        starts_at=begins,
        ends_at=begins + LASTS,
        wanted=(Wanted(None, places),),
        details=details,
        check_in=check_in,
    )
    return await tasks.add(brief, owner.id, TaskState.OPEN, None)


async def accepted(task: Task, volunteer_id: int) -> Assignment:
    """The volunteer has said yes, as the offers' side does it."""
    async with db.transaction():
        await assignments.lock_volunteer(volunteer_id)
        await tasks.lock(task.id)
        assert await tasks.take_place(task.needs[0].id)
        assignment = await assignments.add(task, task.needs[0].id, volunteer_id)
        await working.begin(assignment)
    return assignment


async def a_world(clock: StandingClock) -> World:
    """Two coordinators, of the town and of the county."""
    await a_coordinator(OWNER, TOWN)
    await a_coordinator(UPPER, COUNTY)
    return World(Exchange(), clock, clock.now() + START)


async def stands(assignment: Assignment) -> Assignment:
    found = await assignments.find(assignment.id)
    assert found is not None
    return found


async def filled(task: Task) -> int:
    return (await tasks.get(task.id)).filled


async def holding_a_place(task: Task) -> int:
    """How many assignments stand where they take a place."""
    taking = (Stage.ACCEPTED, Stage.ON_THE_WAY, Stage.ARRIVED, Stage.DONE)
    return len(await assignments.of_task(task.id, taking))


async def look_at(task: Task) -> datetime | None:
    row = await db.row("SELECT look_at FROM task WHERE id = $1", task.id)
    assert row is not None
    return db.moment_or_none(row["look_at"])


async def counters(volunteer_id: int) -> tuple[int, int]:
    """How often they came, and failed to."""
    row = await db.row("SELECT came, failed FROM volunteer WHERE id = $1", volunteer_id)
    assert row is not None
    return int(row["came"]), int(row["failed"])


async def shares(phone: Telephone, *, north: float = 0.0) -> str:
    """Send a location so many degrees north of the site."""
    return await phone.bring(
        location={"longitude": SITE.longitude, "latitude": SITE.latitude + north}
    )


async def cards(chat_id: int) -> list[str]:
    """The numbers on the contact cards in a chat."""
    seen = await Exchange().phone(chat_id).seen()
    return [payload.contact.phone for payload in seen.values() if payload.contact is not None]


async def keys_like(pattern: str) -> list[str]:
    found = await db.rows(
        "SELECT dedupe_key FROM message WHERE dedupe_key LIKE $1 ORDER BY id", pattern
    )
    return [row["dedupe_key"] for row in found]
