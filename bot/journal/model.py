"""The vocabulary of the journal: entries, and what a verification found."""

from dataclasses import dataclass
from datetime import datetime

from bot.kernel.i18n import Said

START = "0" * 64
"""What stands where the first entry would name the one before."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something done. `actor_id` None is the programme itself; `details` is canonical JSON."""

    at: datetime
    actor_id: int | None
    act: str
    subject: str
    place_id: int | None
    details: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An act in its place in the chain."""

    id: int
    done: Act
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries of a chain hold; `broken` names the first that does not, `why` says it."""

    entries: int
    broken: int | None = None
    why: Said | None = None

    @property
    def holds(self) -> bool:
        """Whether the whole chain does."""
        return self.broken is None
