"""The vocabulary of bulletins: editions, what they say, drafts, the chain, who gets them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.kernel.i18n import Labels

START = "0" * 64
"""What stands where the first bulletin would name the one before."""

SUPPRESSED = "suppressed"
"""Stands in a bulletin for a number that is not shown, so that nobody can be recognised."""

Shown = int | str | None
"""A number as the public sees it: the count, SUPPRESSED, or None without a confirmed report."""

USUAL_TIME = time(18, 30)
"""When the highest places publish where nobody has decided otherwise."""


class Kind(StrEnum):
    """What a bulletin is: a day's first, one that corrects it, or one that takes it back."""

    BULLETIN = "bulletin"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


class State(StrEnum):
    """How far a draft has come; SUPERSEDED when a newer one took its place."""

    WAITING = "waiting"
    APPROVED_ONCE = "approved_once"
    RELEASED = "released"
    RETURNED = "returned"
    SUPERSEDED = "superseded"


OPEN = (State.WAITING, State.APPROVED_ONCE)
"""The states in which somebody may still approve a draft."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A place publishes a form's figures every day at that time by its own clocks."""

    place_id: int
    form: str
    at: time


@dataclass(frozen=True, slots=True)
class Published:
    """A field of a form that the public sees; numbers below `threshold` (0: none) are hidden."""

    field: str
    threshold: int = 5


USUAL_FIGURES = tuple(Published(name) for name in ("confirmed", "suspected", "deaths", "observed"))
"""What is published where nobody has decided otherwise: counts, never words."""

LEAST_THRESHOLD = 3
"""Below 2 nothing would be hidden, and 2 would hide the number 1 only, which tells it."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was expected a bulletin rests on."""

    expected: int
    received: int
    zero: int
    confirmed: int

    @property
    def unconfirmed(self) -> int:
        """Reports that came in and are not in the figures yet."""
        return self.received - self.confirmed


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure: its total and one number for each of the content's places."""

    name: str
    label: Mapping[str, str]
    threshold: int
    total: Shown
    cells: tuple[Shown, ...]

    @property
    def said(self) -> Labels:
        """What the figure is called."""
        return Labels(self.label)


@dataclass(frozen=True, slots=True)
class Named:
    """A place as a bulletin names it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a bulletin says, as it is approved: nothing of it changes afterwards.

    `corrects` is the number of the bulletin that it corrects or withdraws, for `reason`.
    """

    place: Named
    form: str
    title: Mapping[str, str]
    day: date
    as_of: datetime
    kind: Kind = Kind.BULLETIN
    corrects: int | None = None
    reason: str | None = None
    coverage: Coverage | None = None
    places: tuple[Named, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure before anything is hidden; never shown. A place's count by its id."""

    total: int
    cells: Mapping[int, int]


Basis = Mapping[str, Counted]
"""What a draft was made from, by figure."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A bulletin on its way to the public; its content never changes, a newer draft takes over."""

    id: int
    place_id: int
    content: Content
    hash: str
    state: State
    made_at: datetime
    first_by: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """More was confirmed of a place and day than its draft holds; `turn` rises with each time."""

    id: int
    turn: int
    place_id: int
    form: str
    day: date


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A released bulletin in its place in the chain.

    `corrected_by` and `withdrawn_by` are the numbers of later ones that name this one, which
    happened at `named_at`.
    """

    number: int
    place_id: int
    released_at: datetime
    content: Content
    previous: str
    hash: str
    corrected_by: int | None = None
    withdrawn_by: int | None = None
    named_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What the columns beside a bulletin's content say of it: by these it is searched and listed.

    `place` is the code of its place, None where that is not known any more.
    """

    place: str | None
    form: str
    day: date
    kind: str
    corrects: int | None
    first_by: int
    second_by: int


@dataclass(frozen=True, slots=True)
class Link:
    """A row of the chain as it lies in the database; no bulletin where none can be read."""

    number: int
    bulletin: Bulletin | None
    filed: Filed
