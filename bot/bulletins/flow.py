"""Conversations about bulletins: why a draft is returned, why a bulletin is withdrawn."""

import secrets

from bot.bulletins import texts
from bot.bulletins.model import Bulletin, Draft
from bot.conversations.answers import Choice, Words
from bot.conversations.model import Flow, Option, Session, Step
from bot.kernel.i18n import Bold, _, lines

OFFERED = ("figures", "early")
MOST_REASON = 300

GIVE_BACK = Flow(
    "bulletin_return",
    (
        Step(
            "reason",
            lambda session: _(
                "Why is “{heading}” returned? Tap a reason or write your own.",
                heading=session.facts["heading"],
            ),
            Words(
                most=MOST_REASON, offers=tuple(Option(key, texts.REASONS[key]) for key in OFFERED)
            ),
            columns=1,
        ),
    ),
    title=_("Return a bulletin"),
)

WITHDRAW = Flow(
    "bulletin_withdraw",
    (
        Step(
            "reason",
            lambda session: lines(
                _("Why is “{heading}” withdrawn?", heading=session.facts["heading"]),
                _("The public will read the reason as you write it."),
            ),
            Words(most=MOST_REASON, example=_("the cases of one county were counted twice")),
        ),
        Step(
            "send",
            lambda session: lines(
                Bold(_("Withdraw this bulletin: {heading}", heading=session.facts["heading"])),
                _("Reason: {reason}", reason=session.answers["reason"]),
                _("It stays visible as withdrawn. Somebody else has to approve this, too."),
            ),
            Choice((Option("yes", _("Withdraw it")),)),
        ),
    ),
    title=_("Withdraw a bulletin"),
)


def returning(draft: Draft) -> Session:
    """The conversation about a draft that goes back."""
    facts = {"draft": draft.id, "heading": _named(draft.content.place.name, draft.content.day)}
    return Session(GIVE_BACK.name, secrets.token_urlsafe(4), facts=facts)


def withdrawing(bulletin: Bulletin) -> Session:
    """The conversation about a bulletin that is taken back."""
    content = bulletin.content
    facts = {"number": bulletin.number, "heading": _named(content.place.name, content.day)}
    return Session(WITHDRAW.name, secrets.token_urlsafe(4), facts=facts)


def _named(place: str, day: object) -> str:
    return f"{place} {day}"
