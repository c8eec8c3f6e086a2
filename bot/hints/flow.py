"""Conversations about hints: sending one, answering one."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from bot.conversations.answers import Choice, Day, Where, Words
from bot.conversations.model import Flow, Option, Session, Step
from bot.hints.model import OUTCOMES, Hint, Outcome
from bot.hints.rules import DAYS_BACK, LONGEST, LONGEST_SAID, SHORTEST
from bot.kernel.i18n import Bold, Said, _, lines
from bot.places.model import Place

# -- sending one ----------------------------------------------------------------------

TODAY, YESTERDAY, EARLIER = "today", "yesterday", "earlier"
WHEN = (
    Option(TODAY, _("Today")),
    Option(YESTERDAY, _("Yesterday")),
    Option(EARLIER, _("Another day")),
)
EXAMPLE = _("four households in our street have a fever since Monday")
SEND = (Option("send", _("Send the hint")),)


def _tops(session: Session) -> tuple[Option, ...]:
    return tuple(Option(str(id_), name) for id_, name in session.facts["tops"])


def _top(session: Session) -> int:
    return int(session.answers["top"])


PLACE = Where(top=_top)


def _lacks(session: Session) -> str | None:
    settled = "top" in session.answers and "place" not in session.answers
    return PLACE.lacks("place", session) if settled else None


def _today(session: Session) -> date:
    return date.fromisoformat(session.facts["today"])


def seen_on(session: Session) -> date:
    """The day that the hint is about."""
    match session.answers["when"]:
        case "today":
            return _today(session)
        case "yesterday":
            return _today(session) - timedelta(days=1)
    return date.fromisoformat(session.answers["day"])


def _summary(session: Session) -> Said:
    place, day = session.answers["place"]["name"], seen_on(session)
    return lines(
        Bold(_("{place}, {day}", place=place, day=day)),
        session.answers["seen"],
        "",
        _("Shall I send this? The checkers read it, but they do not see who you are."),
    )


HINT = Flow(
    "hint",
    (
        Step("top", _("In which area?"), Choice(_tops), columns=1),
        Step("place", _("Which place is it about?"), PLACE, label=_("Place")),
        Step("when", _("Which day is it about?"), Choice(WHEN), label=_("Day"), columns=3),
        Step(
            "day",
            _("Which day? Tap one or send a date; it may be {n} days ago at most.", n=DAYS_BACK),
            Day(_today, lambda _session: DAYS_BACK),
            when=lambda session: session.answers.get("when") == EARLIER,
        ),
        Step(
            "seen",
            lines(
                _("What do you see that does not match what is reported?"),
                _("For example: {example}", example=EXAMPLE),
                _("Please leave out names and phone numbers, yours too."),
            ),
            Words(most=LONGEST, least=SHORTEST, example=EXAMPLE),
            label=_("What you see"),
        ),
        Step("send", _summary, Choice(SEND)),
    ),
    title=_("Send a hint"),
    lacks=_lacks,
)


def sending(tops: Sequence[Place], today: date) -> Session:
    """The conversation of somebody who saw something, below one of these places."""
    answers = {"top": str(tops[0].id)} if len(tops) == 1 else {}
    facts = {"tops": [[place.id, place.name] for place in tops], "today": today.isoformat()}
    return Session(HINT.name, secrets.token_urlsafe(4), facts=facts, answers=answers, secret=True)


# -- answering one --------------------------------------------------------------------


SENTENCE = _("the clinic was asked, and the report was corrected")


def _sentence(session: Session) -> Said:
    return lines(
        Bold(_("{place}: {outcome}", place=session.facts["place"], outcome=_outcome(session))),
        _("Add a sentence for whoever sent the hint, or skip this. Your name is not shown."),
    )


def _outcome(session: Session) -> Said:
    return OUTCOMES[Outcome(session.facts["outcome"])]


ANSWER = Flow(
    "answer_hint",
    (Step("said", _sentence, Words(most=LONGEST_SAID, example=SENTENCE), optional=True),),
    title=_("Answer a hint"),
)


def answering(hint: Hint, place: str, outcome: Outcome) -> Session:
    """The conversation of a checker who has made up their mind about a hint."""
    facts = {"hint": hint.id, "place": place, "outcome": outcome.value}
    return Session(ANSWER.name, secrets.token_urlsafe(4), facts=facts, secret=True)
