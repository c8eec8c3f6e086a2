"""A report sent once for a place and day, and corrected openly."""

from collections.abc import Iterable
from dataclasses import replace

from bot.journal import service as journal
from bot.kernel import clock, events
from bot.kernel.errors import Refused
from bot.kernel.i18n import _
from bot.people import service as people
from bot.people.model import Person, Right, Role
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
from bot.reports.rules.days import is_taken, reporting_day
from bot.reports.rules.schedules import schedule_at
from bot.reports.service import authors
from bot.reports.service.drafting import amends_confirmed, draft
from bot.reports.service.forms import form
from bot.reports.service.schedules import schedule_of, schedules
from bot.reports.store import reports as store
from bot.reports.store import tallies


async def submit(person: Person, written: Form, filled: Filled) -> list[Standing]:
    """Store what was filled in for each of its places; raises Refused, then nothing is.

    A place that has a report already keeps it: somebody else was quicker, or it was sent twice.
    """
    known = await schedules(written)
    new_worker = not await store.has_written(person.id)
    found = [
        await _submit(person, written, known, filled, id_, new_worker=new_worker)
        for id_ in filled.place_ids
    ]
    fresh = [one.report for one in found if one.fresh and one.report is not None]
    await tallies.replaced([], fresh)
    await _tell(person, fresh, "report.submitted")
    return found


async def _submit(
    person: Person,
    written: Form,
    known: Schedules,
    filled: Filled,
    place_id: int,
    *,
    new_worker: bool,
) -> Standing:
    place = await places.get(place_id)
    on_behalf = await _on_behalf(person, place)
    schedule = schedule_at(known, place)
    await _refuse_day(schedule, place, filled)
    report = await draft(
        person, written, schedule, filled, place, new_worker=new_worker, on_behalf=on_behalf
    )
    stored = await store.add(report)
    if stored is not None:
        return Standing(place.id, place.name, report.day, replace(report, id=stored), fresh=True)
    found = await store.find_current(report.form, place.id, report.day)
    if found is None:
        raise RuntimeError("a report stood in the way and is gone")
    return Standing(place.id, place.name, report.day, found)


async def correct(person: Person, written: Form, former_id: int, filled: Filled) -> Standing:
    """A new revision in the place of the former one, which stays readable, to be checked anew.

    What was confirmed already is changed with a reason. Refused when somebody else corrected or
    checked it meanwhile, or when its day is no longer taken.
    """
    former = await store.find(former_id)
    if former is None:
        raise Refused(_("I do not find that report any more."))
    place = await places.get(former.place_id)
    on_behalf = await _on_behalf(person, place)
    schedule = await schedule_of(written, place)
    filled = replace(filled, day=former.day)
    await _refuse_day(schedule, place, filled, amends=amends_confirmed(former))
    if former.is_current and former.stage is Stage.CONFIRMED and not filled.amends:
        raise Refused(NEEDS_REASON)
    report = await draft(
        person,
        written,
        schedule,
        filled,
        place,
        former=former,
        new_worker=not await store.has_written(person.id),
        on_behalf=on_behalf,
    )
    stored = await store.add(report) if await store.retire(former) else None
    if stored is None:
        await _refuse_moved(former)
    report = replace(report, id=stored or 0)
    await tallies.replaced([former], [report])
    await _tell(person, [report], "report.corrected")
    return Standing(place.id, place.name, report.day, report, fresh=True)


NEEDS_REASON = _(
    "This report has been confirmed already. Please open it again under “My reports” and say "
    "why it is changed."
)


async def _refuse_moved(former: Report) -> None:
    """Somebody was quicker: say whether it was corrected, or checked."""
    now = await store.get(former.id)
    if now.is_current and now.stage is Stage.CONFIRMED:
        raise Refused(NEEDS_REASON)
    if now.is_current:
        raise Refused(_("A checker has just looked at this report. Please send it once more."))
    raise Refused(_("This report has just been corrected by somebody else. Please look again."))


async def may_correct(person: Person, report: Report) -> Place:
    """The place of the report; Refused when the person may not correct it, or not any more."""
    place = await places.get(report.place_id)
    await _on_behalf(person, place)
    schedule = await schedule_of(await form(report.form, report.version), place)
    same = Filled((place.id,), report.day, report.content)
    await _refuse_day(schedule, place, same, amends=amends_confirmed(report))
    return place


async def _on_behalf(person: Person, place: Place) -> bool:
    """Whether the person reports for the place without being its worker; Refused without a right.

    Also an administrator, who may report everywhere, is nobody's worker.
    """
    held = await people.grants(person)
    if may((grant for grant in held if grant.role is Role.WORKER), Right.REPORT, place):
        return False
    if not may(held, Right.REPORT, place):
        await people.allow(person, Right.REPORT_FOR, place)
    return True


async def _tell(person: Person, sent: Iterable[Report], act: str) -> None:
    """Journal each, tell whoever was reported for, and let the floors above know."""
    for report in sent:
        await journal.note(
            person.id,
            act,
            f"report:{report.id}",
            place_id=report.place_id,
            day=report.day.isoformat(),
            revision=report.revision,
            **({"on_behalf": True} if report.on_behalf else {}),
        )
        if report.on_behalf:
            await authors.tell_on_behalf(person, report)
        await events.happened(ReportSubmitted(report))


async def _refuse_day(
    schedule: Schedule, place: Place, filled: Filled, *, amends: bool = False
) -> None:
    today = reporting_day(clock.now(), schedule, await places.zone(place))
    if not is_taken(filled.day, today, schedule, amends=amends):
        raise Refused(
            _("A report for {day} is no longer taken. Please call your township.", day=filled.day)
        )
