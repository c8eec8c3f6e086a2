"""How complete an area's reports are."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.places.model import Place
from bot.reports.model.reports import Report


@dataclass(frozen=True, slots=True)
class Came:
    """How many current reports there are, and of what kind. May be a difference."""

    received: int = 0
    zero: int = 0
    late: int = 0
    in_check: int = 0
    confirmed: int = 0

    def __add__(self, other: "Came") -> "Came":
        return Came(
            self.received + other.received,
            self.zero + other.zero,
            self.late + other.late,
            self.in_check + other.in_check,
            self.confirmed + other.confirmed,
        )

    def __sub__(self, other: "Came") -> "Came":
        return Came(
            self.received - other.received,
            self.zero - other.zero,
            self.late - other.late,
            self.in_check - other.in_check,
            self.confirmed - other.confirmed,
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """Completeness of a place's subtree on a day: expected reports, and what came of those.

    Late ones are received too; silence is not. `beyond` are reports that nobody expected (of
    places paused, closed, with a day off): counted apart, so that they hide nobody's silence.
    `not_yet` have not come and still have time.
    """

    expected: int
    received: int
    zero: int
    late: int
    in_check: int
    confirmed: int
    beyond: int = 0
    not_yet: int = 0

    @property
    def missing(self) -> int:
        """Expected, and not received by the deadline."""
        return self.expected - self.received - self.not_yet

    @property
    def completeness(self) -> float | None:
        """Received ÷ expected (WHO/IDSR); None where nothing is expected."""
        return self.received / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """Received by the deadline ÷ expected (WHO/IDSR); None where nothing is expected."""
        return (self.received - self.late) / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Direct:
    """A reporting place directly below, and what stands for it; `sent` is by its own clocks."""

    place: Place
    expected: bool
    overdue: bool
    report: Report | None
    sent: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How complete a place's reports of a day are, `as_of` a moment by the place's clocks.

    `below` are the places directly below with theirs; `direct` the reporting places directly
    below of which a report is expected or there; `trend` the days up to this one; `above` where
    to go up to; `areas` the other places of the person who looks.
    """

    place: Place
    day: date
    today: date
    as_of: datetime
    counts: Counts
    below: tuple[tuple[Place, Counts], ...]
    trend: tuple[tuple[date, Counts], ...]
    direct: tuple[Direct, ...]
    above: Place | None
    areas: tuple[Place, ...] = ()
