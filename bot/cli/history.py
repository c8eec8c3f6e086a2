"""What the demo finds when it begins: an invented week of reports, checked twice and published."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.bulletins import service as bulletins
from bot.bulletins.model import State
from bot.cli.sample import HUAXI
from bot.kernel import clock
from bot.people import service as people
from bot.people import store as person_store
from bot.people.model import Person, Role
from bot.places import service as places
from bot.places.model import Place
from bot.reports import service as reports
from bot.reports.model import Content, Filled, Stage

SHIBAN = "520111102000"
VILLAGES = ("520111102201", "520111102202", "520111102203")
WEEK = ((9, 0, 6), (14, 7, 0), (12, 11, 8), (19, 0, 15), (8, 13, 6), (11, 0, 0), (7, 6, 0))
"""New confirmed cases by day, the oldest first, and by village."""

REPORTED, RELEASED = time(15), time(18, 40)


async def invent() -> None:
    """Let the week before today have happened, once. Nobody on the demo's page takes part."""
    if await bulletins.newest(1):
        return
    shiban, huaxi = await _found(SHIBAN), await _found(HUAXI)
    [province] = await places.tops()
    villages = [await _found(code) for code in VILLAGES]
    worker = await _somebody("石板镇信息报告员（虚构）", Role.WORKER, *villages)
    checkers = [
        await _somebody("石板镇审核员（虚构）", Role.CHECKER, shiban),
        await _somebody("省级审核员（虚构）", Role.CHECKER, province),
    ]
    approvers = [
        await _somebody(f"省级签发员{n}（虚构）", Role.COORDINATOR, province) for n in ("甲", "乙")
    ]
    today = clock.now().astimezone(places.DEFAULT_ZONE).date()
    for back, counts in zip(range(len(WEEK), 0, -1), WEEK, strict=True):
        day = today - timedelta(days=back)
        before = clock.use(clock.StandingClock(_at(day, REPORTED)))
        try:
            for village, count in zip(villages, counts, strict=True):
                await _confirmed(worker, checkers, village, day, count)
            clock.use(clock.StandingClock(_at(day, RELEASED)))
            await _published(huaxi, day, approvers)
        finally:
            clock.use(before)


async def _confirmed(
    worker: Person, checkers: Sequence[Person], village: Place, day: date, count: int
) -> None:
    figures = {"confirmed": count}
    content = Content.FIGURES if count else Content.ZERO
    filled = Filled((village.id,), day, content, figures if count else {})
    [standing] = await reports.submit(worker, await reports.form(), filled)
    if standing.report is None:
        raise RuntimeError("a sample report was not taken")
    for checker, stage in zip(checkers, (Stage.SUBMITTED, Stage.CHECKED), strict=True):
        await reports.approve(checker, standing.report.id, stage)


async def _published(place: Place, day: date, approvers: Sequence[Person]) -> None:
    draft = await bulletins.draft(place, reports.DAILY, day)
    if draft is None:
        raise RuntimeError("a sample bulletin was not drafted")
    for person, seen in zip(approvers, (State.WAITING, State.APPROVED_ONCE), strict=True):
        await bulletins.approve(person, draft.id, seen)


async def _somebody(name: str, role: Role, *at: Place) -> Person:
    """An invented person without a chat."""
    person = await person_store.add(None, name, "zh_Hans")
    for place in at:
        await people.give(person.id, role, place, by=None)
    return person


async def _found(code: str) -> Place:
    place = await places.find(code)
    if place is None:
        raise RuntimeError(f"the sample place {code} is not there")
    return place


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, places.DEFAULT_ZONE)
