"""The two checks: reports approved at once or one by one, returned with a reason; what stands."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from bot.journal import service as journal
from bot.kernel import clock, events
from bot.kernel.errors import Refused
from bot.people.model import Grant, Person
from bot.places.model import Place
from bot.places.rules import ids_in, path_range
from bot.reports.model import (
    Check,
    Opened,
    Report,
    ReportConfirmed,
    ReportReturned,
    Stage,
    Waiting,
)
from bot.reports.rules.concerns import HISTORY
from bot.reports.rules.review import RESERVED_FOR
from bot.reports.service import authors
from bot.reports.service.checkers import allowed, checking, standing_at, why_not
from bot.reports.service.queue import listed
from bot.reports.store import reports, review, tallies

MOST_AT_ONCE = 200
"""How many reports one press may approve."""

LONGEST_REASON = 300

_ACTS = {Stage.CHECKED: "report.checked", Stage.CONFIRMED: "report.confirmed"}


async def approve_calm(person: Person, place_id: int, stage: Stage, upto: int) -> int:
    """Approve what wants no look below the place; returns how many, at most MOST_AT_ONCE.

    Only what had come when the group was shown (`upto`); each report is journaled.
    """
    held = await checking(person)
    calm = await listed(person, held, place_id, stage, look=False, upto=upto, limit=MOST_AT_ONCE)
    return len(await _approve(person, held, calm, bulk=True))


async def look(person: Person, report_id: int, seen: Stage) -> Opened:
    """A report for its checker, reserved for them.

    Refused when it has left the stage seen or when somebody else has it in hand.
    """
    held, _one = await allowed(person, report_id, seen)
    now = clock.now()
    if not await review.reserve(report_id, seen, person.id, now, now + RESERVED_FOR):
        raise Refused(await why_not(person, held, report_id, seen))
    report = await reports.get(report_id)
    before = await reports.before(report.form, report.place_id, report.day, report.day - HISTORY)
    return _opened(report, before, await _earlier(report))


async def _earlier(report: Report) -> list[Report]:
    if report.revision == 1:
        return []
    known = await reports.revisions(report.form, report.place_id, report.day)
    return [one for one in known if one.revision < report.revision]


def _opened(report: Report, before: Sequence[Report], earlier: Sequence[Report]) -> Opened:
    """What an amendment changes is what stands confirmed; any other revision, the one before."""
    confirmed = [one for one in earlier if one.stage is Stage.CONFIRMED]
    amended = confirmed if report.review.amends is not None else []
    taken_over = amended or list(earlier)
    if not taken_over:
        return Opened(report, tuple(before))
    former = taken_over[-1]
    since = [one.review.reason for one in earlier if one.revision >= former.revision]
    reasons = [reason for reason in since if reason]
    return Opened(report, tuple(before), former, reasons[-1] if reasons else None)


async def put_down(person: Person, report_id: int) -> None:
    """Leave a report that the person had in hand to the other checkers."""
    await review.put_down(report_id, person.id)


async def approve(person: Person, report_id: int, seen: Stage) -> Report:
    """The report one check further; Refused when it is not at the stage seen any more."""
    held, one = await allowed(person, report_id, seen)
    moved = await _approve(person, held, [one])
    if not moved:
        raise Refused(await why_not(person, held, report_id, seen))
    return moved[0]


async def give_back(person: Person, report_id: int, seen: Stage, reason: str) -> Report:
    """Return a report to its author with a reason of at most LONGEST_REASON characters.

    Refused when it is not at the stage seen any more.
    """
    held, one = await allowed(person, report_id, seen)
    former = await reports.get(report_id)
    check = Check(person.id, clock.now(), standing_at(held, one).place_id)
    if former.stage is not seen or not await review.give_back(
        former, check, reason[:LONGEST_REASON]
    ):
        raise Refused(await why_not(person, held, report_id, seen))
    report = await reports.get(report_id)
    await tallies.replaced([former], [report])
    await _note(person, report, "report.returned")
    await authors.tell_returned(report)
    await events.happened(ReportReturned(report))
    return report


async def _approve(
    person: Person, held: Sequence[Grant], waiting: Sequence[Waiting], *, bulk: bool = False
) -> list[Report]:
    """Move the reports on, each from the checker's place that it is checked from."""
    former = {report.id: report for report in await reports.many([one.id for one in waiting])}
    together: dict[tuple[Stage, Grant], list[int]] = defaultdict(list)
    for one in waiting:
        together[one.stage, standing_at(held, one)].append(one.id)
    now, moved = clock.now(), []
    for (stage, grant), ids in together.items():
        check = Check(person.id, now, grant.place_id)
        moved += await review.approve(ids, stage, check, len(ids_in(grant.path)), now)
    approved = await reports.many(moved)
    await tallies.replaced([former[one.id] for one in approved], approved)
    for report in approved:
        await _note(person, report, _ACTS[report.stage], bulk=bulk)
    confirmed = [report for report in approved if report.stage is Stage.CONFIRMED]
    await authors.tell_confirmed(confirmed)
    for report in confirmed:
        await events.happened(ReportConfirmed(report))
    return approved


async def confirmed_on(form_code: str, top: Place, day: date) -> list[Report]:
    """What two people have confirmed for a day in the subtree of a place, by place.

    Of a place the newest confirmed revision: it stands until an amended one is confirmed too.
    """
    return await reports.confirmed(form_code, *path_range(top.path), day)


async def being_amended(form_code: str, top: Place, day: date) -> set[int]:
    """The places in the subtree whose confirmed report is being changed and not confirmed anew."""
    return await reports.being_amended(form_code, *path_range(top.path), day)


async def _note(person: Person, report: Report, act: str, **details: object) -> None:
    await journal.note(
        person.id,
        act,
        f"report:{report.id}",
        place_id=report.place_id,
        day=report.day.isoformat(),
        revision=report.revision,
        **details,
    )
