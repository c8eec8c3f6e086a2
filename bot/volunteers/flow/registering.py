"""Registering as a volunteer, and changing what one has registered: one table for both."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.conversations.answers import Choice, Many, Phone, Where, Words
from bot.conversations.model import Flow, Json, Option, Session, Step
from bot.kernel.i18n import Bold, Labels, Said, _, lines
from bot.places.model import Place, Point
from bot.volunteers.model import (
    TRANSPORTS,
    Catalogue,
    Consent,
    Profile,
    Skill,
    Transport,
    Volunteer,
    Window,
)
from bot.volunteers.rules.windows import PRESETS, WEEK, code_of, read_windows
from bot.volunteers.texts import profile

NAME = "volunteer"
AGREED, OWN_TIMES = "agreed", "own"
LONGEST_NAME = 40
RADII = (3, 5, 10, 20, 50, 100)

AGREE = (Option(AGREED, _("I have read this and agree")),)
REACH = tuple(Option(str(km), _("{n} km", n=km)) for km in RADII)
TIMES = (
    *(Option(preset, name) for preset, name in profile.PRESET_NAMES.items()),
    Option(OWN_TIMES, _("Let me choose")),
)
WINDOWS = tuple(Option(code_of(one), profile.window(one)) for one in WEEK)
TRANSPORT = tuple(Option(one.value, name) for one, name in TRANSPORTS.items())
SEND = (Option("send", _("Yes, that is right")),)


# -- the table ------------------------------------------------------------------------


def flow_of(among: Catalogue, consent: Consent) -> Flow:
    """The conversation, with this catalogue and this consent."""
    summary = _Summary(among)
    return Flow(
        NAME,
        (
            Step("consent", consent.text, Choice(AGREE), columns=1),
            Step("name", _("What is your name?"), Words(most=LONGEST_NAME), label=_("Name")),
            Step(
                "phone",
                _("Which number can you be reached at? Please share it with the button below."),
                Phone(),
                when=lambda session: not session.facts["phone"],
            ),
            Step(
                "skills",
                lines(
                    _("What can you do? Tap all that fits, then “Done”; none is fine, too."),
                    _("With * a certificate is looked at later, before you are asked for it."),
                ),
                Many(tuple(_skill(skill) for skill in among.skills.values())),
                label=_("Skills"),
            ),
            Step(
                "languages",
                _("Which languages do you speak?"),
                Many(_options(among.languages), least=1),
                label=_("Languages"),
            ),
            *_WHERE,
            Step("reach", _("How far do you go?"), Choice(REACH), label=_("Reach"), columns=3),
            Step("times", _("When can you help?"), Choice(TIMES), label=_("Times")),
            Step(
                "windows",
                _("Tap all the times at which you can help, then “Done”."),
                Many(WINDOWS, least=1),
                when=lambda session: session.answers.get("times") == OWN_TIMES,
                columns=3,
            ),
            Step("transport", _("What can you come with?"), Choice(TRANSPORT), label=_("Vehicle")),
            Step("send", summary, Choice(SEND)),
        ),
        title=_("Register as a volunteer"),
        lacks=_lacks,
    )


def _skill(skill: Skill) -> Option:
    label: Said = _("{skill} *", skill=skill.label) if skill.certificate else skill.label
    return Option(skill.code, label)


def _options(labels: Mapping[str, Labels]) -> tuple[Option, ...]:
    return tuple(Option(code, label) for code, label in labels.items())


# -- where they start from ------------------------------------------------------------


def _tops(session: Session) -> tuple[Option, ...]:
    return tuple(Option(str(id_), name) for id_, name in session.facts["tops"])


def _top(session: Session) -> int:
    return int(session.answers["top"])


def _is_point(session: Session) -> bool:
    return "latitude" in session.answers.get("where", {})


_PLACE, _HOME = Where(point=True, top=_top), Where(top=_top)
_WHERE = (
    Step("top", _("In which area can you help?"), Choice(_tops), columns=1),
    Step(
        "where",
        lines(
            _("Where do you start from? Tap the place,"),
            _("or share your location (the paper clip beside the text)."),
        ),
        _PLACE,
        label=_("Starting from"),
    ),
    Step(
        "home",
        _("Thank you. Which place is that in? Its coordinators can ask you then."),
        _HOME,
        when=_is_point,
    ),
)


def _lacks(session: Session) -> str | None:
    """What lies below the place whose children are offered next, when that is being asked."""
    known = session.answers
    if "top" not in known or "languages" not in known:
        return None
    if "where" not in known:
        return _PLACE.lacks("where", session)
    return _HOME.lacks("home", session) if _is_point(session) and "home" not in known else None


# -- from answers to a profile, and back ----------------------------------------------


@dataclass(frozen=True, slots=True)
class _Summary:
    """The last question: is all of this right?"""

    among: Catalogue

    def __call__(self, session: Session) -> Said:
        known = session.answers
        return lines(
            Bold(_("Is this right?")),
            _("Name: {name}", name=known["name"]),
            profile.described(profile_of(known), _place(known)["name"], self.among),
        )


def profile_of(known: Mapping[str, Json]) -> Profile:
    """What the answers of a finished conversation say."""
    where, times = known["where"], known["times"]
    chosen = read_windows(known["windows"]) if times == OWN_TIMES else PRESETS[times]
    return Profile(
        place_id=int(_place(known)["place"]),
        skills=frozenset(known["skills"]),
        languages=frozenset(known["languages"]),
        radius_km=int(known["reach"]),
        windows=chosen,
        transport=Transport(known["transport"]),
        point=Point(where["longitude"], where["latitude"]) if "latitude" in where else None,
    )


def _place(known: Mapping[str, Json]) -> Json:
    return known["where"] if "place" in known["where"] else known["home"]


def registering(
    name: str, tops: Sequence[Place], consent: Consent, *, phone_known: bool
) -> Session:
    """The conversation of somebody who wants to become a volunteer; their name is offered."""
    return Session(
        NAME,
        secrets.token_urlsafe(4),
        facts={
            "tops": [[place.id, place.name] for place in tops],
            "consent": consent.version,
            "phone": phone_known,
        },
        answers={"top": str(tops[0].id)} if len(tops) == 1 else {},
        former={"name": name} if name else {},
        secret=True,
    )


def with_answers(session: Session, volunteer: Volunteer, place: Place, *, agreed: bool) -> Session:
    """The conversation of a volunteer with all answers in: it starts at the summary.

    Unless they have `agreed` to what has to be agreed to now, they are asked that first.
    """
    known, at = volunteer.profile, {"place": place.id, "name": place.name}
    point = known.point
    shared = None if point is None else {"latitude": point.latitude, "longitude": point.longitude}
    answers = {
        **session.answers,
        **session.former,
        **({"consent": AGREED} if agreed else {}),
        "skills": sorted(known.skills),
        "languages": sorted(known.languages),
        "where": shared or at,
        **({"home": at} if shared else {}),
        "reach": str(known.radius_km),
        **_times(known.windows),
        "transport": known.transport.value,
    }
    return replace(session, answers=answers, former={})


def _times(windows: frozenset[Window]) -> dict[str, Json]:
    for preset, those in PRESETS.items():
        if those == windows:
            return {"times": preset}
    return {"times": OWN_TIMES, "windows": [code_of(one) for one in WEEK if one in windows]}
