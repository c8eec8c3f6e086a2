"""The vocabulary of certificates: shown by volunteers, looked at by a coordinator."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class CertificateState(StrEnum):
    """Where a certificate stands; it counts while VERIFIED and not past its last day.

    A verified one goes on counting while another one for the same skill is WAITING. REPLACED:
    another one has taken its place; nothing of it is kept to look at.
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

    `last_day` is the last day on which it holds; None: it has no end. `told_at`: when its
    volunteer was told that it ends; `told_over_at`: that it has ended.
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
    told_at: datetime | None = None
    told_over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What a volunteer sends to show that they have a skill."""

    skill: str
    shown_as: Shown
    file_id: str = field(repr=False)
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a skill that needs a certificate: at most one of each is kept.

    `decided` is the one verified or suspended, on which the skill rests; `refused` the one sent
    last, when it was.
    """

    skill: str
    waiting: Certificate | None = None
    decided: Certificate | None = None
    refused: Certificate | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A certificate, whose it is, and where they are a volunteer."""

    certificate: Certificate
    person_id: int
    place_id: int


@dataclass(frozen=True, slots=True)
class FiledPage:
    """A page of certificates; `number` counts from 0."""

    filed: tuple[Filed, ...]
    number: int
    total: int
    a_page: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(0, (self.total - 1) // self.a_page)
