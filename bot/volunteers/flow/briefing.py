"""From the answers about a task to its brief, and back; who fits it, as a fact of the session."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.conversations.model import Json, Session
from bot.kernel.errors import Refused
from bot.kernel.i18n import LANGUAGES, say
from bot.places.model import Place, Point
from bot.volunteers.flow.wanting import read_json
from bot.volunteers.model import (
    Brief,
    Details,
    Fit,
    Preview,
    Reason,
    Relaxation,
    Urgency,
    Wanted,
)
from bot.volunteers.rules.tasks import begins_soon, ends

SOON = "soon"
NOW, LATER, PLAN = "now", "later", "plan"
PREVIEW = "preview"
"""Looked up at the end: the answers it is `of`, and who fits them or what is `wrong` with them."""


def is_point(session: Session) -> bool:
    """Whether the spot was shared, so that the place it lies in is asked, too."""
    return "latitude" in session.answers.get("where", {})


def place_in(known: Mapping[str, Json]) -> Json:
    """The place of the answers, as {"place": id, "name": name}."""
    return known["where"] if "place" in known["where"] else known["home"]


def wanted_of(known: Mapping[str, Json]) -> tuple[Wanted, ...]:
    """Whom the answers ask for."""
    return read_json(known["wanted"])


# -- from answers to a brief ----------------------------------------------------------


def brief_of(known: Mapping[str, Json], zone: ZoneInfo, now: datetime) -> Brief:
    """What the answers say; moments are in the place's own `zone`."""
    starts_at = _starts(known, zone, now)
    last = None if known.get("last") is None else date.fromisoformat(known["last"])
    minutes = int(known["check_in"])
    return Brief(
        area_id=int(known["top"]),
        place_id=int(place_in(known)["place"]),
        title=known["title"],
        what=known["what"],
        starts_at=starts_at,
        ends_at=ends(starts_at, time.fromisoformat(known["to"]), last),
        wanted=wanted_of(known),
        details=_details(known),
        urgency=Urgency(known["urgency"]),
        languages=frozenset(known["languages"]),
        unverified=known["unverified"] == "yes",
        may_widen=known["widen"] == "yes",
        check_in=minutes or None,
        dispatch_at=_moment(known["send_day"], known["send_at"], zone)
        if known["when"] == LATER
        else None,
    )


def is_planned(known: Mapping[str, Json]) -> bool:
    """Whether its volunteers are asked with a plan."""
    return bool(known["when"] == PLAN)


def _starts(known: Mapping[str, Json], zone: ZoneInfo, now: datetime) -> datetime:
    if known["day"] == SOON:
        return begins_soon(now.astimezone(zone))
    return _moment(known["day"], known["from"], zone)


def _moment(day: str, clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), zone)


def _details(known: Mapping[str, Json]) -> Details:
    where = known["where"]
    point = Point(where["longitude"], where["latitude"]) if "latitude" in where else None
    return Details(known["address"], known["contact"], known.get("phone"), point)


# -- and back -------------------------------------------------------------------------


def with_answers(session: Session, brief: Brief, top: Place, place: Place) -> Session:
    """A fresh session with what a former task said. The day is asked, the times are offered."""
    at, point = {"place": place.id, "name": place.name}, brief.details.point
    shared = None if point is None else {"latitude": point.latitude, "longitude": point.longitude}
    answers = {
        **session.answers,
        "top": str(top.id),
        "title": brief.title,
        "what": brief.what,
        "where": shared or at,
        **({"home": at} if shared else {}),
        "address": brief.details.address,
        "wanted": [[one.skill, one.count] for one in brief.wanted],
        "contact": brief.details.contact,
        "phone": brief.details.phone,
        "urgency": brief.urgency.value,
        "languages": sorted(brief.languages),
        "unverified": "yes" if brief.unverified else "no",
        "widen": "yes" if brief.may_widen else "no",
        "check_in": str(brief.check_in or 0),
    }
    if ends(brief.starts_at, brief.ends_at.time(), None) != brief.ends_at:  # on a later day
        del answers["last"]
    former = {name: f"{m:%H:%M}" for name, m in (("from", brief.starts_at), ("to", brief.ends_at))}
    return replace(session, answers=answers, former=former)


# -- who fits -------------------------------------------------------------------------


def with_preview(session: Session, brief: Brief, shown: Preview) -> Session:
    """The session that knows who fits what its answers ask for."""
    fits = [[o.wanted.skill, o.wanted.count, o.fit, dict(o.why_not)] for o in shown.fits]
    found = {
        "of": dict(session.answers),
        "starts": brief.starts_at.isoformat(),
        "ends": brief.ends_at.isoformat(),
        "fits": fits,
        "together": shown.together,
        "relaxed": dict(shown.relaxed),
    }
    return session.knowing(**{PREVIEW: found})


def with_refusal(session: Session, refused: Refused) -> Session:
    """The session that knows why its answers cannot be sent as they stand."""
    wrong = {language: say(refused.text, language) for language in LANGUAGES}
    return session.knowing(**{PREVIEW: {"of": dict(session.answers), "wrong": wrong}})


def preview_of(session: Session) -> Preview | None:
    """Who fits the answers as they stand; None when that is not known (any more)."""
    known = session.facts.get(PREVIEW)
    if known is None or known["of"] != session.answers:
        return None
    if "wrong" in known:
        return Preview((), 0)
    return Preview(
        tuple(
            Fit(Wanted(skill, count), fit, {Reason(r): n for r, n in why.items()})
            for skill, count, fit, why in known["fits"]
        ),
        known["together"],
        {Relaxation(one): n for one, n in known["relaxed"].items()},
    )
