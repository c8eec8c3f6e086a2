"""The vocabulary of certificates: shown by volunteers, looked at by a coordinator."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class CertificateState(StrEnum):
    """Where a certificate stands; it counts while VERIFIED and not past its last day.

    REPLACED: the volunteer has sent another one for the same skill.
    """

    WAITING = "waiting"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    REPLACED = "replaced"


class Shown(StrEnum):
    """How a certificate was sent."""

    PHOTO = "photo"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate for a skill; `file_id` is Telegram's, the picture itself is not kept here.

    `last_day` is the last day on which it holds; None: it has no end.
    """

    id: int
    volunteer_id: int
    skill: str
    state: CertificateState
    shown_as: Shown
    file_id: str = field(repr=False)
    last_day: date | None
    sent_at: datetime
    decided_by: int | None = None
    decided_at: datetime | None = None
    reason: str | None = None
