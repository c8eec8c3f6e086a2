"""What a report form consists of: fields, identities, a schedule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

from bot.kernel.i18n import Labels
from bot.places.model import Level


class FieldKind(StrEnum):
    COUNT = "count"
    AMOUNT = "amount"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Field:
    """One figure of a form. `when` names a count that must be above zero for this to be asked.

    `watched` counts are compared with the place's own history before a report is approved.
    A `cumulative` count stays as it was on a day of zero; every other one that must be answered
    is zero then.
    """

    name: str
    kind: FieldKind
    label: Labels
    ask: Labels
    most: int = 9_999
    optional: bool = False
    when: str | None = None
    watched: bool = False
    cumulative: bool = False


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
class Quiet:
    """The hours in which nothing is sent unasked, by local time; alike ends mean none."""

    starts: time
    ends: time


def _rungs() -> Mapping[Level, int]:
    return {Level.TOWNSHIP: 0, Level.COUNTY: 60, Level.PREFECTURE: 120, Level.PROVINCE: 180}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a form's day starts and ends, when it is due, and what happens around that.

    For `accepted_days` a report is still taken, for `amended_days` what is confirmed can be
    changed. `reminders` are minutes before the deadline; `rungs` minutes after it at which the
    coordinators of a level are told who is missing, `again` those at which they are asked once
    more. `days_off` are weekdays (0 is Monday) and single days without an expected report.
    A run of `silent_days` is shown apart; after `hopeless_days` nobody is reminded daily.
    """

    day_starts: time = time(0)
    deadline: time = time(16)
    accepted_days: int = 3
    amended_days: int = 30
    reminders: tuple[int, ...] = (120, 30)
    quiet: Quiet = Quiet(time(21), time(7))
    days_off: frozenset[int | date] = frozenset()
    rungs: Mapping[Level, int] = field(default_factory=_rungs)
    again: int = 240
    silent_days: int = 3
    hopeless_days: int = 14


@dataclass(frozen=True, slots=True)
class Schedules:
    """A form's schedule, and by place id the values in which a place and all below it differ."""

    general: Schedule
    differing: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


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
