"""How long an offer waits for its answer, when it may be sent, when the dispatcher looks again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from bot.volunteers.model import Offer, OfferState, Urgency

WAITS: Mapping[Urgency, timedelta] = {
    Urgency.NORMAL: timedelta(minutes=30),
    Urgency.URGENT: timedelta(minutes=10),
    Urgency.EMERGENCY: timedelta(minutes=5),
}
"""Long enough to see a message and ask at home, short enough that somebody else can still come."""

SHORTEST = timedelta(minutes=2)
"""An offer shorter than this is nothing that anybody could answer."""

LATER = timedelta(minutes=15)
"""When nobody is left to ask, whether somebody has become free is looked at this often."""

NIGHT_BEGINS, NIGHT_ENDS = time(22), time(7)
EARLY = time(9)
"""What begins before this hour cannot wait for the end of the night."""


def expires(urgency: Urgency, now: datetime, starts_at: datetime, ends_at: datetime) -> datetime:
    """Until when an offer of now can be answered.

    Not beyond the task's start; once it has begun, or is about to, not beyond its end.
    """
    last = starts_at if starts_at - now >= SHORTEST else ends_at
    return min(now + WAITS[urgency], last)


def reminder(now: datetime, expires_at: datetime) -> datetime:
    """When to remind somebody who wants to answer later: after half of the time that is left."""
    return now + (expires_at - now) / 2


def counts(seen: OfferState) -> tuple[int, int]:
    """What a yes to an offer that stood there adds to how often somebody was asked, and said yes.

    A refusal and silence have been counted as asked; who stands by, as a yes as well.
    """
    asked = seen in (OfferState.OPEN, OfferState.LOST)
    return int(asked), int(seen is not OfferState.STANDBY)


def waits_for_morning(urgency: Urgency, now: datetime, starts_at: datetime) -> datetime | None:
    """When the night is over that this offer waits for; None when it need not wait.

    `now` and `starts_at` are local. Only what is neither urgent nor begins early waits.
    """
    if urgency is not Urgency.NORMAL or not (now.time() >= NIGHT_BEGINS or now.time() < NIGHT_ENDS):
        return None
    day = now.date() if now.time() < NIGHT_ENDS else now.date() + timedelta(days=1)
    morning = datetime.combine(day, NIGHT_ENDS, now.tzinfo)
    begins_early = starts_at < datetime.combine(day, EARLY, now.tzinfo)
    return None if begins_early else morning


def looks_again(offers: Sequence[Offer], exhausted: bool, now: datetime) -> datetime:
    """The next moment at which something can happen to open offers, or somebody may be free."""
    moments = _moments(offers)
    return min([*moments, now + LATER] if exhausted or not moments else moments)


def rests_until(offers: Sequence[Offer], morning: datetime) -> datetime:
    """The same while nobody else is asked before the morning."""
    return min([*_moments(offers), morning])


def _moments(offers: Sequence[Offer]) -> list[datetime]:
    reminders = [one.remind_at for one in offers if one.remind_at is not None]
    return [*(one.expires_at for one in offers), *reminders]
