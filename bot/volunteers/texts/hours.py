"""How hours are worded, and what their volunteer is told about them."""

from bot.kernel.i18n import Said, _, lines
from bot.volunteers.model import Assignment, Held, Hours


def duration(minutes: int | None) -> Said:
    """So many minutes as people say it: 2 h 30 min."""
    hours, rest = divmod(minutes or 0, 60)
    if not hours:
        return _("{n} min", n=rest)
    return _("{n} h {m} min", n=hours, m=rest) if rest else _("{n} h", n=hours)


def line(one: Assignment) -> Said | None:
    """What became of the hours; None before there are any."""
    if one.hours is None:
        return None
    time = duration(one.minutes)
    match one.hours:
        case Hours.COUNTED:
            return _("{time} counted; a coordinator still has to confirm it.", time=time)
        case Hours.CONFIRMED:
            return _("{time} confirmed.", time=time)
        case Hours.DISPUTED:
            return _("{time}, which you say is wrong; a coordinator looks into it.", time=time)
        case Hours.SETTLED:
            return _("{time} credited after your objection.", time=time)


def confirmed(held: Held, former: int | None) -> Said:
    """Your hours are confirmed, as counted or with what they were before."""
    time, title = duration(held.assignment.minutes), held.task.brief.title
    if former == held.assignment.minutes:
        said = _("Your {time} for “{task}” are confirmed. Thank you!", time=time, task=title)
    else:
        said = _(
            "A coordinator has confirmed {time} for “{task}” (counted: {former}). Thank you!",
            time=time,
            task=title,
            former=duration(former),
        )
    return said


def settled(held: Held, word: str) -> Said:
    """The last word about a dispute."""
    return lines(
        _(
            "About your objection: {time} are credited to you for “{task}”.",
            time=duration(held.assignment.minutes),
            task=held.task.brief.title,
        ),
        _("The coordinator says: {word}", word=word),
    )
