"""Where a reporting conversation starts, and what it says once it is finished."""

import secrets
from datetime import date

from bot.conversations.model import Session
from bot.reports.flow.steps import NAME, day_named, figures, one_place
from bot.reports.model import Content, Filled, Form, Opening, Report, Stage


def opened(
    opening: Opening, *, zero: bool, place: int | None = None, day: date | None = None
) -> Session:
    """A conversation that reports for the person's places; what is clear is answered already."""
    wanted = {place} if place is not None else set(opening.missing)
    offered = [one for one in opening.places if one.id in wanted] or list(opening.places)
    todays = {one.today for one in offered}
    answers: dict[str, str] = {}
    if day is not None or len(todays) == 1:
        answers["day"] = (day or min(todays)).isoformat()
    if zero:
        answers["anything"] = Content.ZERO.value
    if len(offered) == 1:
        answers["place"] = str(offered[0].id)
    facts = {
        "form": [opening.form.code, opening.form.version],
        "today": min(todays).isoformat(),
        "oldest": min(one.oldest for one in offered),
        "clocks": {str(one.id): [one.today.isoformat(), one.oldest] for one in opening.places},
        "places": [[one.id, one.name] for one in opening.places],
        "missing": list(opening.missing),
    }
    return Session(NAME, secrets.token_urlsafe(4), facts=facts, answers=answers)


def reopened(form: Form, report: Report, place: str) -> Session:
    """A conversation that changes a report: it starts at the summary with all answers in."""
    skipped = {f.name: None for f in form.fields if report.content is Content.FIGURES}
    facts = {
        "form": [form.code, form.version],
        "today": report.day.isoformat(),
        "places": [[report.place_id, place]],
        "missing": [],
        "correcting": report.id,
        "amending": report.stage is Stage.CONFIRMED,
    }
    answers = {
        "place": str(report.place_id),
        "day": report.day.isoformat(),
        "anything": report.content.value,
        **skipped,
        **report.figures,
    }
    return Session(NAME, secrets.token_urlsafe(4), facts=facts, answers=answers)


def filled(form: Form, session: Session) -> Filled:
    """What the finished conversation says."""
    everywhere = not one_place(session)
    ids = session.facts["missing"] if everywhere else [int(session.answers["place"])]
    return Filled(
        place_ids=tuple(ids),
        day=day_named(session),
        content=Content.ZERO if everywhere else Content(session.answers["anything"]),
        figures=figures(form, session),
        amends=session.answers.get("amends"),
    )
