"""The conversation that changes when reports of a place are due: one value at a time."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from typing import Any

from bot.conversations.answers import Choice, Clock, Count, Many, Where
from bot.conversations.model import Flow, Option, Session, Step
from bot.kernel.i18n import Bold, Said, _, _n, lines
from bot.places.model import Place
from bot.reports.rules.schedules import WEEKDAYS

DAYS_AHEAD = 28
"""How far ahead a single day can be made a day off here."""

WEEKDAY_NAMES: tuple[Said, ...] = (
    _("Mon"),
    _("Tue"),
    _("Wed"),
    _("Thu"),
    _("Fri"),
    _("Sat"),
    _("Sun"),
)

_WEEKDAYS = tuple(Option(value, name) for value, name in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True))
_REMINDERS = (
    Option("120,30", _("2 hours and 30 minutes before")),
    Option("60,15", _("1 hour and 15 minutes before")),
    Option("180,60,15", _("3 hours, 1 hour and 15 minutes before")),
    Option("60", _("1 hour before")),
    Option("", _("No reminders")),
)
_NAMES: dict[str, Said] = {
    "deadline": _("Deadline"),
    "reminders": _("Reminders"),
    "days_off": _("Days off"),
    "accepted_days": _("How long late reports are taken"),
}
WEEKDAYS_OFF, DAY_OFF, ABOVE = "weekdays", "day", "above"
_CHANGES = (
    Option("deadline", _NAMES["deadline"]),
    Option("reminders", _NAMES["reminders"]),
    Option(WEEKDAYS_OFF, _("Weekdays off")),
    Option(DAY_OFF, _("A single day off")),
    Option("accepted_days", _NAMES["accepted_days"], wide=True),
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


# -- words ----------------------------------------------------------------------------


def shown(known: dict[str, Any]) -> Said:
    """What applies at a place, and from which place each value comes."""
    return lines(Bold(known["name"]), *[_line(known, name) for name in _NAMES])


def _line(known: dict[str, Any], name: str) -> Said:
    value, comes_from = _worded(name, known[name]), known["from"].get(name)
    if comes_from is None:
        return _("{what}: {value}", what=_NAMES[name], value=value)
    return _("{what}: {value} (set for {place})", what=_NAMES[name], value=value, place=comes_from)


def _worded(name: str, value: Any) -> Said:
    match name:
        case "deadline":
            return _("{time}", time=time.fromisoformat(value))
        case "reminders":
            return _reminders(value)
        case "days_off":
            return days_off(value)
    return _n("{n} day", "{n} days", value)


def _reminders(minutes: Sequence[int]) -> Said:
    if not minutes:
        return _("none")
    each = [_n("{n} minute before", "{n} minutes before", n) for n in minutes]
    return _("{list}", list=each)


def days_off(values: Sequence[str]) -> Said:
    """Weekdays and single days, as they are kept, in words."""
    weekdays = [WEEKDAY_NAMES[n] for n, name in enumerate(WEEKDAYS) if name in values]
    days = [_("{day}", day=date.fromisoformat(value)) for value in values if value not in WEEKDAYS]
    return _("{list}", list=[*weekdays, *days]) if values else _("none")


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
        Bold(_("{what}: {value}", what=_NAMES[name], value=_worded(name, value))),
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
