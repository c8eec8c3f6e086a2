"""The vocabulary of plans: who is proposed for which of several tasks, and what stays empty."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.volunteers.model.matching import Reason
from bot.volunteers.model.tasks import Need, Task


@dataclass(frozen=True, slots=True)
class Seat:
    """A place of a task's need, proposed to a volunteer who is so many metres away."""

    task_id: int
    need_id: int
    volunteer_id: int
    metres: int


@dataclass(frozen=True, slots=True)
class Left:
    """Places of a need that stay empty: `elsewhere` fit and are needed more for other tasks."""

    need: Need
    places: int
    elsewhere: int
    why_not: Mapping[Reason, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """A task of a plan: how many of its free places would be filled, and what stays empty."""

    task: Task
    filled: int
    empty: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal for several tasks, the emptiest first; nobody has been asked before it is sent.

    `id` is None where there is nobody to propose for anything.
    """

    id: int | None
    made_at: datetime
    tasks: tuple[Planned, ...]

    @property
    def places(self) -> int:
        """How many places are to be filled."""
        return sum(one.task.free for one in self.tasks)

    @property
    def filled(self) -> int:
        """How many of them somebody is proposed for."""
        return sum(one.filled for one in self.tasks)
