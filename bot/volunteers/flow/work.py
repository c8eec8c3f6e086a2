"""Conversations about the work: where one is on arrival, hours changed, disputed, settled."""

import secrets

from bot.conversations.answers import Count, Words
from bot.conversations.answers.here import NOWHERE, Here
from bot.conversations.model import Flow, Session, Step
from bot.kernel.i18n import Bold, Said, _, lines
from bot.places.model import Point
from bot.volunteers.model import Held
from bot.volunteers.texts.hours import duration

MOST_HOURS = 99
LONGEST_REASON = 300


# -- arriving -------------------------------------------------------------------------


def _where(session: Session) -> Said:
    return lines(
        Bold(session.facts["title"]),
        _("Good that you are there. Please share your location, so that your arrival counts."),
        _("It is compared with the place of the task once, and not kept."),
    )


ARRIVAL = Flow(
    "arrival", (Step("where", _where, Here()),), title=_("Say that I have arrived"), aside=True
)


def arriving(held: Held) -> Session:
    """The conversation of a volunteer who is there."""
    return _session(ARRIVAL, held)


def shared(session: Session) -> Point | None:
    """The point that was shared, None when it cannot be."""
    where = session.answers["where"]
    return None if where == NOWHERE else Point(where["longitude"], where["latitude"])


# -- hours ----------------------------------------------------------------------------


def _how_many(session: Session) -> Said:
    known = session.facts
    return lines(
        _("{name}: {task}", name=Bold(known["name"]), task=known["title"]),
        _("Until now: {time}", time=duration(known["minutes"])) if known["minutes"] else None,
        _("Reason: {reason}", reason=known["why"]) if known["why"] else None,
        _("How many full hours was it? The minutes come next."),
    )


_HOURS = Step("hours", _how_many, Count(MOST_HOURS, quick=(0, 1, 2, 3, 4, 6, 8)), columns=4)
_MINUTES = Step(
    "minutes", _("And how many minutes beyond the hours?"), Count(59, quick=(0, 15, 30, 45))
)
_WORD_EXAMPLE = _("you came at nine, as the list at the door says")
_WORD = Step(
    "word",
    _("What should the volunteer be told about it?"),
    Words(most=LONGEST_REASON, example=_WORD_EXAMPLE),
)

RECOUNT = Flow("recount", (_HOURS, _MINUTES), title=_("Change hours"))
VOUCHING = Flow("vouch", (_HOURS, _MINUTES), title=_("Say that somebody was there"))
SETTLING = Flow("settle_hours", (_HOURS, _MINUTES, _WORD), title=_("Settle hours"))


def recounting(held: Held) -> Session:
    """The conversation of a coordinator who knows better how long it was."""
    return _session(RECOUNT, held)


def vouching(held: Held) -> Session:
    """The conversation of a coordinator who knows that somebody was there."""
    return _session(VOUCHING, held)


def settling(held: Held) -> Session:
    """The conversation of a coordinator who has the last word."""
    return _session(SETTLING, held)


def minutes_of(session: Session) -> int:
    """The minutes that were answered in all."""
    return int(session.answers["hours"]) * 60 + int(session.answers["minutes"])


# -- a dispute ------------------------------------------------------------------------


_WHY_EXAMPLE = _("I stayed until six, as Ms Li of the clinic knows")


def _why(session: Session) -> Said:
    return lines(
        _("{task}: {time}", task=session.facts["title"], time=duration(session.facts["minutes"])),
        _("What is wrong about it? A coordinator reads this and decides."),
    )


DISPUTE = Flow(
    "dispute_hours",
    (Step("why", _why, Words(most=LONGEST_REASON, example=_WHY_EXAMPLE)),),
    title=_("Say that hours are wrong"),
)


def disputing(held: Held) -> Session:
    """The conversation of a volunteer whose hours are wrong."""
    return _session(DISPUTE, held)


def _session(flow: Flow, held: Held) -> Session:
    one = held.assignment
    facts = {
        "id": one.id,
        "title": held.task.brief.title,
        "name": held.name,
        "minutes": one.minutes or 0,
        "why": one.dispute or "",
    }
    return Session(flow.name, secrets.token_urlsafe(4), facts=facts, secret=True)
