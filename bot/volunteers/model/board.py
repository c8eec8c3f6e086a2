"""The vocabulary of what coordinators see: who would fit a task, the board, a task's card."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.volunteers.model.assignments import Assignment
from bot.volunteers.model.matching import Reason, Relaxation
from bot.volunteers.model.tasks import Task, Wanted


@dataclass(frozen=True, slots=True)
class Fit:
    """How many volunteers fit what is wanted, and why the others of the area do not."""

    wanted: Wanted
    fit: int
    why_not: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def short(self) -> bool:
        """Whether that are fewer than are wanted."""
        return self.fit < self.wanted.count


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be found for a task. `together` counts everybody once who fits anything.

    `relaxed`: how many more would fit if that were asked less strictly.
    """

    fits: tuple[Fit, ...]
    together: int
    relaxed: Mapping[Relaxation, int] = field(default_factory=dict)

    @property
    def short(self) -> bool:
        """Whether not all places can be filled."""
        wanted = sum(one.wanted.count for one in self.fits)
        return self.together < wanted or any(one.short for one in self.fits)


@dataclass(frozen=True, slots=True)
class Row:
    """A task on the board."""

    task: Task
    on_the_way: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the tasks that a coordinator looks after; `number` counts from 0."""

    rows: tuple[Row, ...]
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Helping:
    """Somebody who has, or had, a place of a task; `person_id` None once they have left."""

    assignment: Assignment
    name: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """A task looked at closely, at the moment `now`; all moments are of the place's own zone.

    `offers` are open, and `next_out` is when the first of them times out; `why_not` says why
    nobody is left to ask, when that is so.
    """

    task: Task
    place: str
    owner: str
    people: tuple[Helping, ...]
    offers: int
    next_out: datetime | None
    why_not: Mapping[Reason, int]
    now: datetime
