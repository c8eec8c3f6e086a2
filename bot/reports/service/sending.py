"""A report sent once for a place and day, and corrected openly."""

from dataclasses import replace
from datetime import date, datetime

from bot.journal import service as journal
from bot.kernel import clock, events
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.places import service as places
from bot.places.model import Place
from bot.reports.model import Filled, Form, Report, ReportSubmitted, Review, Stage, Standing
from bot.reports.rules.concerns import HISTORY, concerns
from bot.reports.rules.days import due, is_taken, reporting_day, timeliness
from bot.reports.service.forms import form
from bot.reports.store import reports as store
from bot.reports.store import tallies


async def submit(person: Person, written: Form, filled: Filled) -> list[Standing]:
    """Store what was filled in for each of its places; raises Refused, then nothing is.

    A place that has a report already keeps it: somebody else was quicker, or it was sent twice.
    """
    return [await _submit(person, written, filled, place_id) for place_id in filled.place_ids]


async def _submit(person: Person, written: Form, filled: Filled, place_id: int) -> Standing:
    place = await places.get(place_id)
    await people.allow(person, Right.REPORT, place)
    await _refuse_day(written, place, filled.day)
    report = await _draft(person, written, filled, place)
    stored = await store.add(report)
    if stored is not None:
        report = await _told(person, replace(report, id=stored), None)
        return Standing(place.id, place.name, report.day, report, fresh=True)
    found = await store.find_current(report.form, place.id, report.day)
    if found is None:
        raise RuntimeError("a report stood in the way and is gone")
    return Standing(place.id, place.name, report.day, found)


async def correct(person: Person, written: Form, former_id: int, filled: Filled) -> Standing:
    """A new revision in the place of the former one, which stays readable, to be checked anew.

    What was confirmed already is changed with a reason. Refused when somebody else corrected
    it meanwhile, or when its day is no longer taken.
    """
    former = await store.find(former_id)
    if former is None:
        raise Refused(_("I do not find that report any more."))
    place = await places.get(former.place_id)
    await people.allow(person, Right.REPORT, place)
    await _refuse_day(written, place, former.day)
    if former.stage is Stage.CONFIRMED and not filled.amends:
        raise Refused(_("This report is confirmed already. Please say why it is changed."))
    report = await _draft(person, written, replace(filled, day=former.day), place, former)
    stored = await store.add(report) if await store.retire(former) else None
    if stored is None:
        raise Refused(_("This report has just been corrected by somebody else. Please look again."))
    report = await _told(person, replace(report, id=stored), former)
    return Standing(place.id, place.name, report.day, report, fresh=True)


async def may_correct(person: Person, report: Report) -> Place:
    """The place of the report; Refused when the person may not correct it, or not any more."""
    place = await places.get(report.place_id)
    await people.allow(person, Right.REPORT, place)
    await _refuse_day(await form(report.form, report.version), place, report.day)
    return place


async def _told(person: Person, report: Report, former: Report | None) -> Report:
    await tallies.replaced([former] if former else [], [report])
    await journal.note(
        person.id,
        "report.corrected" if former else "report.submitted",
        f"report:{report.id}",
        place_id=report.place_id,
        day=report.day.isoformat(),
        revision=report.revision,
    )
    await events.happened(ReportSubmitted(report))
    return report


async def _draft(
    person: Person, written: Form, filled: Filled, place: Place, former: Report | None = None
) -> Report:
    """The report to be stored. A corrected one keeps its timeliness: it did come in time."""
    now, zone = clock.now(), await places.zone(place)
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
        timeliness=former.timeliness
        if former
        else timeliness(now, filled.day, written.schedule, zone),
        author_id=person.id,
        submitted_at=now,
        figures=filled.figures,
        doubts=filled.doubts,
    )
    by = due(filled.day, written.schedule, zone)
    return replace(report, review=await _review(report, written, filled, by))


async def _review(report: Report, written: Form, filled: Filled, by: datetime) -> Review:
    """What its checkers will want to look at, as known when it is sent."""
    before = await store.before(report.form, report.place_id, report.day, report.day - HISTORY)
    first = not await store.has_written(report.author_id)
    found = concerns(report, written, before, first_of_author=first, due=by)
    return Review(concerns=found, amends=filled.amends)


async def _refuse_day(written: Form, place: Place, day: date) -> None:
    today = reporting_day(clock.now(), written.schedule, await places.zone(place))
    if not is_taken(day, today, written.schedule):
        raise Refused(
            _("A report for {day} is no longer taken. Please call your township.", day=day)
        )
