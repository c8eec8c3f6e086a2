"""The two checks: what waits for whom, and how authors hear of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.places.model import Place
from bot.reports.model.reports import Concern, Content, Stage


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

    `path` is its place's; `first_path` that of the place whose role made the first check.
    """

    id: int
    place_id: int
    path: str
    stage: Stage
    content: Content
    concerns: tuple[Concern, ...]
    author_id: int
    first_by: int | None
    first_path: str | None
    reserved_by: int | None
    reserved_until: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """What waits at one step below a place: what can be approved at once, and what wants a look.

    `upto` is the newest report counted: whatever came later has not been seen.
    """

    place: Place
    stage: Stage
    calm: tuple[Waiting, ...]
    looks: tuple[Waiting, ...]
    upto: int


class Wish(StrEnum):
    """How an author hears that a report is confirmed. What is returned is told at once."""

    EACH = "each"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Week:
    """How many reports an author sent for a week, and what became of them."""

    sent: int
    confirmed: int
    returned: int
