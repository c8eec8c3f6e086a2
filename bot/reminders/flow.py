"""The conversation in which a coordinator says that a place need not report: why, until when."""

import secrets
from datetime import date, timedelta

from bot.conversations.answers import Choice, Words
from bot.conversations.model import Flow, Option, Session, Step
from bot.kernel.i18n import Bold, Said, _, lines
from bot.places.texts import PAUSE_REASONS, pause_reason

REASONS = tuple(Option(value, label) for value, label in PAUSE_REASONS.items())
"""Quick reasons; another one can be typed."""

SPANS = (
    Option("0", _("Only that day")),
    Option("2", _("3 days")),
    Option("6", _("7 days")),
    Option("open", _("Until further notice")),
)

PAUSE = (Option("yes", _("Pause it")),)


def _place(session: Session) -> Said:
    return Bold(session.facts["name"])


def first_day(session: Session) -> date:
    """The first day on which the place need not report."""
    return date.fromisoformat(session.facts["day"])


def last_day(session: Session) -> date | None:
    """The last such day; None until further notice."""
    span = session.answers["until"]
    return None if span == "open" else first_day(session) + timedelta(days=int(span))


def _why(session: Session) -> Said:
    return _("Why need {place} not report? Tap a reason or write one.", place=_place(session))


def _summary(session: Session) -> Said:
    to_day = last_day(session)
    span = _("From {day} until further notice", day=first_day(session))
    if to_day is not None:
        span = _("From {day} to {until}", day=first_day(session), until=to_day)
    return lines(
        _("{place} and all below it need not report:", place=_place(session)),
        span,
        _("Reason: {reason}", reason=pause_reason(session.answers["reason"])),
        _("This is noted under your name."),
    )


FLOW = Flow(
    "pause",
    (
        Step("reason", _why, Words(most=200, offers=REASONS), label=_("Reason"), columns=1),
        Step("until", _("For how long?"), Choice(SPANS), label=_("For how long")),
        Step("send", _summary, Choice(PAUSE)),
    ),
    title=_("Pause a place"),
)


def pausing(place_id: int, name: str, day: date) -> Session:
    """The conversation about this place, from this day on."""
    facts = {"place": place_id, "name": name, "day": day.isoformat()}
    return Session(FLOW.name, secrets.token_urlsafe(4), facts=facts)
