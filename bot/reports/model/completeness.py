"""How complete an area's reports are."""

from dataclasses import dataclass
from datetime import date

from bot.places.model import Place


@dataclass(frozen=True, slots=True)
class Tally:
    """How many current reports the places directly below `path` have for a day."""

    path: str
    day: date
    received: int
    zero: int
    late: int
    in_check: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Completeness of a place's subtree on a day. Late ones are received too; silence is not."""

    expected: int
    received: int
    zero: int
    late: int
    in_check: int
    confirmed: int

    @property
    def missing(self) -> int:
        return max(self.expected - self.received, 0)

    @property
    def completeness(self) -> float | None:
        """Received ÷ expected (WHO/IDSR); None where nothing is expected."""
        return self.received / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """Received by the deadline ÷ expected (WHO/IDSR); None where nothing is expected."""
        return (self.received - self.late) / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Status:
    """How complete a place's reports of a day are.

    `below` are the places directly below with theirs; `missing` the reporting places directly
    below that have not reported; `trend` the days up to this one; `above` where to go up to.
    """

    place: Place
    day: date
    today: date
    counts: Counts
    below: tuple[tuple[Place, Counts], ...]
    trend: tuple[tuple[date, Counts], ...]
    missing: tuple[Place, ...]
    above: Place | None
