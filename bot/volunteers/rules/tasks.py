"""What a task may be: when it begins and ends, how long it lasts, whom it asks for."""

from datetime import date, datetime, time, timedelta

from bot.kernel.errors import Refused
from bot.kernel.i18n import Said, _
from bot.places.model import Place
from bot.places.rules import within
from bot.volunteers.model import Brief
from bot.volunteers.rules.wanted import MOST_OF_A_SKILL, MOST_SKILLS

MOST_DAYS_AHEAD = 90
MOST_DAYS = 14
SHORTEST = timedelta(minutes=15)
GETTING_READY = timedelta(minutes=15)
"""How long after its description a task begins that is to begin right away."""
_GRACE = timedelta(minutes=5)
"""What was right when it was typed is not refused for the minutes that the summary is read."""

CHECK_INS = (30, 60, 120)
"""After how many minutes those at work may be asked whether they are well."""


def begins_soon(now: datetime) -> datetime:
    """When a task begins that is to begin right away: soon, at a full five minutes."""
    soon = now.replace(second=0, microsecond=0) + GETTING_READY
    return soon + timedelta(minutes=-soon.minute % 5)


def ends(starts_at: datetime, clock: time, last: date | None) -> datetime:
    """When a task ends that begins then, by the time of day at which it does.

    Without a `last` day that is the first such time after the beginning: maybe after midnight.
    """
    day = last or starts_at.date()
    ended = datetime.combine(day, clock, starts_at.tzinfo)
    return ended if last is not None or ended > starts_at else ended + timedelta(days=1)


def refuse_what_cannot_be(brief: Brief, place: Place, area: Place, now: datetime) -> None:
    """Refused for a task that nobody could be sent to, with the reason."""
    if not within(place, area):
        raise Refused(_("{place} does not belong to {top}.", place=place.name, top=area.name))
    wrong = _times(brief, now) or _numbers(brief)
    if wrong is not None:
        raise Refused(wrong)


def _times(brief: Brief, now: datetime) -> Said | None:
    starts, lasts = brief.starts_at, brief.ends_at - brief.starts_at
    if starts < now - _GRACE:
        return _(
            "The beginning has passed already. Please choose a later one, for example: tomorrow"
        )
    if starts > now + timedelta(days=MOST_DAYS_AHEAD + 1):
        return _(
            "That begins too far ahead: at most {n} days are possible. For example: tomorrow",
            n=MOST_DAYS_AHEAD,
        )
    if lasts < SHORTEST:
        return _(
            "The end has to be at least {n} minutes after the beginning, "
            "for example: 9:00 to 12:00",
            n=SHORTEST // timedelta(minutes=1),
        )
    if lasts > timedelta(days=MOST_DAYS):
        return _(
            "A task lasts {n} days at most. Please make several of it, for example: one a week",
            n=MOST_DAYS,
        )
    return _sending(brief, now)


def _sending(brief: Brief, now: datetime) -> Said | None:
    at = brief.dispatch_at
    if at is not None and not now - _GRACE <= at < brief.starts_at:
        return _(
            "Volunteers have to be asked after now and before the task begins, "
            "for example: the evening before"
        )
    return None


def _numbers(brief: Brief) -> Said | None:
    if not brief.wanted or any(not 1 <= one.count <= MOST_OF_A_SKILL for one in brief.wanted):
        return OUTSIDE
    return TOO_MANY_SKILLS if len(brief.wanted) > MOST_SKILLS else None


OUTSIDE = _("Of a skill, 1 to {most} people can be asked for. For example: 3", most=MOST_OF_A_SKILL)
TOO_MANY_SKILLS = _(
    "A task asks for {most} different skills at most. Please make two of it, "
    "for example: one for the medical part",
    most=MOST_SKILLS,
)
