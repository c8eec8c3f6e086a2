"""The two checks: what waits for whom, approved at once or one by one, returned with a reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.hints import service as hints
from bot.journal import service as journal
from bot.kernel import clock, events
from bot.kernel.errors import Refused
from bot.people.model import Grant, Person
from bot.places import service as places
from bot.places.model import Place
from bot.places.rules import path_range
from bot.reports.model import (
    Check,
    Concern,
    Form,
    Group,
    Objection,
    Report,
    ReportConfirmed,
    ReportReturned,
    Stage,
    Waiting,
)
from bot.reports.rules.concerns import HISTORY
from bot.reports.rules.review import RESERVED_FOR, branch
from bot.reports.service import authors
from bot.reports.service.checkers import allowed, checking, refusal, standing_at, why
from bot.reports.service.forms import form
from bot.reports.store import reports, review, tallies

MOST_AT_ONCE = 200
"""How many reports one press may approve."""

LONGEST_REASON = 300

_ACTS = {Stage.CHECKED: "report.checked", Stage.CONFIRMED: "report.confirmed"}


async def queue(person: Person, place_id: int | None = None) -> list[Group]:
    """What waits for this checker, by the places below theirs, or below the place named.

    The second checks come first: only they release figures. Refused for who checks nowhere.
    """
    held = await checking(person)
    tops = await _tops(held, place_id)
    written = await form()
    groups = []
    for top in tops:
        groups += await _grouped(await _waiting(person, held, written, top), top)
    return sorted(groups, key=lambda group: (group.stage is Stage.SUBMITTED, group.place.path))


async def _waiting(
    person: Person, held: Sequence[Grant], written: Form, top: Place
) -> list[Waiting]:
    """What the person may check below a place; an open hint about a place is a concern."""
    own = [
        one
        for one in await review.waiting(*path_range(top.path))
        if refusal(one, person, held, written) is None
    ]
    hinted = await hints.open_for({one.place_id for one in own})
    return [
        replace(one, concerns=(*one.concerns, Concern.HINT)) if one.place_id in hinted else one
        for one in own
    ]


async def _tops(held: Sequence[Grant], place_id: int | None) -> list[Place]:
    if place_id is not None:
        return [await places.get(place_id)]
    paths = [grant.path for grant in held]
    highest = [
        grant.place_id
        for grant in held
        if not any(grant.path != path and grant.path.startswith(path) for path in paths)
    ]
    return list(await places.many_in_order(dict.fromkeys(highest)))


async def _grouped(waiting: Iterable[Waiting], top: Place) -> list[Group]:
    found: dict[tuple[int, Stage], list[Waiting]] = defaultdict(list)
    for one in waiting:
        place_id = int(branch(one.path, top.path).rstrip("/").rsplit("/", 1)[-1])
        found[place_id, one.stage].append(one)
    known = await places.many({place_id for place_id, _stage in found})
    return [
        Group(
            known[place_id],
            stage,
            calm=tuple(one for one in those if not one.concerns),
            looks=tuple(one for one in those if one.concerns),
            upto=max(one.id for one in those),
        )
        for (place_id, stage), those in found.items()
    ]


async def approve_calm(person: Person, place_id: int, stage: Stage, upto: int) -> int:
    """Approve what wants no look below the place; returns how many, at most MOST_AT_ONCE.

    Only what had come when the group was shown (`upto`); each report is journaled.
    """
    place, held, written = await places.get(place_id), await checking(person), await form()
    calm = [
        one
        for one in await _waiting(person, held, written, place)
        if one.stage is stage and one.id <= upto and not one.concerns
    ]
    return len(await _approve(person, held, calm[:MOST_AT_ONCE], bulk=True))


async def look(person: Person, report_id: int) -> tuple[Report, list[Report]]:
    """A report for its checker, reserved for them, with the place's days before it.

    Refused when it does not wait any more or when somebody else has it in hand.
    """
    await allowed(person, report_id)
    now = clock.now()
    if not await review.reserve(report_id, person.id, now, now + RESERVED_FOR):
        raise Refused(await why(Objection.RESERVED, report_id))
    report = await reports.get(report_id)
    return report, await reports.before(
        report.form, report.place_id, report.day, report.day - HISTORY
    )


async def approve(person: Person, report_id: int, seen: Stage) -> Report:
    """The report one check further; Refused when it is not at the stage seen any more."""
    held, one = await allowed(person, report_id)
    moved = await _approve(person, held, [one]) if one.stage is seen else []
    if not moved:
        raise Refused(await why(Objection.SETTLED, report_id))
    return moved[0]


async def give_back(person: Person, report_id: int, reason: str) -> Report:
    """Return a report to its author with a reason of at most LONGEST_REASON characters."""
    held, one = await allowed(person, report_id)
    former = await reports.get(report_id)
    check = Check(person.id, clock.now(), standing_at(held, one))
    if not await review.give_back(former, check, reason[:LONGEST_REASON]):
        raise Refused(await why(Objection.SETTLED, report_id))
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
    together: dict[tuple[Stage, int], list[int]] = defaultdict(list)
    for one in waiting:
        together[one.stage, standing_at(held, one)].append(one.id)
    now, moved = clock.now(), []
    for (stage, place_id), ids in together.items():
        moved += await review.approve(ids, stage, Check(person.id, now, place_id), now)
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
    """What has passed both checks for a day in the subtree of a place, by place."""
    return await reports.confirmed(form_code, *path_range(top.path), day)


async def being_amended(form_code: str, top: Place, day: date) -> int:
    """How many confirmed reports of a day in the subtree of a place are being amended."""
    return await review.being_amended(form_code, *path_range(top.path), day)


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
