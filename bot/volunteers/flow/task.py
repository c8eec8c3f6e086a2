"""Describing a task: a few questions, sensible answers to all others, one summary with who fits."""

import secrets
from collections.abc import Sequence
from datetime import date

from bot.conversations.answers import AnyPhone, Choice, Clock, Coming, Many, Where, Words
from bot.conversations.model import Flow, Json, Option, Session, Step
from bot.kernel.i18n import _, _n
from bot.places.model import Place
from bot.volunteers.flow.briefing import LATER, NOW, PLAN, PREVIEW, SOON, is_point, preview_of
from bot.volunteers.flow.summing_up import Summary, sends
from bot.volunteers.flow.wanting import Wants
from bot.volunteers.model import URGENCIES, Catalogue, Urgency
from bot.volunteers.rules.tasks import CHECK_INS, MOST_DAYS, MOST_DAYS_AHEAD

NAME = "task"
LONGEST_TITLE, LONGEST_WHAT, LONGEST_ADDRESS, LONGEST_CONTACT = 60, 500, 150, 40
YES, NO = "yes", "no"

YES_NO = (Option(YES, _("Yes")), Option(NO, _("No")))
URGENCY = tuple(Option(one.value, name) for one, name in URGENCIES.items())
CHECK_IN = (
    Option("0", _("Not at all")),
    *(Option(str(n), _n("after {n} minute", "after {n} minutes", n)) for n in CHECK_INS),
)
SENDING = (
    Option(NOW, _("At once")),
    Option(LATER, _("At a day and time")),
    Option(PLAN, _("With a plan, later")),
)


def _today(session: Session) -> date:
    return date.fromisoformat(session.facts["today"])


def _top(session: Session) -> int:
    return int(session.answers["top"])


def _tops(session: Session) -> tuple[Option, ...]:
    return tuple(Option(str(id_), name) for id_, name in session.facts["tops"])


def _begins_on_a_day(session: Session) -> bool:
    return session.answers.get("day") != SOON


def _first_day(session: Session) -> date:
    day = session.answers.get("day", SOON)
    return _today(session) if day == SOON else date.fromisoformat(day)


def _sent_later(session: Session) -> bool:
    return session.answers.get("when") == LATER


# -- the table ------------------------------------------------------------------------

_PLACE, _HOME = Where(point=True, top=_top), Where(top=_top)

_WHAT = (
    Step("top", _("In which of your areas are volunteers asked?"), Choice(_tops), columns=1),
    Step(
        "title",
        _("What is it about, in a few words?"),
        Words(most=LONGEST_TITLE, example=_("Taking samples at the school")),
        label=_("Title"),
    ),
    Step(
        "what",
        _("What is there to do, and what should volunteers bring or know?"),
        Words(most=LONGEST_WHAT, example=_("Keep the queue in order; bring an umbrella")),
        label=_("What"),
    ),
    Step(
        "where",
        _("Where? Tap the place, or share the spot (the paper clip beside the text)."),
        _PLACE,
        label=_("Place"),
    ),
    Step(
        "home",
        _("Thank you. Which place is that in?"),
        _HOME,
        when=is_point,
        label=_("Place of the spot"),
    ),
    Step(
        "address",
        _("Where exactly shall they come to? Only those read it who have accepted."),
        Words(most=LONGEST_ADDRESS, example=_("the school's main gate, Renmin Road 3")),
        label=_("Address"),
    ),
)

_WHEN = (
    Step(
        "day",
        _("On which day does it begin?"),
        Coming(_today, MOST_DAYS_AHEAD, (Option(SOON, _("Right away"), wide=True),)),
        label=_("Day"),
        columns=3,
    ),
    Step(
        "from",
        _("When does it begin? For example: 8:30"),
        Clock(("07:00", "08:00", "09:00", "13:00", "14:00", "18:00", "20:00", "22:00")),
        when=_begins_on_a_day,
        label=_("Beginning"),
        columns=4,
    ),
    Step(
        "to",
        _("When does it end? For example: 17:00; a time before the beginning means the next day."),
        Clock(("12:00", "15:00", "17:00", "18:00", "20:00", "22:00", "00:00", "06:00")),
        label=_("End"),
        columns=4,
    ),
)

