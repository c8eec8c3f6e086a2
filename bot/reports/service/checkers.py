"""Who may check a report, and why not: said so that the checker knows what to do."""

from collections.abc import Sequence
from datetime import timedelta

from bot.kernel import clock
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import Said, _
from bot.people import service as people
from bot.people.model import Grant, Person, Right
from bot.people.rules import RIGHTS
from bot.places import service as places
from bot.reports.model import Form, Objection, Waiting
from bot.reports.rules.review import objection, standing_place
from bot.reports.service.forms import form
from bot.reports.store import reports, review


async def checking(person: Person) -> tuple[Grant, ...]:
    """The person's roles that let them check; NotAllowed for who checks nowhere."""
    held = await people.grants(person)
    giving = tuple(grant for grant in held if Right.CHECK in RIGHTS[grant.role])
    if not giving:
        raise NotAllowed(_("You do not check reports. Your coordinator can give you that role."))
    return giving


def refusal(one: Waiting, person: Person, held: Sequence[Grant], written: Form) -> Objection | None:
    """Why a checker with these roles may not check the report now."""
    paths = [grant.path for grant in held]
    return objection(one, person.id, paths, clock.now(), higher_second=written.higher_second)


async def allowed(person: Person, report_id: int) -> tuple[tuple[Grant, ...], Waiting]:
    """The person's roles as a checker, and the report; Refused when they may not check it now."""
    held = await checking(person)
    one = await review.find_waiting(report_id)
    if one is None:
        raise Refused(_("This report has been corrected meanwhile; the new one is checked anew."))
    against = refusal(one, person, held, await form())
    if against is not None:
        raise Refused(await why(against, report_id))
    return held, one


def standing_at(held: Sequence[Grant], one: Waiting) -> int:
    """The place whose role somebody checks the report by."""
    path = standing_place([grant.path for grant in held], one)
    return next(grant.place_id for grant in held if grant.path == path)


_WHY = {
    Objection.NO_CHECKER: _("This report belongs to another area than yours."),
    Objection.AUTHOR: _("You sent this report yourself; two others check it."),
    Objection.FIRST_CHECKER: _("You made the first check; somebody else makes the second."),
    Objection.NOT_HIGHER: _("The second check is made further up than the first."),
}


async def why(against: Objection, report_id: int) -> Said:
    """The objection in words; where somebody was quicker, who."""
    return _WHY.get(against) or await _who_was_quicker(report_id)


async def _who_was_quicker(report_id: int) -> Said:
    report = await reports.get(report_id)
    one = await review.find_waiting(report_id)
    if one is not None and one.reserved_by is not None and one.reserved_until is not None:
        zone = await places.zone(await places.get(report.place_id))
        until = one.reserved_until.astimezone(zone) + timedelta(minutes=1)
        name = await _named(one.reserved_by)
        return _("{name} is looking at this report, until {time}.", name=name, time=until.time())
    last = report.review.returned or report.review.second or report.review.first
    if last is None:
        return _("This report does not wait for a check any more.")
    return _("{name} was quicker: this is settled already.", name=await _named(last.by))


async def _named(person_id: int) -> str:
    return (await people.names([person_id])).get(person_id, "–")
