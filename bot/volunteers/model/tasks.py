"""The vocabulary of tasks: what a coordinator describes, and how far it is filled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.kernel.i18n import Said, _
from bot.places.model import Point


class Urgency(StrEnum):
    """How much a task hurries; it sets how long an offer waits for its answer."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"


URGENCIES: Mapping[Urgency, Said] = {
    Urgency.NORMAL: _("Normal"),
    Urgency.URGENT: _("Urgent"),
    Urgency.EMERGENCY: _("Emergency"),
}
"""What the urgencies are called."""


class TaskState(StrEnum):
    """Where a task stands. SCHEDULED: its offers go out later; PLANNED: they wait for a plan."""

    SCHEDULED = "scheduled"
    PLANNED = "planned"
    OPEN = "open"
    ENDED = "ended"
    CANCELLED = "cancelled"


RUNNING = (TaskState.OPEN, TaskState.SCHEDULED, TaskState.PLANNED)
"""The states of a task that is neither over nor called off: it stands on the board."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many people with a skill; None: anyone."""

    skill: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Details:
    """What only those see who have accepted: where exactly, and whom to ask for."""

    address: str = field(repr=False)
    contact: str = field(repr=False)
    phone: str | None = field(default=None, repr=False)
    point: Point | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a coordinator says about a task.

    `area_id` is the area whose volunteers are asked, `place_id` where the task is. Whoever comes
    speaks all of the `languages`. `unverified`: skills count whose certificate nobody has seen;
    `may_widen`: farther volunteers are asked when the near ones are exhausted; `check_in` is the
    minutes after which those at work are asked whether they are well. Offers go out at
    `dispatch_at`, at once when that is None.
    """

    area_id: int
    place_id: int
    title: str
    what: str
    starts_at: datetime
    ends_at: datetime
    wanted: tuple[Wanted, ...]
    details: Details
    urgency: Urgency = Urgency.NORMAL
    languages: frozenset[str] = frozenset()
    unverified: bool = False
    may_widen: bool = True
    check_in: int | None = None
    dispatch_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """Places of a task that ask for the same skill, and how many of them are taken."""

    id: int
    task_id: int
    skill: str | None
    count: int
    filled: int

    @property
    def free(self) -> int:
        """How many places are still to be filled."""
        return self.count - self.filled


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands; `owner_id` is the coordinator who looks after it now.

    `widened`: those farther away are being asked, too; `exhausted_at`: when its owner was told
    that nobody is left to ask; `reason`: why it was called off.
    """

    id: int
    brief: Brief
    needs: tuple[Need, ...]
    state: TaskState
    owner_id: int
    widened: bool = False
    exhausted_at: datetime | None = None
    reason: str | None = None

    @property
    def count(self) -> int:
        """How many people it needs in all."""
        return sum(need.count for need in self.needs)

    @property
    def filled(self) -> int:
        """How many of its places are taken."""
        return sum(need.filled for need in self.needs)

    @property
    def free(self) -> int:
        """How many places are still to be filled."""
        return self.count - self.filled
