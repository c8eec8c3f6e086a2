"""The conversation that changes when reports of a place are due: one value at a time."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from bot.conversations.answers import Choice, Clock, Count, Many, Where
from bot.conversations.model import Flow, Option, Session, Step
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.places.model import Level, Place
from bot.reports.flow.schedule_words import (
    LEVEL_NAMES,
    VALUES,
    WEEKDAY_NAMES,
    shown,
    span,
    worded,
)
from bot.reports.rules.schedules import WEEKDAYS

DAYS_AHEAD = 28
"""How far ahead a single day can be made a day off here."""

_WEEKDAYS = tuple(Option(value, name) for value, name in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True))
_REMINDERS = (
    Option("120,30", _("2 hours and 30 minutes before")),
    Option("60,15", _("1 hour and 15 minutes before")),
    Option("180,60,15", _("3 hours, 1 hour and 15 minutes before")),
    Option("60", _("1 hour before")),
    Option("", _("No reminders")),
)
_DELAYS = tuple(Option(str(n), span(n)) for n in (0, 30, 60, 90, 120, 180, 240, 360))
_AGAIN = tuple(Option(str(n), span(n)) for n in (60, 120, 180, 240, 360))
_SILENT = tuple(Option(str(n), _n("{n} day", "{n} days", n)) for n in (2, 3, 5, 7))
_HOPELESS = tuple(Option(str(n), _n("{n} day", "{n} days", n)) for n in (7, 14, 21, 30))
_LEVELS = tuple(
    Option(level.value, LEVEL_NAMES[level.value])
    for level in (Level.TOWNSHIP, Level.COUNTY, Level.PREFECTURE, Level.PROVINCE)
)
WEEKDAYS_OFF, DAY_OFF, ABOVE = "weekdays", "day", "above"
_CHANGES = (
    Option("deadline", VALUES["deadline"]),
    Option("reminders", VALUES["reminders"]),
    Option(WEEKDAYS_OFF, _("Weekdays off")),
    Option(DAY_OFF, _("A single day off")),
    Option("quiet", VALUES["quiet"]),
    Option("rungs", VALUES["rungs"]),
    Option("again", VALUES["again"]),
    Option("accepted_days", VALUES["accepted_days"], wide=True),
    Option("silent_days", VALUES["silent_days"], wide=True),
    Option("hopeless_days", VALUES["hopeless_days"], wide=True),
)
_AS_ABOVE = Option(ABOVE, _("All as further up again"), wide=True)
_CHANGE = (Option("yes", _("Change it")),)
PLACE = Where(top=lambda session: int(session.answers["scope"]))


def _known(session: Session) -> dict[str, Any]:
    known: dict[str, Any] = session.facts[fact(session)]
    return known


def fact(session: Session) -> str:
    """The fact that holds what applies at the chosen place."""
    return f"schedule:{session.answers['place']['place']}"


def _lacks(session: Session) -> str | None:
    if "scope" in session.answers and "place" not in session.answers:
        return PLACE.lacks("place", session)
    settled = "place" in session.answers and fact(session) not in session.facts
    return fact(session) if settled else None


def _what(session: Session) -> Said:
    return lines(shown(_known(session)), "", _("What do you want to change?"))


def _changes(session: Session) -> tuple[Option, ...]:
    return (*_CHANGES, _AS_ABOVE) if _known(session)["own"] else _CHANGES


def _coming(session: Session) -> tuple[Option, ...]:
    today = date.fromisoformat(_known(session)["today"])
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD)]
    return tuple(Option(day.isoformat(), _("{day}", day=day)) for day in days)


def _summary(session: Session) -> Said:
    place = Bold(_known(session)["name"])
    if session.answers["what"] == ABOVE:
        return _("For {place} and all below it, take over what is set further up?", place=place)
    ((name, value),) = changes(session).items()
    return lines(
        _("For {place} and all below it:", place=place),
        Bold(_("{what}: {value}", what=VALUES[name], value=worded(name, value))),
        _("What is running today already stays as it is. Change it?"),
    )


# -- the conversation -----------------------------------------------------------------


def changes(session: Session) -> dict[str, Any]:
    """What the finished conversation changes, by the schedule's names; None takes over again."""
    answers, known = session.answers, _known(session)
    match answers["what"]:
        case "deadline":
            return {"deadline": answers["deadline"]}
        case "reminders":
            return {"reminders": [int(n) for n in answers["reminders"].split(",") if n]}
        case "accepted_days":
            return {"accepted_days": answers["accepted_days"]}
        case "quiet":
            return {"quiet": [answers["quiet_from"], answers["quiet_to"]]}
        case "rungs":
            return {"rungs": {**known["rungs"], answers["level"]: int(answers["delay"])}}
        case "again" | "silent_days" | "hopeless_days" as name:
            return {name: int(answers[name])}
        case "weekdays":
            days = [value for value in known["days_off"] if value not in WEEKDAYS]
            return {"days_off": [*answers["weekdays"], *days]}
        case "day":  # a day that is off already is a working day again
            return {"days_off": sorted(set(known["days_off"]) ^ {answers["day"]})}
    return dict.fromkeys(known["own"])


