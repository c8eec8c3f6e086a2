"""What is confirmed is amended with a reason, stands until the new figures are confirmed too."""

import asyncio
from datetime import date, timedelta
from importlib import import_module

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.errors import Refused
from bot.kernel.i18n import say
from bot.people.model import Person, Role
from bot.reports import service
from bot.reports.model import Concern, Content, Counts, Filled, Report, Stage
from bot.reports.store import tallies
from tests.builders import COUNTY, HEPING, PROVINCE, TOWN, XINMIN, a_person, a_worker
from tests.fakes import Exchange

DAY = date(2026, 3, 2)
WORKER, TOWNSHIP, DISTRICT = 1, 2, 3


async def sent(person: Person, **figures: int) -> Report:
    """A report of the village, with these figures or zero."""
    content = Content.FIGURES if figures else Content.ZERO
    async with db.transaction():
        filled = Filled((HEPING.id,), DAY, content, figures)
        [one] = await service.submit(person, await service.form(), filled)
    assert one.report is not None
    return one.report


async def corrected(person: Person, former: Report, why: str | None, **figures: int) -> Report:
    content = Content.FIGURES if figures else Content.ZERO
    filled = Filled((HEPING.id,), DAY, content, figures, amends=why)
    async with db.transaction():
        one = await service.correct(person, await service.form(), former.id, filled)
    assert one.report is not None
    return one.report


async def checked(report: Report, *checkers: Person) -> None:
    for checker, stage in zip(checkers, (Stage.SUBMITTED, Stage.CHECKED), strict=False):
        async with db.transaction():
            await service.approve(checker, report.id, stage)


async def checkers() -> tuple[Person, Person]:
    low = await a_person(TOWNSHIP, (Role.CHECKER, TOWN))
    return low, await a_person(DISTRICT, (Role.CHECKER, COUNTY))


async def counts_agree() -> Counts:
    """The counts of the day, which agree with a recount."""
    kept = await tallies.by_path("daily", "1/", "10", DAY)
    counted = await tallies.recounted("daily", "1/", "10", DAY)
    assert {path: came for path, came in kept.items() if came.received} == counted
    return await service.counts("daily", PROVINCE, DAY)


async def too_late(person: Person, report: Report) -> bool:
    try:
        await service.may_correct(person, report)
    except Refused as refused:
        return "no longer taken" in say(refused.text, "en")
    return False


async def somebody_waits() -> None:
    """Until PostgreSQL has a transaction wait for the open one; SQLite has but one at a time."""
    while db.dialect() == "postgres":
        if await db.rows("SELECT pid FROM pg_locks WHERE NOT granted"):
            return
        await asyncio.sleep(0.01)


async def test_a_second_check_in_the_same_moment_does_not_let_a_change_through_without_a_reason(
    storage: None,
) -> None:
    worker, (low, high) = await a_worker(WORKER, HEPING), await checkers()
    report = await sent(worker)
    await checked(report, low)
    begun = asyncio.Event()

    async def change() -> str:
        await begun.wait()
        try:
            await corrected(worker, report, None, confirmed=1)
        except Refused as refused:
            return say(refused.text, "en")
        return "changed"

    changing = asyncio.create_task(change())
    async with db.transaction():
        await service.approve(high, report.id, Stage.CHECKED)
        begun.set()
        await somebody_waits()
    assert "confirmed already" in await changing
    counts = await counts_agree()
    assert (counts.in_check, counts.confirmed) == (0, 1)
    [stands] = await service.confirmed_on("daily", PROVINCE, DAY)
    assert stands.content is Content.ZERO


async def test_a_first_check_in_the_same_moment_is_said_and_nothing_is_lost(storage: None) -> None:
    worker, (low, _high) = await a_worker(WORKER, HEPING), await checkers()
    report = await sent(worker)
    begun = asyncio.Event()

    async def change() -> str:
        await begun.wait()
        try:
            await corrected(worker, report, None, confirmed=1)
        except Refused as refused:
            return say(refused.text, "en")
        return "changed"

    changing = asyncio.create_task(change())
    async with db.transaction():
        await service.approve(low, report.id, Stage.SUBMITTED)
        begun.set()
        await somebody_waits()
    said = await changing
    assert said == "changed" or "send it once more" in said
    await counts_agree()


