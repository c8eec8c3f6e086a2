"""A report sent once for a place and day, and corrected openly."""

from dataclasses import replace
from datetime import date

from bot.journal import service as journal
from bot.kernel import clock, events
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right
from bot.people.rules import may
from bot.places import service as places
from bot.places.model import Place
from bot.reports.model import (
    Filled,
    Form,
    Report,
    ReportSubmitted,
    Schedule,
    Schedules,
    Stage,
    Standing,
)
from bot.reports.rules.days import is_taken, reporting_day, timeliness
from bot.reports.rules.schedules import schedule_at
from bot.reports.service.forms import form
from bot.reports.service.schedules import schedule_of, schedules
from bot.reports.store import reports as store


async def submit(person: Person, written: Form, filled: Filled) -> list[Standing]:
    """Store what was filled in for each of its places; raises Refused, then nothing is.

    A place that has a report already keeps it: somebody else was quicker, or it was sent twice.
    """
    known = await schedules(written)
    return [await _submit(person, written, known, filled, id_) for id_ in filled.place_ids]


async def _submit(
    person: Person, written: Form, known: Schedules, filled: Filled, place_id: int
) -> Standing:
    place = await places.get(place_id)
    on_behalf = await _on_behalf(person, place)
    schedule = schedule_at(known, place)
    await _refuse_day(schedule, place, filled.day)
    report = await _draft(person, written, schedule, filled, place)
    stored = await store.add(report)
    if stored is not None:
        told = replace(report, id=stored)
        report = await _told(person, told, "report.submitted", on_behalf=on_behalf)
        return Standing(place.id, place.name, report.day, report, fresh=True)
    found = await store.find_current(report.form, place.id, report.day)
    if found is None:
        raise RuntimeError("a report stood in the way and is gone")
    return Standing(place.id, place.name, report.day, found)


async def correct(person: Person, written: Form, former_id: int, filled: Filled) -> Standing:
    """A new revision in the place of the former one, which stays readable.

    Refused when somebody else corrected it meanwhile, or when its day is no longer taken.
    """
    former = await store.find(former_id)
    if former is None:
        raise Refused(_("I do not find that report any more."))
    place = await places.get(former.place_id)
    on_behalf = await _on_behalf(person, place)
    schedule = await schedule_of(written, place)
    await _refuse_day(schedule, place, former.day)
    report = await _draft(person, written, schedule, replace(filled, day=former.day), place)
    report = replace(report, revision=former.revision + 1)
    stored = await store.add(report) if await store.retire(former) else None
    if stored is None:
        raise Refused(_("This report has just been corrected by somebody else. Please look again."))
    told = replace(report, id=stored)
    report = await _told(person, told, "report.corrected", on_behalf=on_behalf)
    return Standing(place.id, place.name, report.day, report, fresh=True)


async def may_correct(person: Person, report: Report) -> Place:
    """The place of the report; Refused when the person may not correct it, or not any more."""
    place = await places.get(report.place_id)
    await _on_behalf(person, place)
    schedule = await schedule_of(await form(report.form, report.version), place)
    await _refuse_day(schedule, place, report.day)
    return place


async def _on_behalf(person: Person, place: Place) -> bool:
    """Whether the person reports for the place without being its worker; Refused without either."""
    if may(await people.grants(person), Right.REPORT, place):
        return False
    await people.allow(person, Right.REPORT_FOR, place)
    return True


async def _told(person: Person, report: Report, act: str, *, on_behalf: bool) -> Report:
    await journal.note(
        person.id,
        act,
        f"report:{report.id}",
        place_id=report.place_id,
        day=report.day.isoformat(),
        revision=report.revision,
        **({"on_behalf": True} if on_behalf else {}),
    )
    await events.happened(ReportSubmitted(report))
    return report


async def _draft(
    person: Person, written: Form, schedule: Schedule, filled: Filled, place: Place
) -> Report:
    now = clock.now()
    on_time = timeliness(now, filled.day, schedule, await places.zone(place))
    return Report(
        id=0,
        form=written.code,
        version=written.version,
        place_id=place.id,
        day=filled.day,
        revision=1,
        is_current=True,
        stage=Stage.SUBMITTED,
        content=filled.content,
        timeliness=on_time,
        author_id=person.id,
        submitted_at=now,
        figures=filled.figures,
        doubts=filled.doubts,
    )


async def _refuse_day(schedule: Schedule, place: Place, day: date) -> None:
    today = reporting_day(clock.now(), schedule, await places.zone(place))
    if not is_taken(day, today, schedule):
        raise Refused(
            _("A report for {day} is no longer taken. Please call your township.", day=day)
        )
