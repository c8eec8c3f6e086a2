"""The vocabulary of assignments: a place of a task in a volunteer's hands, until the thanks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.kernel.i18n import Said, _
from bot.people.model import Person
from bot.volunteers.model.tasks import Task


class Stage(StrEnum):
    """Where an assignment stands. GIVEN_UP by the volunteer, CALLED_OFF by the coordinator."""

    ACCEPTED = "accepted"
    ON_THE_WAY = "on_the_way"
    ARRIVED = "arrived"
    DONE = "done"
    GIVEN_UP = "given_up"
    CALLED_OFF = "called_off"
    NO_SHOW = "no_show"


STAGES: Mapping[Stage, Said] = {
    Stage.ACCEPTED: _("accepted"),
    Stage.ON_THE_WAY: _("on the way"),
    Stage.ARRIVED: _("arrived"),
    Stage.DONE: _("done"),
    Stage.GIVEN_UP: _("cannot come"),
    Stage.CALLED_OFF: _("called off"),
    Stage.NO_SHOW: _("did not come"),
}
"""What the stages are called."""

LIVING = (Stage.ACCEPTED, Stage.ON_THE_WAY, Stage.ARRIVED)
"""The stages in which the volunteer is committed; with DONE, those that take a place."""


class Hours(StrEnum):
    """What became of the minutes of an assignment that is done.

    Counted by us, CONFIRMED by a coordinator, DISPUTED by the volunteer, SETTLED after that.
    """

    COUNTED = "counted"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A place of a task held by a volunteer. `starts_at` and `ends_at` are the task's own.

    `on_site`: whether the location they shared on arrival was near the task's; None before.
    `check_in_at`: when they are next asked whether they are well, or, with `asked_at`, by when
    an answer is missed; `asked_at` alone: it was missed, or help was asked for. `reminded_at`: when
    they were last reminded of anything. `minutes` and `hours` once it is done.
    """

    id: int
    task_id: int
    need_id: int
    volunteer_id: int
    stage: Stage
    starts_at: datetime
    ends_at: datetime
    accepted_at: datetime
    on_the_way_at: datetime | None = None
    arrived_at: datetime | None = None
    on_site: bool | None = None
    ended_at: datetime | None = None
    minutes: int | None = None
    hours: Hours | None = None
    dispute: str | None = None
    check_in_at: datetime | None = None
    asked_at: datetime | None = None
    reminded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An assignment with all that is needed to speak of it.

    `person` holds it, None once they have left; `place` and `zone` are where the task is.
    """

    assignment: Assignment
    task: Task
    person: Person | None
    place: str
    zone: ZoneInfo

    @property
    def name(self) -> str:
        """What the volunteer is called."""
        return "–" if self.person is None else self.person.name
