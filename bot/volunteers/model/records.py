"""The vocabulary of service: what a volunteer has done, and the paper that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Served:
    """One task that was done: `confirmed` once a coordinator has confirmed its minutes."""

    title: str
    skill: str | None
    day: date
    minutes: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Service:
    """Confirmed service in all: tasks, minutes, and minutes by skill (None: lending a hand)."""

    tasks: int
    minutes: int
    by_skill: Mapping[str | None, int]
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A volunteer's record: what counts, the minutes that are not confirmed yet, the last tasks."""

    service: Service
    unconfirmed: int
    latest: tuple[Served, ...]


@dataclass(frozen=True, slots=True)
class Testimony:
    """A certificate of service as it was issued, and as it stays.

    `name` is None once the volunteer has left.
    """

    service: Service
    place_id: int
    issued_at: datetime
    name: str | None = field(default=None, repr=False)
