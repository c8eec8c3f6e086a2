"""The vocabulary of people: persons, roles, rights, grants, invitations."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum, auto

from bot.kernel.i18n import Said, _
from bot.places.model import Place


class Role(StrEnum):
    WORKER = "worker"
    CHECKER = "checker"
    COORDINATOR = "coordinator"
    VOLUNTEER = "volunteer"
    ADMIN = "admin"


ROLE_NAMES: dict[Role, Said] = {
    Role.WORKER: _("community worker"),
    Role.CHECKER: _("checker"),
    Role.COORDINATOR: _("coordinator"),
    Role.VOLUNTEER: _("volunteer"),
    Role.ADMIN: _("administrator"),
}
"""What the roles are called."""


class Right(StrEnum):
    """What a service may ask for before it acts.

    REPORT_FOR is reporting on a worker's behalf, PLAN saying when reports are expected, CALL
    seeing the phone numbers of workers, DISPATCH sending volunteers to tasks.
    """

    REPORT = "report"
    REPORT_FOR = "report_for"
    CHECK = "check"
    SEE_REPORTS = "see_reports"
    SEE_STATUS = "see_status"
    INVITE = "invite"
    IMPORT = "import"
    NOTIFY = "notify"
    PLAN = "plan"
    CALL = "call"
    RELEASE = "release"
    VOLUNTEER = "volunteer"
    DISPATCH = "dispatch"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks to the bot. Without a chat: imported, not yet come."""

    id: int
    chat_id: int | None
    name: str
    language: str
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Grant:
    """A role for the subtree of a place, whose path is `path`, held since then."""

    role: Role
    place_id: int
    path: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A living role as those see it who look after its place."""

    id: int
    person_id: int
    name: str
    role: Role
    place_id: int


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page of the roles of an area; `number` counts from 0."""

    held: tuple[Held, ...]
    number: int
    total: int
    a_page: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(0, (self.total - 1) // self.a_page)


@dataclass(frozen=True, slots=True)
class Invite:
    """An invite as it is kept. `person_id` names the imported person who is waited for."""

    id: int
    role: Role | None
    place_id: int | None
    person_id: int | None
    created_by: int | None
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A fresh invite, to be handed over now: its code cannot be read again later."""

    code: str = field(repr=False)
    role: Role
    place: Place
    expires_at: datetime


class Recognised(Enum):
    """What a shown phone number brought: prepared roles, another account's number, or nothing."""

    AWAITED = auto()
    MOVED = auto()
    KEPT = auto()


@dataclass(frozen=True, slots=True)
class Granted:
    """It happened that a person was given a role; `by` is who did it, None for the program."""

    person_id: int
    role: Role
    place_id: int
    by: int | None


@dataclass(frozen=True, slots=True)
class Ended:
    """It happened that somebody's role was ended; `by` is who did it."""

    person_id: int
    role: Role
    place_id: int
    by: int


@dataclass(frozen=True, slots=True)
class NumberMoved:
    """It happened that somebody showed the phone number that another account had shown before."""

    from_id: int
    to_id: int
