"""A notice from its writing until everybody has read it, or it was taken back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.notices.model.writing import Audience, Severity, Wording


class State(StrEnum):
    """Where a notice stands. WAITING for the second person; SCHEDULED for its time."""

    WAITING = "waiting"
    RETURNED = "returned"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Terms:
    """When it goes out, until when it makes sense, by when it is to be acknowledged (if at all).

    `chase_every` are the minutes between reminders of those who have not; `exercise`: marked as
    one everywhere.
    """

    send_at: datetime | None = None
    expires_at: datetime | None = None
    acknowledge: bool = False
    acknowledge_by: datetime | None = None
    chase_every: int | None = None
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A notice as its author has written it."""

    severity: Severity
    wording: Wording
    audience: Audience
    terms: Terms = Terms()


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it stands. `round` counts how often its sending has begun or gone on.

    `alone_because`: an emergency sent by one person, and why; somebody else looks at it
    afterwards. `version` counts corrections of what was sent, from 1.
    """

    id: int
    written: Written
    state: State
    author_id: int
    created_at: datetime
    round: int = 0
    version: int = 1
    approved_by: int | None = None
    alone_because: str | None = None
    reviewed_by: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many a notice is for, and of those whom no message reaches, by id."""

    people: int
    out_of_reach: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a notice is: of all, those it has been sent to, cannot be, wait, have read it."""

    people: int
    sent: int
    failed: int
    waiting: int
    acknowledged: int
