"""What the journeys of volunteers share: their cast, the program at work, and time that passes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import aiohttp
import pytest

from bot.app import TIMETABLE, running
from bot.jobs.ticking import Ticking
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from bot.people import service as people
from bot.people.model import Person, Role
from bot.places.model import Point
from bot.sandbox.hand import Hand
from bot.sandbox.server import Sandbox
from bot.sandbox.world import PersonSpec
from bot.volunteers.model import Wanted
from bot.volunteers.service import tasking
from bot.volunteers.store import certificates, profiles
from tests.builders import COUNTY
from tests.journeys.conftest import BRISK
from tests.volunteers import a_brief, a_volunteer

BOSS, DEPUTY, NEWCOMER = 5, 7, 6
ANNA, BEN, CHEN, DORA, EMIL = 11, 12, 13, 14, 15
NAMES = {
    BOSS: "Boss",
    DEPUTY: "Deputy",
    ANNA: "Anna",
    BEN: "Ben",
    CHEN: "Chen",
    DORA: "Dora",
    EMIL: "Emil",
}
PEOPLE = [
    *(PersonSpec(id_, name, language_code="en", started=True) for id_, name in NAMES.items()),
    PersonSpec(NEWCOMER, "Newcomer", language_code="en", phone_number="+8613900000006"),
]
SCHOOL = Point(106.61, 26.61)
A_YEAR_AWAY = date(2027, 3, 1)
WHEN_TOLD = 86_400.0
"""Seconds between two runs of a job: the timetable runs when the test has it run."""

once = pytest.mark.parametrize("settings", ["polling"], indirect=True)
"""Polling and webhook bring the same to the program, as other journeys show."""


@dataclass
class Town:
    """The town with everybody's phone, and its clock."""

    sandbox: Sandbox
    clock: StandingClock
    ticking: Ticking

    def phones(self, *people: int) -> list[Hand]:
        """The phones of these people."""
        return [self.sandbox.person(one) for one in people]

    async def meanwhile(self, minutes: int = 0) -> None:
        """So many minutes pass, and the program does what there is to do by then.

        What one job stirs another one sees to, as it would within seconds.
        """
        self.clock.advance(timedelta(minutes=minutes))
        for _turn in range(2):
            await self.ticking.tick_all()

    async def until(self, hour: int, minute: int = 0) -> None:
        """It becomes that time of the day in Guizhou."""
        now = self.clock.now()
        wanted = now.replace(hour=hour - 8, minute=minute)
        await self.meanwhile(int((wanted - now) / timedelta(minutes=1)))

    async def fetched(self, card: dict[str, Any]) -> bytes:
        """A file as anybody with the bot's token gets it."""
        path = self.sandbox.world.files[card["file_id"]].path
        address = f"{self.sandbox.base_file_url}{self.sandbox.token}/{path}"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            assert answer.status == 200
            return await answer.read()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Telegram's stand-in with the cast."""
    async with Sandbox(PEOPLE) as sandbox:
        yield sandbox


@pytest.fixture
async def town(
    storage: None, settings: Settings, sandbox: Sandbox, clock: StandingClock
) -> AsyncIterator[Town]:
    """The program at work for the county's two coordinators."""
    for id_ in (BOSS, DEPUTY):
        person = await _known(id_)
        await people.give(person.id, Role.COORDINATOR, COUNTY, by=None)
    ticking = Ticking({name: (WHEN_TOLD, job) for name, (_often, job) in TIMETABLE.items()})
    async with running.chatting(settings, BRISK, ticking):
        yield Town(sandbox, clock, ticking)


async def volunteers(*those: int, asked: int = 0, said_yes: int = 0, skill: str = "") -> None:
    """These people are volunteers of the town; how often they were asked, and said yes, so far.

    With a skill it is verified.
    """
    for id_ in those:
        await _known(id_)
        skills = frozenset({skill} if skill else ())
        volunteer = await a_volunteer(id_, skills=skills)
        await profiles.count([volunteer], asked=asked, yes=said_yes)
        if skill:
            await certificates.count(volunteer, skill, A_YEAR_AWAY)


async def a_task(*, places: int = 1, check_in: int | None = None) -> None:
    """Boxes to be carried at the school from two to four, which the boss looks after."""
    boss = await _known(BOSS)
    await tasking.describe(boss, a_brief(wanted=(Wanted(None, places),), check_in=check_in))


async def _known(id_: int) -> Person:
    """Somebody of the cast, whose number is known."""
    person = await people.known(id_, NAMES[id_], "en")
    await people.recognise(person, f"+86139000000{id_:02}")
    return person
