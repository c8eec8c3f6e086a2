"""The vocabulary of reports: forms and their fields, reports, their stages and timeliness."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from bot.kernel.i18n import Labels
from bot.places.model import Place


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
    ZERO_AFTER_CASES = "zero_after_cases"
    NEW_WORKER = "new_worker"
    LATE_CORRECTION = "late_correction"


class Objection(StrEnum):
    """Why somebody may not check a report now."""

    SETTLED = "settled"
    NO_CHECKER = "no_checker"
    AUTHOR = "author"
    FIRST_CHECKER = "first_checker"
    NOT_HIGHER = "not_higher"
    RESERVED = "reserved"


class FieldKind(StrEnum):
    COUNT = "count"
    AMOUNT = "amount"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Field:
    """One figure of a form. `when` names a count that must be above zero for this to be asked.

    `watched` counts are compared with the place's own history before a report is approved.
    """

    name: str
    kind: FieldKind
    label: Labels
    ask: Labels
    most: int = 9_999
    optional: bool = False
    when: str | None = None
    watched: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A figure with its sign, of the day itself or of the day before."""

    sign: int
    field: str
    yesterday: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """What must add up: `left` equals (or is at most) the sum of `right`."""

    name: str
    left: str
    right: tuple[Term, ...]
    at_most: bool
    say: Labels


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a form's day starts and ends, when it is due, and how long it is still taken."""

    day_starts: time
    deadline: time
    accepted_days: int


@dataclass(frozen=True, slots=True)
class Form:
    """A report form: data, versioned; a version never changes once imported."""

    code: str
    version: int
    title: Labels
    reporters: tuple[str, ...]
    schedule: Schedule
    fields: tuple[Field, ...]
    identities: tuple[Identity, ...] = ()
    higher_second: bool = True
    """Whether the second check must come from further up the tree than the first."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An identity that failed although the author said that the figures are right."""

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

    `amends` is the reason why what was confirmed already is changed once more.
    """

    concerns: tuple[Concern, ...] = ()
    first: Check | None = None
    second: Check | None = None
    returned: Check | None = None
    reason: str | None = None
    amends: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One revision of what a place reported for a day."""

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
    review: Review = Review()


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


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when somebody wants to report: their places, and which lack today's."""

    form: Form
    today: date
    places: tuple[tuple[int, str], ...]
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """What a finished conversation says; zero for every place when there are several."""

    place_ids: tuple[int, ...]
    day: date
    content: Content
    figures: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
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
