"""The vocabulary of reminders: anchors, ladders and their rungs, who is missing, who is told."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.kernel.i18n import Said
from bot.people.model import Person
from bot.places.model import Level, Pause, Place
from bot.reports.model import Schedule

AGAIN = "again"
"""The rung on which those who were told are asked once more; the others are levels."""


def base(rung: str) -> str:
    """The level, or AGAIN, of a rung; "county-2" is the second one told on it that day."""
    return rung.partition("-")[0]


class Settled(StrEnum):
    """Why a place is missing no longer."""

    REPORT = "report"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place whose schedule or clocks are its own: what lies below follows the nearest anchor."""

    place: Place
    schedule: Schedule
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is due now, `minutes` before a deadline that some anchors share."""

    day: date
    deadline: datetime
    minutes: int
    anchors: tuple[Anchor, ...]

    @property
    def rung(self) -> str:
        """Its name, alike for all who share the deadline."""
        return f"{self.deadline:%H%M}-{self.minutes}"


@dataclass(frozen=True, slots=True)
class Ladder:
    """What happens after a deadline, frozen when it passed.

    `apart` are the anchors below that open ladders of their own for the day.
    """

    id: int
    form: str
    day: date
    anchor: Anchor
    apart: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Missing:
    """A place that had not reported by its ladder's deadline. `silent` counts days in a row."""

    place_id: int
    name: str
    path: str
    day: date
    ladder_id: int
    silent: int
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody at the place where they hold a role; `chat_id` None has not come yet."""

    person: Person
    place_id: int
    path: str
    place: str
    level: Level


@dataclass(frozen=True, slots=True)
class Digest:
    """What a coordinator was told on a rung, about the missing places of these ladders."""

    id: int
    form: str
    day: date
    rung: str
    person_id: int
    told_at: datetime
    ladders: frozenset[int] = frozenset()
    acknowledged_at: datetime | None = None
    chased_at: datetime | None = None
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Village:
    """A missing place as its coordinator sees it: who reports there, how long it is silent."""

    place_id: int
    name: str
    silent: int
    workers: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """What is missing below a place, for whoever coordinates further up."""

    place_id: int
    name: str
    missing: int
    supervised: bool
    chasing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """All that a digest says. `lasting` silent units are listed weekly, else only counted."""

    day: date
    places: tuple[str, ...]
    total: int
    villages: tuple[Village, ...] = ()
    branches: tuple[Branch, ...] = ()
    silent: tuple[Village, ...] = ()
    silent_days: int = 3
    lasting: tuple[Village, ...] = ()
    lasting_days: int = 14
    weekly: bool = False
    again: bool = False
    chasing: tuple[tuple[str, datetime], ...] = ()
    acknowledged: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of the list behind a digest."""

    digest_id: int
    day: date
    number: int
    of: int
    villages: tuple[Village, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A missing place by itself: its last report's day and hour, and who reports there."""

    place_id: int
    name: str
    day: date
    silent: int
    last: tuple[date, datetime] | None
    workers: tuple[Said, ...]
    settled: Settled | None
    pauses: tuple["Paused", ...] = ()


@dataclass(frozen=True, slots=True)
class Paused:
    """A pause with the full name of its place, who said so, and whether it is not over yet."""

    pause: Pause
    name: str
    by: str | None
    running: bool


@dataclass(frozen=True, slots=True)
class Remembered:
    """A reminder that stands in the outbox under `key`; `by` who asked for it, if anybody."""

    id: int
    person: Person
    form: str
    day: date
    rung: str
    place_ids: tuple[int, ...]
    key: str
    expires_at: datetime
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Chase:
    """A coordinator's wish, from one digest, to have the workers of these places reminded.

    Whoever was reminded of the day after `spares` is left in peace.
    """

    digest_id: int
    form: str
    day: date
    rung: str
    place_ids: tuple[int, ...]
    spares: datetime
    until: datetime
    by: str


Asking = frozenset[tuple[int, int]]
"""Who is to be asked about which ladder: ids of persons and ladders."""

Swept = frozenset[tuple[date, int, str]]
"""Finished passes: day, anchor's place, rung."""
