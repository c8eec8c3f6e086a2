"""Who is in the volunteers' room when anything may happen there, and for what they are asked."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people.model import Person
from bot.places.model import Point
from bot.volunteers.model import Profile, Urgency, Wanted
from tests.volunteers import COORDINATOR, NEAR, a_coordinator, a_profile

OTHER_COORDINATOR = COORDINATOR + 1
NURSE, CARRY = "nurse", "loading"

CREW: tuple[tuple[Profile, int | None], ...] = (
    (a_profile(), None),
    (a_profile(skills=frozenset({NURSE, CARRY})), 400),
    (a_profile(skills=frozenset({NURSE})), 0),
    (a_profile(skills=frozenset({NURSE, CARRY})), None),
    (a_profile(skills=frozenset({NURSE})), 1),
    (a_profile(skills=frozenset({CARRY}), point=Point(106.85, 26.6), radius_km=15), None),
    (a_profile(skills=frozenset({NURSE}), point=NEAR), 2),
)
"""Who they are, and for how many days after the day before the first one is a nurse: none, for
long, until yesterday, not looked at, until today, far away and no nurse, until tomorrow."""

FIRST_CHAT = 1
MOST_TASKS = 6

KINDS: tuple[tuple[float, float, dict[str, object]], ...] = (
    (5, 7, {"wanted": (Wanted(CARRY, 1),)}),
    (5, 8, {"wanted": (Wanted(NURSE, 1), Wanted(None, 1)), "urgency": Urgency.URGENT}),
    (6, 9, {"wanted": (Wanted(NURSE, 2),), "unverified": True, "check_in": 60}),
    (1, 3, {"wanted": (Wanted(NURSE, 1), Wanted(CARRY, 2)), "urgency": Urgency.EMERGENCY}),
    (9, 40, {"wanted": (Wanted(NURSE, 1), Wanted(None, 2)), "may_widen": False}),
    (0.5, 2, {"wanted": (Wanted(None, 2),), "urgency": Urgency.URGENT, "check_in": 30}),
)
"""From when to when after its description a task lasts, and what else is said of it."""


SUNDAY = datetime(2026, 3, 1, 1, tzinfo=UTC)
"""Nine in the morning in Guizhou; every try begins on such a day."""
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass
class Room:
    """All that is going on; `first` is the last task, and message, of the tries before."""

    clock: StandingClock
    coordinators: tuple[Person, Person]
    first: dict[str, int] = field(default_factory=dict)
    plan_id: int = 0
    gone: dict[int, int] = field(default_factory=dict)
    """By chat of whoever has left the last message before they did."""
    offered: set[tuple[int, int]] = field(default_factory=set)
    """The offers seen, with their waves."""
    assigned: set[int] = field(default_factory=set)

    async def tasks(self) -> list[int]:
        """The tasks of this try."""
        found = await db.rows("SELECT id FROM task WHERE id > $1 ORDER BY id", self.first["task"])
        return [row["id"] for row in found]


async def a_room(standing: StandingClock) -> Room:
    """Two coordinators, and nobody to coordinate yet."""
    return Room(standing, (await a_coordinator(), await a_coordinator(OTHER_COORDINATOR)))
