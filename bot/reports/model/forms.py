"""What a report form consists of: fields, identities, a schedule."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from bot.kernel.i18n import Labels


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
