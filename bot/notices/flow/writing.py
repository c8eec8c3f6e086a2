"""Writing a notice: to whom, what, how grave, whether it is to be confirmed, when it goes out."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversations.answers import Choice, Clock, Coming, File, Many, Where, Words
from bot.conversations.model import Attachment, Flow, Json, Option, Session, Step
from bot.kernel.i18n import Said, _, _n, lines
from bot.notices.model import (
    ANY_LANGUAGE,
    SEVERITIES,
    Audience,
    Severity,
    Terms,
    Wording,
    Written,
)
from bot.notices.rules.writing import LONGEST_TEXT
from bot.notices.texts import notice as texts
from bot.people.model import ROLE_NAMES, Role
from bot.places.model import Place

NAME = "notice"
NO, YES, NOW, LATER = "no", "yes", "now", "later"
MOST_DAYS = 30

ROLES = tuple(Option(role.value, name) for role, name in ROLE_NAMES.items())
GRAVE = tuple(Option(one.value, name) for one, name in SEVERITIES.items())
READ = (
    Option(NO, _("No")),
    Option("0", _("Yes")),
    Option("2", _("Yes, within {n} hours", n=2)),
    Option("12", _("Yes, within {n} hours", n=12)),
    Option("24", _("Yes, within {n} hours", n=24)),
)
ALL = "all"
SPOKEN = (
    Option(ALL, _("All languages")),
    Option("zh_Hans", _("Only Chinese")),
    Option("en", _("Only English")),
)
WHEN = (Option(NOW, _("Send it at once")), Option(LATER, _("Send it at a day and time")))
EXERCISE = (Option(NO, _("No, it is real")), Option(YES, _("Yes, an exercise")))
SEND = (Option("send", _("Send the notice")),)


def _tops(session: Session) -> tuple[Option, ...]:
    return tuple(Option(str(id_), name) for id_, name in session.facts["tops"])


def _top(session: Session) -> int:
    return int(session.answers["top"])


def _today(session: Session) -> date:
    return date.fromisoformat(session.facts["today"])


def _is_grave(session: Session) -> bool:
    return session.answers.get("severity") == Severity.EMERGENCY


def _waits(session: Session) -> bool:
    return session.answers.get("when") == LATER


PLACE = Where(top=_top)


def _summary(session: Session) -> Said:
    """For how many it is, whom it does not reach, how long it takes; then exactly what they see."""
    reach = session.facts[reach_wanted(session)]
    written, sender = written_in(session), session.answers["place"]["name"]
    shown = [texts.notice(written, sender, language) for language in _languages(written)]
    return lines(
        _n("For {n} person in {place}", "For {n} people in {place}", reach["n"], place=sender),
        _unreached(reach),
        _n("It takes {n} second.", "It takes {n} seconds.", reach["seconds"]),
        _("Somebody else has to approve it first.")
        if reach["two"] and not session.answers.get("alone")
        else None,
        *(part for one in shown for part in ("———", one)),
    )


def _unreached(reach: Mapping[str, Json]) -> Said | None:
    if not reach["lost"]:
        return None
    return _n(
        "{n} of them cannot be reached: {list}",
        "{n} of them cannot be reached: {list}",
        reach["lost"],
        list=reach["names"],
    )


def _languages(written: Written) -> Sequence[str]:
    texts_in = written.wording.texts
    return ("zh_Hans", "en") if len(texts_in) > 1 else ("zh_Hans",)


def _lacks(session: Session) -> str | None:
    known = session.answers
    if "top" not in known:
        return None
    if "place" not in known:
        return PLACE.lacks("place", session)
    ready = "read" in known and ("time" in known or not _waits(session))
    settled = ready and (not _is_grave(session) or "alone" in known)
    wanted = reach_wanted(session) if settled and "roles" in known else None
    return None if wanted is None or wanted in session.facts else wanted


def reach_wanted(session: Session) -> str:
    """The name of the look-up that tells for whom it would be; another one for other people."""
    known = session.answers
    roles = "+".join(sorted(known["roles"]))
    return f"reach:{known['place']['place']}:{roles}:{known['language']}:{known['severity']}"


FLOW = Flow(
    NAME,
    (
        Step("top", _("In which of your areas?"), Choice(_tops), columns=1),
        Step("place", _("For which place, and all below it?"), PLACE, label=_("Place")),
        Step(
            "roles",
            _("For whom? Tap all that fits, then “Done”; none means everybody."),
            Many(ROLES),
            label=_("For whom"),
        ),
        Step(
            "language",
            _("Only those who are spoken to in one language?"),
            Choice(SPOKEN),
            label=_("Language"),
            columns=1,
        ),
        Step("severity", _("How grave is it?"), Choice(GRAVE), label=_("Severity"), columns=1),
        Step(
            "text",
            _("What is the notice? Everybody reads this, if you write no other one."),
            Words(most=LONGEST_TEXT, example=_("The clinic in Nanjie is closed on Monday")),
            label=_("Text"),
        ),
        Step(
            "english",
            _("The same in English, for those who read it in English?"),
            Words(most=LONGEST_TEXT, example="The clinic in Nanjie is closed on Monday"),
            label=_("English text"),
            optional=True,
        ),
        Step(
            "attached",
            _("A photo or a file with it? Send it now, or skip."),
            File(),
            label=_("Photo or file"),
            optional=True,
        ),
        Step(
            "read",
            _("Shall everybody confirm that they have read it?"),
            Choice(READ),
            label=_("To be confirmed"),
            columns=1,
        ),
        Step("exercise", _("Is it an exercise?"), Choice(EXERCISE), label=_("Exercise")),
        Step("when", _("When does it go out?"), Choice(WHEN), label=_("Sent"), columns=1),
        Step("day", _("On which day?"), Coming(_today, MOST_DAYS), when=_waits),
        Step("time", _("At what time? For example: 8:00"), Clock(), when=_waits),
        Step(
            "alone",
            lines(
                _("Somebody else looks at an emergency notice before it goes out."),
                _("If it cannot wait for that, write why; they look at it afterwards."),
            ),
            Words(most=200, example=_("The dam is about to break")),
            when=_is_grave,
            label=_("Sent without a second person"),
            optional=True,
        ),
        Step("send", _summary, Choice(SEND)),
    ),
    title=_("Write a notice"),
    lacks=_lacks,
)


# -- from answers to a notice ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """What a conversation about a notice begins with."""

    tops: Sequence[Place]
    now: datetime


def writing(start: Start) -> Session:
    """The conversation of somebody who may send notices in these areas; `now` is local there."""
    return Session(
        NAME,
        secrets.token_urlsafe(4),
        facts={
            "tops": [[place.id, place.name] for place in start.tops],
            "today": start.now.date().isoformat(),
            "now": start.now.isoformat(),
            "zone": str(start.now.tzinfo),
        },
        answers={
            **({"top": str(start.tops[0].id)} if len(start.tops) == 1 else {}),
            **{"language": ALL, "exercise": NO, "when": NOW},  # changed where it is otherwise
        },
    )


def written_in(session: Session) -> Written:
    """What the answers of a finished conversation say."""
    known = session.answers
    return Written(
        severity=Severity(known["severity"]),
        wording=Wording(_texts(known), _attached(known.get("attached"))),
        audience=Audience(
            place_id=int(known["place"]["place"]),
            roles=frozenset(Role(role) for role in known["roles"]),
            language=None if known["language"] == ALL else known["language"],
        ),
        terms=_terms(session),
    )


def _texts(known: Mapping[str, Json]) -> dict[str, str]:
    english = known.get("english")
    return {ANY_LANGUAGE: known["text"], **({"en": english} if english else {})}


def _attached(sent: Json) -> Attachment | None:
    if not sent:
        return None
    return Attachment("document" if sent["name"] else "photo", sent["id"])


def _terms(session: Session) -> Terms:
    known = session.answers
    send_at = None
    if known["when"] == LATER:
        moment = time.fromisoformat(known["time"])
        zone = ZoneInfo(session.facts["zone"])
        send_at = datetime.combine(date.fromisoformat(known["day"]), moment, zone)
    hours = 0 if known["read"] == NO else int(known["read"])
    start = send_at or datetime.fromisoformat(session.facts["now"]) if hours else None
    return Terms(
        send_at=send_at,
        acknowledge=known["read"] != NO,
        acknowledge_by=None if start is None else start + timedelta(hours=hours),
        exercise=known["exercise"] == YES,
    )