async def test_what_is_confirmed_stands_until_the_amended_figures_are(storage: None) -> None:
    worker, (low, high) = await a_worker(WORKER, HEPING), await checkers()
    first = await sent(worker, confirmed=1)
    await checked(first, low, high)
    second = await corrected(worker, first, "counted twice", confirmed=2)
    for stage in ("submitted", "checked"):
        [stands] = await service.confirmed_on("daily", COUNTY, DAY)
        assert (stands.id, stands.figures) == (first.id, {"confirmed": 1})
        assert await service.being_amended("daily", COUNTY, DAY) == {HEPING.id}
        counts = await counts_agree()
        assert (counts.received, counts.in_check, counts.confirmed) == (1, 0, 1)
        checker = low if stage == "submitted" else high
        async with db.transaction():
            await service.approve(checker, second.id, Stage(stage))
    [stands] = await service.confirmed_on("daily", COUNTY, DAY)
    assert stands.figures == {"confirmed": 2}
    assert await service.being_amended("daily", COUNTY, DAY) == set()
    assert (await counts_agree()).confirmed == 1


async def test_a_returned_amendment_leaves_the_confirmed_one_standing(storage: None) -> None:
    worker, (low, high) = await a_worker(WORKER, HEPING), await checkers()
    first = await sent(worker, confirmed=1)
    await checked(first, low, high)
    second = await corrected(worker, first, "counted twice", confirmed=2)
    async with db.transaction():
        await service.give_back(low, second.id, Stage.SUBMITTED, "call")
    [stands] = await service.confirmed_on("daily", PROVINCE, DAY)
    assert stands.id == first.id
    assert (await counts_agree()).confirmed == 1


@pytest.mark.parametrize("returned", [False, True])
async def test_the_reason_stays_however_often_an_amendment_is_corrected(
    storage: None, returned: bool
) -> None:
    worker, (low, high) = await a_worker(WORKER, HEPING), await checkers()
    first = await sent(worker)
    await checked(first, low, high)
    second = await corrected(worker, first, "one was missed", confirmed=1)
    if returned:
        async with db.transaction():
            await service.give_back(low, second.id, Stage.SUBMITTED, "sum")
    third = await corrected(worker, second, None, confirmed=2)
    assert third.review.amends == "one was missed"
    assert Concern.AMENDS in third.review.concerns
    [group] = await service.queue(low)
    assert (group.calm, group.looks) == (0, 1)


async def test_the_checker_sees_why_and_what_is_changed_and_why_it_was_returned(
    storage: None,
) -> None:
    worker, (low, high) = await a_worker(WORKER, HEPING), await checkers()
    first = await sent(worker, confirmed=1, fever=2)
    await checked(first, low, high)
    second = await corrected(worker, first, "one was missed", confirmed=5, fever=2)
    phone = Exchange().phone(TOWNSHIP)
    await phone.send("/check")
    shown = await phone.tap("Look at 1")
    assert "changes what is confirmed already" in shown
    assert "Changed because: one was missed" in shown
    assert "new confirmed cases: 1 → 5" in shown
    assert "people with fever: 2" in shown
    assert "returned" not in shown
    await phone.tap("Return it")
    await phone.tap("do not fit")
    await corrected(worker, second, None, confirmed=3)
    await phone.send("/check")
    shown = await phone.tap("Look at 1")
    assert "Was returned before: The figures do not fit the days before" in shown
    assert "Changed because: one was missed" in shown
    assert "new confirmed cases: 1 → 3" in shown  # against what stands, not what was returned
    assert "people with fever: 2 → –" in shown


