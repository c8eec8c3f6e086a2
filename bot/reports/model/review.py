"""The two checks: what waits for whom, and how authors hear of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.places.model import Place
from bot.reports.model.reports import Report, Stage


class Objection(StrEnum):
    """Why somebody may not check a report now."""

    SETTLED = "settled"
    NO_CHECKER = "no_checker"
    AUTHOR = "author"
    FIRST_CHECKER = "first_checker"
    NOT_HIGHER = "not_higher"
    RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report in the checkers' queue, with what decides who may check it.

    `path` is its place's; `first_path` that of the place whose role made the first check;
    `authors` wrote any revision for its place and day.
    """

    id: int
    place_id: int
    path: str
    stage: Stage
    authors: frozenset[int]
    first_by: int | None = None
    first_path: str | None = None
    higher_second: bool = True
    reserved_by: int | None = None
    reserved_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Heap:
    """Reports that a checker might check now, counted: alike in all that is said of them.

    `path` is that of the place directly above theirs. With a `holder` another checker has them
    in hand, until then.
    """

    path: str
    stage: Stage
    day: date
    zero: bool
    look: bool
    n: int
    upto: int
    holder: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """How many reports of a group another checker has in hand, and until when by local time."""

    name: str
    until: datetime
    n: int


@dataclass(frozen=True, slots=True)
class Group:
    """What waits at one step below a place: what can be approved at once, and what wants a look.

    `zeros` are those of the calm ones that are zero reports; `days` how many there are of each
    day; `upto` is the newest report counted: whatever came later has not been seen.
    """

    place: Place
    stage: Stage
    calm: int
    zeros: int
    looks: int
    days: tuple[tuple[date, int], ...]
    upto: int
    hands: tuple[Hand, ...] = ()

    @property
    def n(self) -> int:
        """How many the checker can see to now."""
        return self.calm + self.looks


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as its checker sees it: the place's days `before` it, and what it takes over.

    `former` is the confirmed revision that an amendment changes, or else the revision before;
    `returned` the reason for which that one, or one after it, was given back last.
    """

    report: Report
    before: tuple[Report, ...]
    former: Report | None = None
    returned: str | None = None


class Wish(StrEnum):
    """How an author hears that a report is confirmed. What is returned is told at once."""

    EACH = "each"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Week:
    """How many reports an author sent for a week, and what became of them.

    `place_id` is one of their places.
    """

    author_id: int
    place_id: int
    sent: int
    confirmed: int
    returned: int
