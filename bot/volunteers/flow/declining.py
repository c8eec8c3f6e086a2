"""Declining an offer in one's own words."""

import secrets

from bot.conversations.answers import Words
from bot.conversations.model import Flow, Session, Step
from bot.kernel.i18n import _

NAME = "declining"

FLOW = Flow(
    NAME,
    (Step("why", _("What keeps you from coming? A few words are enough."), Words(most=200)),),
    title=_("Decline a task"),
)


def declining(offer_id: int) -> Session:
    """The conversation of somebody who declines the offer for a reason of their own."""
    return Session(NAME, secrets.token_urlsafe(4), facts={"offer": offer_id})
