"""What authors are told of their reports without having asked."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.conversations.model import Button, Inline
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.reports.model import Report, Week

REASONS: Mapping[str, Said] = {
    "history": _("The figures do not fit the days before. Please check them."),
    "sum": _("The figures do not add up. Please check them."),
    "missing": _("Something is missing. Please add it."),
    "place": _("This seems to be about another place or day."),
    "call": _("Please call me before you send it again."),
}
"""Why reports are returned most often, at one tap; any other reason is typed."""


def asked_for(reason: str) -> Said:
    """What the checker asks of the author."""
    return _("The checker asks: {reason}", reason=REASONS.get(reason, reason))


def returned(report: Report, place: str) -> tuple[Said, Inline]:
    """What is to be corrected and why, with the button that begins it."""
    text = lines(
        Bold(_("Please look at this report again: {place}, {day}", place=place, day=report.day)),
        asked_for(report.review.reason or ""),
    )
    return text, Inline(((Button(_("Correct it"), f"fix:{report.id}"),),))


def on_behalf(report: Report, place: str, name: str) -> tuple[Said, Inline]:
    """Somebody else reported for the place that is usually reported for by whoever reads this."""
    text = _(
        "{name} has reported for {place}, {day}, on your behalf. If something is not right, "
        "please correct it.",
        name=name,
        place=Bold(place),
        day=report.day,
    )
    return text, Inline(((Button(_("Look at the report"), f"see:{report.id}"),),))


def confirmed(places: Sequence[str], day: date) -> Said:
    """Both checks are passed."""
    return _n(
        "Checked twice and confirmed: {places}, {day}. Thank you.",
        "Checked twice and confirmed, {n} reports of {day}: {places}. Thank you.",
        len(places),
        places=_("{list}", list=list(places)),
        day=day,
    )


def week(sums: Week) -> Said:
    """One line on the week that is over."""
    return _(
        "Your reports of last week: {sent} sent, {confirmed} confirmed, {returned} returned, "
        "{waiting} still being checked.",
        sent=sums.sent,
        confirmed=sums.confirmed,
        returned=sums.returned,
        waiting=sums.sent - sums.confirmed - sums.returned,
    )