_MORE = (
    Step(
        "last",
        _("On which day does it end?"),
        Coming(_first_day, MOST_DAYS),
        label=_("Last day"),
        optional=True,
        columns=3,
    ),
    Step(
        "contact",
        _("Whom shall they ask for?"),
        Words(most=LONGEST_CONTACT, example="王小明"),
        label=_("Contact"),
    ),
    Step(
        "phone",
        _("At which number? Type it, or share a contact. Only those see it who have accepted."),
        AnyPhone(),
        label=_("Phone"),
        optional=True,
    ),
    Step("urgency", _("How urgent is it?"), Choice(URGENCY), label=_("Urgency"), columns=3),
)

_WHO = (
    Step(
        "unverified",
        _("Do skills count, too, whose certificate nobody has seen yet?"),
        Choice(YES_NO),
        label=_("Unverified certificates count"),
    ),
    Step(
        "widen",
        _("When the near ones are not enough, may volunteers farther away be asked?"),
        Choice(YES_NO),
        label=_("Ask farther away"),
    ),
    Step(
        "check_in",
        _("Shall those at work be asked from time to time whether they are well?"),
        Choice(CHECK_IN),
        label=_("Safety check"),
    ),
    Step("when", _("When are volunteers asked?"), Choice(SENDING), label=_("Asked"), columns=1),
    Step(
        "send_day",
        _("On which day are they asked?"),
        Coming(_today, MOST_DAYS_AHEAD),
        when=_sent_later,
        label=_("Asked on"),
        columns=3,
    ),
    Step(
        "send_at",
        _("At what time are they asked? For example: 9:00"),
        Clock(("08:00", "09:00", "12:00", "18:00")),
        when=_sent_later,
        label=_("Asked at"),
        columns=4,
    ),
)


def flow_of(among: Catalogue) -> Flow:
    """The conversation, with this catalogue.

    Facts: `today` in the area; `tops` as [[id, name]]; `preview` (see briefing) of the answers.
    """
    wants = Wants(among)
    languages = tuple(Option(code, label) for code, label in among.languages.items())
    return Flow(
        NAME,
        (
            *_WHAT,
            *_WHEN,
            Step(
                "wanted", lambda session: wants.question("wanted", session), wants, label=_("Who")
            ),
            *_MORE,
            Step(
                "languages",
                _("Which languages does everybody have to speak? Tap them, then “Done”."),
                Many(languages),
                label=_("Languages"),
            ),
            *_WHO,
            Step("send", Summary(among), Choice(sends), columns=1),
        ),
        title=_("New task"),
        lacks=_lacks,
    )


def _lacks(session: Session) -> str | None:
    """What lies below the place offered next; at the end, who fits what the answers ask for."""
    known = session.answers
    if {"top", "title", "what"} <= set(known) and "where" not in known:
        return _PLACE.lacks("where", session)
    if is_point(session) and "home" not in known:
        return _HOME.lacks("home", session)
    return PREVIEW if _is_complete(session) and preview_of(session) is None else None


def _is_complete(session: Session) -> bool:
    """Whether only the last question is open: is all of this to be sent?"""
    steps = (*_WHAT, *_WHEN, *_MORE, *_WHO)
    known = set(session.answers)
    return (
        "send" not in known
        and {"wanted", "languages"} <= known
        and all(step.name in known for step in steps if step.when(session))
    )


# -- how it opens ---------------------------------------------------------------------


def describing(tops: Sequence[Place], today: date, contact: str, phone: str | None) -> Session:
    """The conversation of a coordinator; what has a sensible answer has it from the start."""
    answers: dict[str, Json] = {
        "last": None,
        "urgency": Urgency.NORMAL.value,
        "languages": [],
        "unverified": NO,
        "widen": YES,
        "check_in": "0",
        "when": NOW,
        **({"contact": contact[:LONGEST_CONTACT]} if contact else {}),
        **({"phone": phone} if phone is not None else {}),
        **({"top": str(tops[0].id)} if len(tops) == 1 else {}),
    }
    facts = {"tops": [[one.id, one.name] for one in tops], "today": today.isoformat()}
    nonce = secrets.token_urlsafe(4)
    return Session(NAME, nonce, facts=facts, answers=answers, secret=True)
