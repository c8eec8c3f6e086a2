"""The conversation that returns a report to its author: one question, why."""

import secrets

from bot.conversations.answers import Words
from bot.conversations.model import Flow, Option, Session, Step
from bot.kernel.i18n import Bold, Said, _
from bot.reports.model import Report
from bot.reports.texts import REASONS


def _why(session: Session) -> Said:
    return _(
        "Why is the report of {place} returned? Tap a reason or write your own.",
        place=Bold(session.facts["place"]),
    )


RETURN = Flow(
    "return",
    (
        Step(
            "reason",
            _why,
            Words(most=300, offers=tuple(Option(key, words) for key, words in REASONS.items())),
            columns=1,
        ),
    ),
    title=_("Return a report"),
)


def returning(report: Report, place: str, group: str) -> Session:
    """The conversation about one report; `group` names the queue that goes on afterwards."""
    facts = {"report": report.id, "place": place, "group": group}
    return Session(RETURN.name, secrets.token_urlsafe(4), facts=facts)
