"""The vocabulary of offers: one volunteer asked for one task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kernel.i18n import Said, _


class OfferState(StrEnum):
    """Where an offer stands. STANDBY: said yes after the last place was taken, and may be asked
    again; LOST: taken back by us, because the task is filled, called off or does not fit any more.
    """

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    STANDBY = "standby"
    LOST = "lost"


class Decline(StrEnum):
    """Why volunteers decline; OTHER comes with their own words."""

    BUSY = "busy"
    FAR = "far"
    UNWELL = "unwell"
    UNABLE = "unable"
    OTHER = "other"


DECLINES: Mapping[Decline, Said] = {
    Decline.BUSY: _("No time then"),
    Decline.FAR: _("Too far"),
    Decline.UNWELL: _("Not well"),
    Decline.UNABLE: _("Not something I can do"),
    Decline.OTHER: _("Another reason"),
}
"""What the reasons are called."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A task offered to a volunteer, for a place of that need; they have until `expires_at`.

    `wave` counts how often it was opened; `remind_at`: they asked for more time, and are reminded.
    """

    id: int
    task_id: int
    need_id: int
    volunteer_id: int
    state: OfferState
    wave: int
    metres: int
    offered_at: datetime
    expires_at: datetime
    remind_at: datetime | None = None
    answered_at: datetime | None = None
    reason: str | None = None