def _chosen(what: str) -> Callable[[Session], bool]:
    return lambda session: session.answers.get("what") == what


def _scopes(session: Session) -> tuple[Option, ...]:
    return tuple(Option(str(id_), name) for id_, name in session.facts["scopes"])


SCHEDULE = Flow(
    "schedule",
    (
        Step("scope", _("Within which of your areas?"), Choice(_scopes), columns=1),
        Step("place", _("For which place?"), PLACE, label=_("Place"), columns=2),
        Step("what", _what, Choice(_changes), label=_("What changes")),
        Step(
            "deadline",
            _("By when are reports due? For example: 16:30"),
            Clock(("15:00", "16:00", "17:00", "18:00")),
            when=_chosen("deadline"),
            columns=4,
        ),
        Step(
            "reminders",
            _("When shall whoever has not reported be reminded?"),
            Choice(_REMINDERS),
            when=_chosen("reminders"),
            columns=1,
        ),
        Step(
            "weekdays",
            _("On which weekdays is no report expected? Tap each, then “Done”."),
            Many(_WEEKDAYS),
            when=_chosen(WEEKDAYS_OFF),
            columns=4,
        ),
        Step(
            "day",
            _("Which day? A day that is off already becomes a working day again."),
            Choice(_coming),
            when=_chosen(DAY_OFF),
            columns=3,
        ),
        Step(
            "accepted_days",
            _("For how many days back is a late report still taken? (0 to 30)"),
            Count(most=30, quick=(0, 1, 3, 7)),
            when=_chosen("accepted_days"),
            columns=4,
        ),
        Step(
            "quiet_from",
            _("From when on shall nothing be sent unasked? For example: 21:00"),
            Clock(("20:00", "21:00", "22:00", "23:00")),
            when=_chosen("quiet"),
            columns=4,
        ),
        Step(
            "quiet_to",
            _("Until when? The same time means: no quiet hours."),
            Clock(("06:00", "07:00", "08:00", "09:00")),
            when=_chosen("quiet"),
            columns=4,
        ),
        Step(
            "level",
            _("Coordinators of which level?"),
            Choice(_LEVELS),
            when=_chosen("rungs"),
        ),
        Step(
            "delay",
            _("How long after the deadline shall they be told who is missing?"),
            Choice(_DELAYS),
            when=_chosen("rungs"),
            columns=4,
        ),
        Step(
            "again",
            _("How long after the deadline, and then how often, are they asked again?"),
            Choice(_AGAIN),
            when=_chosen("again"),
            columns=3,
        ),
        Step(
            "silent_days",
            _("After how many days without a report is a place listed apart?"),
            Choice(_SILENT),
            when=_chosen("silent_days"),
            columns=4,
        ),
        Step(
            "hopeless_days",
            _("After how many days is a place no longer asked after daily, but once a week?"),
            Choice(_HOPELESS),
            when=_chosen("hopeless_days"),
            columns=4,
        ),
        Step("send", _summary, Choice(_CHANGE)),
    ),
    title=_("Reporting schedule"),
    lacks=_lacks,
)


def scheduling(scopes: Sequence[Place]) -> Session:
    """The conversation of somebody who plans the reports of these areas."""
    answers = {"scope": str(scopes[0].id)} if len(scopes) == 1 else {}
    facts = {"scopes": [[place.id, place.name] for place in scopes]}
    return Session(SCHEDULE.name, secrets.token_urlsafe(4), facts=facts, answers=answers)
