"""Reports: what came for a place and day, how far it has come, what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.reports.model.forms import Form


class Stage(StrEnum):
    """How far a report has come. A draft lives in its author's conversation only.

    Submitted it waits for the first check, checked for the second; only what is confirmed may
    be published. Returned it waits for its author.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


class Content(StrEnum):
    """Zero is a report; it is counted apart from a report with figures."""

    ZERO = "zero"
    FIGURES = "figures"


class Timeliness(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"


class Concern(StrEnum):
    """Why a report wants a look before it is approved."""

    IDENTITY = "identity"
    JUMP = "jump"
    DROP = "drop"
    ZERO_AFTER_CASES = "zero_after_cases"
    HINT = "hint"
    NEW_WORKER = "new_worker"
    LATE_CORRECTION = "late_correction"
    AMENDS = "amends"


@dataclass(frozen=True, slots=True)
class Doubt:
    """An identity that failed; an author of figures said that they are right all the same."""

    identity: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Check:
    """Who looked at a report, when, and by the right of which place's role."""

    by: int
    at: datetime
    place_id: int


@dataclass(frozen=True, slots=True)
class Review:
    """What has become of a report: its checks, or who returned it and why.

    `amends` is the reason why what was confirmed already is changed once more: whoever has one
    comes after a confirmed revision, which stands until this one is confirmed too.
    """

    concerns: tuple[Concern, ...] = ()
    first: Check | None = None
    second: Check | None = None
    returned: Check | None = None
    reason: str | None = None
    amends: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One revision of what a place reported for a day.

    `on_behalf`: its author is no worker of the place. `higher_second` is what its form said
    when it was sent.
    """

    id: int
    form: str
    version: int
    place_id: int
    day: date
    revision: int
    is_current: bool
    stage: Stage
    content: Content
    timeliness: Timeliness
    author_id: int
    submitted_at: datetime
    figures: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    on_behalf: bool = False
    higher_second: bool = True
    review: Review = Review()


@dataclass(frozen=True, slots=True)
class Offer:
    """A place that somebody may report for, by its own clocks: what day it is, how old is taken."""

    id: int
    name: str
    today: date
    oldest: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when somebody wants to report: their places, and which lack today's."""

    form: Form
    places: tuple[Offer, ...]
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """What a finished conversation says; zero for every place when there are several."""

    place_ids: tuple[int, ...]
    day: date
    content: Content
    figures: Mapping[str, Any] = field(default_factory=dict)
    amends: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for a place and day; `fresh` when it was stored just now.

    Without a report it is missing once it is `overdue`; until then there is still time.
    """

    place_id: int
    place: str
    day: date
    report: Report | None
    fresh: bool = False
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class ReportSubmitted:
    """It happened that a report has become the one that stands for its place and day."""

    report: Report


@dataclass(frozen=True, slots=True)
class ReportConfirmed:
    """It happened that a report has passed its second check."""

    report: Report


@dataclass(frozen=True, slots=True)
class ReportReturned:
    """It happened that a checker gave a report back to its author."""

    report: Report
