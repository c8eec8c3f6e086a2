"""Decisions about certificates: whether one holds, how it stands with a skill, what is news."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import Enum, auto

from bot.volunteers.model import Certificate, CertificateState, Standing

FOREVER = date(9999, 12, 31)
"""The last day of what has no end, so that days can be compared."""

ENDINGS = ("pdf", "jpg", "jpeg", "png", "heic", "webp")
"""Kinds of file that a certificate may be."""

LONGEST_REASON = 300
AHEAD = timedelta(days=30)
"""How long before its last day a volunteer is told that a certificate ends."""

MOST_YEARS = 50
"""Farther than this in the future lies no last day that was meant."""

DAYTIME = range(9, 20)
"""The hours, by the clock of the volunteer's place, at which they are told of an end."""

_DECIDED = (CertificateState.VERIFIED, CertificateState.SUSPENDED)
_HOUR = timedelta(hours=1)


class News(Enum):
    """What a volunteer is told unasked: their certificate ends soon, or has ended."""

    SOON = auto()
    OVER = auto()


def until(last_day: date | None) -> date:
    """The last day on which it holds."""
    return last_day or FOREVER


def is_current(last_day: date | None, today: date) -> bool:
    """Whether a certificate with this last day holds today; its last day counts."""
    return today <= until(last_day)


def holds(certificate: Certificate | None, today: date) -> bool:
    """Whether a skill counts today because of it."""
    if certificate is None or certificate.state is not CertificateState.VERIFIED:
        return False
    return is_current(certificate.last_day, today)


def standing(skill: str, certificates: Iterable[Certificate]) -> Standing:
    """How it stands with the skill, of which these are the certificates."""
    by_state = {one.state: one for one in certificates if one.skill == skill}
    decided = next((by_state[state] for state in _DECIDED if state in by_state), None)
    return Standing(
        skill,
        waiting=by_state.get(CertificateState.WAITING),
        decided=decided,
        refused=by_state.get(CertificateState.REFUSED),
    )


def is_wanted(one: Standing, today: date) -> bool:
    """Whether another certificate should be sent: none holds, or not for long, and none waits."""
    if one.waiting is not None:
        return False
    return not holds(one.decided, today) or ends_soon(one.decided, today)


def ends_soon(certificate: Certificate | None, today: date) -> bool:
    """Whether its last day is no farther away than AHEAD."""
    return certificate is not None and until(certificate.last_day) <= today + AHEAD


def news(certificate: Certificate, now: datetime, *, renewing: bool) -> News | None:
    """What its volunteer has to be told at this moment, by the clock of their place.

    Nobody is told by night, and that it ends soon only while they are not `renewing` it.
    """
    if certificate.state is not CertificateState.VERIFIED or now.hour not in DAYTIME:
        return None
    if not is_current(certificate.last_day, now.date()):
        return News.OVER if certificate.told_over_at is None else None
    if not ends_soon(certificate, now.date()) or certificate.told_at is not None:
        return None
    return None if renewing else News.SOON


def hours_to_tell(now: datetime) -> tuple[datetime, datetime]:
    """The hour of `now`, and the next one, in which a coordinator told already hears of more."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return hour, hour + _HOUR
