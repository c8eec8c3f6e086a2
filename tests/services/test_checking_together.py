"""Several checkers at once: one wins, the others read who was quicker; nothing is done twice."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people.model import Person, Role
from bot.places import store as places
from bot.places.model import Level, Place
from bot.reports import service
from bot.reports.model import Content, Filled, Report, Stage
from bot.reports.store import tallies
from tests.builders import COUNTY, DONGFENG, HEPING, TOWN, XINMIN, a_person, a_worker
from tests.fakes import Exchange, Telephone

DAY = date(2026, 3, 2)
WORKER, FIRST, SECOND, DISTRICT = 1, 2, 3, 4
A_WHILE = timedelta(minutes=5)


async def sent(person: Person, *villages: Place, day: date = DAY, **figures: int) -> list[Report]:
    content = Content.FIGURES if figures else Content.ZERO
    filled = Filled(tuple(village.id for village in villages), day, content, figures)
    async with db.transaction():
        standings = await service.submit(person, await service.form(), filled)
    return [one.report for one in standings if one.report is not None]


@pytest.fixture
async def worker(storage: None) -> Person:
    """A worker of three villages whose first report was returned long ago."""
    known = await a_worker(WORKER, HEPING, XINMIN, DONGFENG)
    [report] = await sent(known, DONGFENG, day=DAY - timedelta(days=3))
    await db.execute(
        "UPDATE report SET stage = 'returned', returned_by = 90, returned_place_id = 4, "
        "returned_at = submitted_at, reason = 'sum' WHERE id = $1",
        report.id,
    )
    return known


@pytest.fixture
async def phones(worker: Person) -> tuple[Telephone, Telephone]:
    """Two checkers of the same township."""
    exchange = Exchange()
    for chat_id in (FIRST, SECOND):
        await a_person(chat_id, (Role.CHECKER, TOWN))
    return exchange.phone(FIRST), exchange.phone(SECOND)


async def at_once(*phones: tuple[Telephone, str]) -> list[str]:
    """Have all of them tap, each their own button, in the same moment; what each reads then."""
    taps = [(phone, await phone.tapping(label)) for phone, label in phones]
    await asyncio.gather(*(phone.deliver(tap) for phone, tap in taps))
    return [await phone.last() for phone, _tap in taps]


async def stages() -> list[str]:
    found = await db.rows("SELECT stage FROM report WHERE is_current AND day = $1 ORDER BY id", DAY)
    return [row["stage"] for row in found]


async def is_whole(checked: int) -> None:
    """Each check is journaled once, and the counts agree with a recount."""
    assert len(await db.rows("SELECT id FROM journal WHERE act = 'report.checked'")) == checked
    kept = await tallies.by_path("daily", "1/", "10", DAY)
    assert kept == await tallies.recounted("daily", "1/", "10", DAY)
    assert await db.rows("SELECT failure FROM stumble") == []


async def test_of_two_who_approve_the_same_report_the_slower_one_reads_who_was_quicker(
    worker: Person, phones: tuple[Telephone, Telephone], clock: StandingClock
) -> None:
    await sent(worker, HEPING, confirmed=3)
    for phone in phones:  # both have it before them, and nobody has it in hand any more
        await phone.send("/check")
        await phone.tap("Look at 1")
        clock.advance(A_WHILE)
    said = await at_once(*((phone, "Approve") for phone in phones))
    [winner] = [n for n, text in enumerate(said) if "Approved: 和平村" in text]
    name = f"Person {(FIRST, SECOND)[winner]}"
    assert f"{name} was quicker: this is settled already." in said[1 - winner]
    assert await stages() == ["checked"]
    await is_whole(checked=1)


async def test_of_two_who_approve_all_at_once_the_slower_one_reads_how_many_were_settled(
    worker: Person, phones: tuple[Telephone, Telephone]
) -> None:
    await sent(worker, HEPING, XINMIN)
    for phone in phones:
        await phone.send("/check")
    said = sorted(await at_once(*((phone, "Approve all 2") for phone in phones)))
    assert "2 reports had been settled by somebody else meanwhile" in said[0]
    assert "Approved" not in said[0]
    assert "Approved: 2 reports." in said[1]
    assert await stages() == ["checked", "checked"]
    await is_whole(checked=2)


async def test_who_approves_all_a_little_later_reads_how_many_were_left(
    worker: Person, phones: tuple[Telephone, Telephone]
) -> None:
    [one, _other] = await sent(worker, HEPING, XINMIN)
    await phones[0].send("/check")
    async with db.transaction():
        await service.approve(await a_person(SECOND), one.id, Stage.SUBMITTED)
    said = await phones[0].tap("Approve all 2")
    assert "Approved: 1 report." in said
    assert "1 report had been settled by somebody else meanwhile" in said


async def test_approving_while_the_author_corrects_does_one_of_both_and_says_so(
    worker: Person, phones: tuple[Telephone, Telephone]
) -> None:
    await sent(worker, HEPING, confirmed=3)
    checker, author = phones[0], phones[0].exchange.phone(WORKER)
    await author.send("/mine")
    await author.tap("Look at 和平村")
    await author.tap("Correct it")
    await checker.send("/check")
    await checker.tap("Look at 1")
    approved, corrected = await at_once((checker, "Approve"), (author, "Send"))
    if "Approved" in approved:  # the author was slower: too late for this revision, or a new one
        assert "send it once more" in corrected or "corrected (revision 2)" in corrected
    else:
        assert "has been corrected meanwhile" in approved
        assert "corrected (revision 2)" in corrected
    [stage] = await stages()
    assert stage == ("submitted" if "revision 2" in corrected else "checked")
    await is_whole(checked=int("Approved" in approved))


async def test_what_somebody_has_in_hand_is_named_and_free_again_when_put_down(
    worker: Person, phones: tuple[Telephone, Telephone], clock: StandingClock
) -> None:
    one, other = phones
    await sent(worker, HEPING, confirmed=3)
    await one.send("/check")
    await one.tap("Look at 1")
    shown = await other.send("/check")
    assert "某镇</b>, first check: 0 reports" in shown
    assert "Person 2 is looking at 1 more, until 09:06" in shown
    await one.tap("Later")
    shown = await other.send("/check")
    assert "first check: 1 report" in shown
    assert "is looking at" not in shown


# -- many groups ----------------------------------------------------------------------


async def test_every_group_can_be_reached(storage: None) -> None:
    towns = [
        Place(100 + n, f"T-{n}", 3, Level.TOWNSHIP, f"镇{n}", f"1/2/3/{100 + n}/")
        for n in range(14)
    ]
    villages = [
        Place(200 + n, f"W{n}", 100 + n, Level.VILLAGE, f"村{n}", f"1/2/3/{100 + n}/{200 + n}/")
        for n in range(14)
    ]
    await places.add([*towns, *villages], lambda _rows: None)
    await sent(await a_worker(WORKER, *villages), *villages)
    await a_person(DISTRICT, (Role.CHECKER, COUNTY))
    phone = Exchange().phone(DISTRICT)
    shown = await phone.send("/check")
    assert shown.count("first check") == 12
    assert "镇13" not in shown
    more = await phone.tap("2 more groups")
    assert more.count("first check") == 2
    assert "镇13" in more
    assert "村13" in await phone.tap("Look at 1: 镇13")


async def test_a_group_says_of_which_days_it_is(worker: Person) -> None:
    await a_person(FIRST, (Role.CHECKER, TOWN))
    phone = Exchange().phone(FIRST)
    await sent(worker, DONGFENG)
    assert "· of Mon 2 Mar" in await phone.send("/check")
    await sent(worker, HEPING, XINMIN, day=DAY - timedelta(days=1))
    shown = await phone.send("/check")
    assert "· of several days: Sun 1 Mar (2) and Mon 2 Mar (1)" in shown


async def test_the_form_that_a_report_was_sent_with_says_who_makes_the_second_check(
    worker: Person, phones: tuple[Telephone, Telephone]
) -> None:
    """A newer version of the form says nothing about reports that are older."""
    [report] = await sent(worker, HEPING)
    await db.execute("UPDATE report SET higher_second = FALSE WHERE id = $1", report.id)
    async with db.transaction():
        await service.approve(await a_person(FIRST), report.id, Stage.SUBMITTED)
    assert "second check: 1 report" in await phones[1].send("/check")
    await phones[1].tap("Approve all 1")
    assert await stages() == ["confirmed"]
