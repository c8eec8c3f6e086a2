"""What tests of volunteers begin with: invented volunteers, a coordinator, tasks."""

from dataclasses import replace
from datetime import timedelta

from bot.kernel import clock
from bot.people import service as people
from bot.people.model import Person, Role
from bot.places.model import Point
from bot.volunteers.model import Brief, Details, Profile, Task, TaskState, Transport, Wanted
from bot.volunteers.rules.windows import PRESETS
from bot.volunteers.service.catalogue import consent
from bot.volunteers.store import profiles, tasks
from tests.builders import COUNTY, HEPING, TOWN, a_person

COORDINATOR = 900
NEAR = Point(106.61, 26.61)
ADDRESS = "3 Invented Street"


async def a_coordinator(chat_id: int = COORDINATOR) -> Person:
    """Somebody who sends volunteers in the county."""
    return await a_person(chat_id, (Role.COORDINATOR, COUNTY))


def a_profile(**differs: object) -> Profile:
    """Somebody of the town who can carry boxes at any time, 20 km far."""
    usual = Profile(
        place_id=TOWN.id,
        skills=frozenset({"loading"}),
        languages=frozenset({"mandarin"}),
        radius_km=20,
        windows=PRESETS["any"],
        transport=Transport.NONE,
    )
    return replace(usual, **differs)  # type: ignore[arg-type]


async def a_volunteer(chat_id: int, **differs: object) -> int:
    """An invented volunteer; the id as one."""
    person = await a_person(chat_id)
    await people.give(person.id, Role.VOLUNTEER, TOWN, by=None)
    return await profiles.add(person.id, a_profile(**differs), consent().version)


def a_brief(**differs: object) -> Brief:
    """Boxes to be carried in the village, five hours from now, for two hours, by one person."""
    start = clock.now() + timedelta(hours=5)
    usual = Brief(
        area_id=COUNTY.id,
        place_id=HEPING.id,
        title="Carry boxes",
        what="Twenty boxes of masks",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        wanted=(Wanted("loading", 1),),
        details=Details(ADDRESS, "Invented Contact", "+8613900000999", NEAR),
    )
    return replace(usual, **differs)  # type: ignore[arg-type]


async def a_task(owner: Person, **differs: object) -> Task:
    """A task that is open from now on; the dispatcher has not looked at it yet."""
    return await tasks.add(a_brief(**differs), owner.id, TaskState.OPEN, clock.now())
