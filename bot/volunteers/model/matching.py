"""The vocabulary of matching: what is asked for, who fits, and why the others do not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.kernel.i18n import Said, _
from bot.places.model import Point
from bot.volunteers.model.tasks import Urgency


class Reason(StrEnum):
    """Why somebody cannot be asked for a place, in the order in which it is looked into.

    ASKED: offered too much lately; ALREADY: this task was offered to them before, and not taken
    back by us.
    """

    PAUSED = "paused"
    UNAVAILABLE = "unavailable"
    SKILL = "skill"
    CERTIFICATE = "certificate"
    LANGUAGE = "language"
    TIME = "time"
    FAR = "far"
    ALREADY = "already"
    BUSY = "busy"
    HOURS = "hours"
    ASKED = "asked"


REASONS: Mapping[Reason, Said] = {
    Reason.PAUSED: _("pause"),
    Reason.UNAVAILABLE: _("not available right now"),
    Reason.SKILL: _("without the skill"),
    Reason.CERTIFICATE: _("certificate not verified, expired or suspended"),
    Reason.LANGUAGE: _("do not speak the language"),
    Reason.TIME: _("have no time then"),
    Reason.FAR: _("too far away"),
    Reason.ALREADY: _("have been asked for this task"),
    Reason.BUSY: _("committed elsewhere"),
    Reason.HOURS: _("have done enough hours this week"),
    Reason.ASKED: _("have been asked often enough this week"),
}
"""What the reasons are called, as what some volunteers are or do."""


class Relaxation(StrEnum):
    """What may be asked less of volunteers, so that more of them fit."""

    UNVERIFIED = "unverified"
    WIDER = "wider"
    LANGUAGE = "language"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Demand:
    """One place to be filled: what is asked of whoever takes it.

    `skill` None: anyone. `starts_at` and `ends_at` are moments in the place's own time zone,
    because weekdays and parts of the day are. `widened`: farther than people said they go.
    """

    area_id: int
    point: Point
    starts_at: datetime
    ends_at: datetime
    skill: str | None
    urgency: Urgency = Urgency.NORMAL
    languages: frozenset[str] = frozenset()
    unverified: bool = False
    widened: bool = False
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who fits: how far they are, and how likely they say yes (0 to 1).

    `cost` orders candidates, the smaller the better: metres, with load and reliability in metres.
    """

    volunteer_id: int
    metres: int
    chance: float
    cost: int


@dataclass(frozen=True, slots=True)
class Fits:
    """Who fits a demand, the best first, and for how many of the area each reason stands first.

    `n` is how many fit, also where fewer are named.
    """

    candidates: tuple[Candidate, ...]
    n: int
    why_not: Mapping[Reason, int] = field(default_factory=dict)