async def test_a_correction_is_shown_against_the_revision_before(storage: None) -> None:
    worker, _checkers = await a_worker(WORKER, HEPING), await checkers()
    first = await sent(worker)
    await corrected(worker, first, None, deaths=1)
    phone = Exchange().phone(TOWNSHIP)
    await phone.send("/check")
    shown = await phone.tap("Look at 1")
    assert "deaths: 0 → 1" in shown
    assert "Changed because" not in shown


async def test_a_confirmed_report_can_be_amended_for_longer(
    storage: None, clock: StandingClock
) -> None:
    worker, (low, high) = await a_worker(WORKER, HEPING, XINMIN), await checkers()
    boss = await a_person(9, (Role.COORDINATOR, COUNTY))
    form = await service.form()
    first = await sent(worker)
    async with db.transaction():
        [other] = await service.submit(worker, form, Filled((XINMIN.id,), DAY, Content.ZERO))
    assert other.report is not None
    await checked(first, low, high)
    clock.advance(timedelta(days=20))
    assert await too_late(worker, other.report)  # nobody has confirmed it
    amended = await corrected(boss, first, "found in the archive", confirmed=1)
    await corrected(worker, amended, None, confirmed=2)
    clock.advance(timedelta(days=11))
    for person in (worker, boss):
        current = (await service.standing(first.id, person)).report
        assert current is not None
        assert await too_late(person, current)


async def test_the_longer_limit_is_the_schedules_and_may_differ(
    storage: None, clock: StandingClock
) -> None:
    worker, (low, high) = await a_worker(WORKER, HEPING), await checkers()
    boss = await a_person(9, (Role.COORDINATOR, COUNTY))
    first = await sent(worker)
    await checked(first, low, high)
    async with db.transaction():
        await service.change_schedule(boss, await service.form(), TOWN, amended_days=60)
    clock.advance(timedelta(days=59))
    assert (await corrected(worker, first, "found in the archive", deaths=1)).revision == 2


async def test_who_wrote_an_earlier_revision_checks_none_of_them(storage: None) -> None:
    author = await a_person(WORKER, (Role.WORKER, HEPING), (Role.CHECKER, TOWN))
    colleague, (low, high) = await a_worker(8, HEPING), await checkers()
    first = await sent(author)
    second = await corrected(colleague, first, None, deaths=1)
    async with db.transaction():
        with pytest.raises(Refused) as refused:
            await service.approve(author, second.id, Stage.SUBMITTED)
    assert "earlier revision" in say(refused.value.text, "en")
    assert await service.queue(author) == []
    await checked(second, low, high)
    assert len(await service.confirmed_on("daily", PROVINCE, DAY)) == 1


async def test_what_was_stored_before_is_brought_along(storage: None) -> None:
    """Amendments that lost their reason, and were counted as if nothing stood."""
    worker, (low, high) = await a_worker(WORKER, HEPING), await checkers()
    first = await sent(worker)
    await checked(first, low, high)
    second = await corrected(worker, first, "one was missed", confirmed=1)
    await corrected(worker, second, None, confirmed=2)
    await db.execute("UPDATE report SET amends = NULL WHERE revision = 3")
    await db.execute("UPDATE report SET first_depth = 9 WHERE revision = 1")
    await db.execute("UPDATE tally SET in_check = 1, confirmed = 0")
    migration = import_module("migrations.0007_checks")
    for statement in (
        migration.DEPTH.format(which="first"),
        migration.DEPTH.format(which="second"),
        migration.EQUALS,
        migration.LOST_REASONS,
        migration.STANDING,
    ):
        await db.execute(statement)
    rows = await db.rows("SELECT amends, first_depth, higher_second FROM report ORDER BY revision")
    assert [row["amends"] for row in rows] == [None, "one was missed", "one was missed"]
    assert [row["first_depth"] for row in rows] == [4, None, None]
    assert all(row["higher_second"] for row in rows)
    assert (await counts_agree()).confirmed == 1
