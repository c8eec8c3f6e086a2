"""The vocabulary of hints: what was seen where, and what came of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.kernel.i18n import Said, _
from bot.places.model import Place


class Outcome(StrEnum):
    """What a checker made of a hint."""

    CORRECTED = "corrected"
    RIGHT = "right"
    UNVERIFIABLE = "unverifiable"
    ELSEWHERE = "elsewhere"


OUTCOMES: dict[Outcome, Said] = {
    Outcome.CORRECTED: _("Confirmed: the report will be corrected"),
    Outcome.RIGHT: _("Looked into: the report is right"),
    Outcome.UNVERIFIABLE: _("Cannot be verified"),
    Outcome.ELSEWHERE: _("Not about this"),
}
"""The outcomes, as the checker taps them and as the citizen reads them."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What somebody saw. Who that was is not part of it: no checker can come to see it.

    `text` is None once it has been removed; `said` is the checker's sentence for the citizen.
    """

    id: int
    place_id: int
    day: date
    sent_at: datetime
    text: str | None = field(repr=False)
    outcome: Outcome | None = None
    said: str | None = field(default=None, repr=False)
    answered_by: int | None = None


@dataclass(frozen=True, slots=True)
class Heap:
    """The open hints about one place, the oldest first."""

    place: Place
    hints: tuple[Hint, ...]
