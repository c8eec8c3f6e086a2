"""Returning a notice to its author, with a reason."""

import secrets

from bot.conversations.answers import Words
from bot.conversations.model import Flow, Session, Step
from bot.kernel.i18n import _

NAME = "return_notice"

FLOW = Flow(
    NAME,
    (
        Step(
            "why",
            _("What should its author change?"),
            Words(most=300, example=_("The day is wrong: Monday is the third")),
        ),
    ),
    title=_("Return a notice"),
)


def returning(notice_id: int) -> Session:
    """The conversation of somebody who returns the notice."""
    return Session(NAME, secrets.token_urlsafe(4), facts={"notice": notice_id})
