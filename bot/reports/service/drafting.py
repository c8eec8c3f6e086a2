"""A report as it will be stored: in time or late, what does not add up, what wants a look."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.kernel import clock
from bot.people.model import Person
from bot.places import service as places
from bot.places.model import Place
from bot.reports.model import Content, Doubt, Filled, Form, Report, Review, Schedule, Stage
from bot.reports.rules.concerns import HISTORY, concerns
from bot.reports.rules.days import due, timeliness
from bot.reports.rules.identities import doubts, implied
from bot.reports.store import reports as store


async def draft(
    person: Person,
    written: Form,
    schedule: Schedule,
    filled: Filled,
    place: Place,
    *,
    former: Report | None = None,
    new_worker: bool = False,
    on_behalf: bool = False,
) -> Report:
    """The report to be stored. A corrected one keeps its timeliness: it did come in time."""
    now, zone = clock.now(), await places.zone(place)
    on_time = timeliness(now, filled.day, schedule, zone)
    report = Report(
        id=0,
        form=written.code,
        version=written.version,
        place_id=place.id,
        day=filled.day,
        revision=former.revision + 1 if former else 1,
        is_current=True,
        stage=Stage.SUBMITTED,
        content=filled.content,
        timeliness=former.timeliness if former else on_time,
        author_id=person.id,
        submitted_at=now,
        figures=filled.figures,
        doubts=await _doubts(written, filled, place),
        on_behalf=on_behalf,
        higher_second=written.higher_second,
        review=Review(amends=_amends(filled, former)),
    )
    before = await store.before(report.form, report.place_id, report.day, report.day - HISTORY)
    by = due(filled.day, schedule, zone)
    found = concerns(report, written, before, first_of_author=new_worker, due=by)
    return replace(report, review=replace(report.review, concerns=found))


async def _doubts(written: Form, filled: Filled, place: Place) -> tuple[Doubt, ...]:
    """What does not add up, whoever filled it in and however: also a zero report can contradict."""
    if not written.identities:
        return ()
    yesterday = await figures_on(written, place.id, filled.day - timedelta(days=1))
    today = implied(written, filled.content, filled.figures, yesterday)
    return doubts(written, today, yesterday)


def _amends(filled: Filled, former: Report | None) -> str | None:
    """Why what is confirmed is changed; whoever corrects an amendment takes its reason over."""
    if former is None or not amends_confirmed(former):
        return None
    return filled.amends or former.review.amends


def amends_confirmed(former: Report) -> bool:
    """Whether what comes after this revision changes what is confirmed."""
    return former.stage is Stage.CONFIRMED or former.review.amends is not None


async def figures_on(written: Form, place_id: int, day: date) -> Mapping[str, Any] | None:
    """What stands for a place and day in figures, also when it is zero; None when nothing does."""
    report = await store.find_current(written.code, place_id, day)
    if report is None:
        return None
    carried = await _carried(report) if report.content is Content.ZERO else None
    return implied(written, report.content, report.figures, carried)


async def _carried(report: Report) -> Mapping[str, Any] | None:
    """The last figures before a zero report; None with a day between that nobody reported."""
    last = await store.last_figures(report.form, report.place_id, report.day)
    if last is None:
        return None
    reported = await store.days_between(report.form, report.place_id, last.day, report.day)
    return last.figures if reported == (report.day - last.day).days else None
