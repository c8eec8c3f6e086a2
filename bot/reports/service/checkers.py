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
from bot.reports.model import Objection, Stage, Waiting
from bot.reports.rules.review import objection, reserved, standing_place
from bot.reports.store import reports
from bot.reports.store import waiting as store


async def checking(person: Person) -> tuple[Grant, ...]:
    """The person's roles that let them check; NotAllowed for who checks nowhere."""
    held = await people.grants(person)
    giving = tuple(grant for grant in held if Right.CHECK in RIGHTS[grant.role])
    if not giving:
        raise NotAllowed(_("You do not check reports. Your coordinator can give you that role."))
    return giving


def objection_to(
    one: Waiting, seen: Stage, person: Person, held: Sequence[Grant]
) -> Objection | None:
    """Why a checker with these roles may not check the report at the stage seen now."""
    return objection(one, seen, person.id, [grant.path for grant in held], clock.now())


async def allowed(person: Person, report_id: int, seen: Stage) -> tuple[tuple[Grant, ...], Waiting]:
    """The person's roles as a checker, and the report; Refused when they may not check it now."""
    held = await checking(person)
    one = await store.find(report_id)
    if one is None or objection_to(one, seen, person, held) is not None:
        raise Refused(await why_not(person, held, report_id, seen))
    return held, one


def standing_at(held: Sequence[Grant], one: Waiting) -> Grant:
    """The role by which somebody checks the report."""
    path = standing_place([grant.path for grant in held], one)
    return next(grant for grant in held if grant.path == path)


_WHY = {
    Objection.NO_CHECKER: _("This report belongs to another area than yours."),
    Objection.AUTHOR: _("You wrote this report, or an earlier revision; two others check it."),
    Objection.FIRST_CHECKER: _("You made the first check; somebody else makes the second."),
    Objection.NOT_HIGHER: _("The second check is made further up than the first."),
}


async def why_not(person: Person, held: Sequence[Grant], report_id: int, seen: Stage) -> Said:
    """Why the person cannot check the report, as it is now; where somebody was quicker, who."""
    one = await store.find(report_id)
    if one is None:
        return _("This report has been corrected meanwhile; the new one is checked anew.")
    against = objection_to(one, seen, person, held)
    if against in _WHY:
        return _WHY[against]
    if against is not Objection.SETTLED and reserved(one, person.id, clock.now()):
        return await _in_hand(one)
    return await _settled(person, report_id)


async def _in_hand(one: Waiting) -> Said:
    """Who has the report and until when; a minute begun is theirs."""
    zone = await places.zone(await places.get(one.place_id))
    until = (one.reserved_until or clock.now()).astimezone(zone) + timedelta(minutes=1)
    name = await _named(one.reserved_by or 0)
    return _("{name} is looking at this report, until {time}.", name=name, time=until.time())


async def _settled(person: Person, report_id: int) -> Said:
    review = (await reports.get(report_id)).review
    last = review.returned or review.second or review.first
    if last is None:
        return _("This report does not wait for a check any more.")
    if last.by == person.id:
        return _("You have settled this already.")
    return _("{name} was quicker: this is settled already.", name=await _named(last.by))


async def _named(person_id: int) -> str:
    return (await people.names([person_id])).get(person_id, "–")
