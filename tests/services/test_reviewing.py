"""Two checks by chat: a queue in groups, approved at once or one by one, returned, amended."""

import asyncio
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise.exceptions import IntegrityError

from bot.app import running
from bot.hints import service as hints
from bot.hints.model import Outcome
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.config import Settings
from bot.kernel.errors import Refused
from bot.kernel.i18n import say
from bot.people.model import Person, Role
from bot.places.model import Place
from bot.reports import service
from bot.reports.model import Content, Filled, Report, Stage, Wish
from bot.reports.service.checkers import checking, objection_to
from bot.reports.service.queue import listed
from bot.reports.store import reports, tallies, waiting
from tests.builders import (
    COUNTY,
    DONGFENG,
    HEPING,
    KEY,
    PROVINCE,
    TOWN,
    XINMIN,
    a_person,
    a_tree,
    a_worker,
)
from tests.databases import Databases
from tests.fakes import Exchange

DAY = date(2026, 3, 2)
WORKER, TOWNSHIP, DISTRICT = 1, 2, 3


async def sent(person: Person, *places: int, day: date = DAY, **figures: int) -> list[Report]:
    """Reports of these places, zero without figures."""
    content = Content.FIGURES if figures else Content.ZERO
    filled = Filled(places, day, content, figures)
    async with db.transaction():
        standings = await service.submit(person, await service.form(), filled)
    return [one.report for one in standings if one.report is not None]


async def known_worker(chat_id: int = WORKER) -> Person:
    """A worker of three villages who reported zero yesterday: nobody new, nothing to compare."""
    worker = await a_worker(chat_id, HEPING, XINMIN, DONGFENG)
    for report in await sent(worker, HEPING.id, XINMIN.id, DONGFENG.id, day=DAY - timedelta(1)):
        await db.execute(
            "UPDATE report SET stage = 'confirmed', first_by = 90, second_by = 91, "
            "first_depth = 4, second_depth = 3, first_place_id = 4, second_place_id = 3, "
            "first_at = submitted_at, second_at = submitted_at WHERE id = $1",
            report.id,
        )
    await db.execute("DELETE FROM tally")
    return worker


async def checkers() -> tuple[Person, Person]:
    """One in the township, one in the county."""
    low = await a_person(TOWNSHIP, (Role.CHECKER, TOWN))
    return low, await a_person(DISTRICT, (Role.CHECKER, COUNTY))


async def stages() -> list[str]:
    found = await db.rows("SELECT stage FROM report WHERE is_current AND day = $1 ORDER BY id", DAY)
    return [row["stage"] for row in found]


async def test_quiet_reports_are_approved_at_once_and_the_others_looked_at(storage: None) -> None:
    worker = await known_worker()
    await checkers()
    await sent(worker, HEPING.id, XINMIN.id)
    await sent(worker, DONGFENG.id, confirmed=2)
    phone = Exchange().phone(TOWNSHIP)
    shown = await phone.send("/check")
    assert "某镇</b>, first check: 3 reports" in shown
    assert "2 consistent with what is known (2 zero reports)" in shown
    assert "1 needs a look" in shown
    assert "Approved: 2 reports." in await phone.tap("Approve all 2")
    assert await stages() == ["checked", "checked", "submitted"]
    opened = await phone.tap("Look at 1")
    assert "more than this place's own history" in opened
    assert "东风村" in opened
    assert "new confirmed cases: 2" in opened
    assert "no cases" in opened  # the day before
    after = await phone.tap("Approve")
    assert "Approved: 东风村." in after
    assert "Nothing waits" in after
    assert await stages() == ["checked", "checked", "checked"]
    acts = await db.rows("SELECT act FROM journal WHERE act = 'report.checked'")
    assert len(acts) == 3  # each one is journaled


async def test_the_second_check_confirms_and_the_author_hears_it_once(storage: None) -> None:
    worker = await known_worker()
    await checkers()
    await sent(worker, HEPING.id, XINMIN.id)
    exchange = Exchange()
    low, high = exchange.phone(TOWNSHIP), exchange.phone(DISTRICT)
    await low.send("/check")
    await low.tap("Approve all 2")
    assert "Nothing waits" in await low.send("/check")  # the second check is not theirs
    assert "second check: 2 reports" in await high.send("/check")
    await high.tap("Approve all 2")
    assert await stages() == ["confirmed", "confirmed"]
    told = [text for text in await exchange.phone(WORKER).said() if "confirmed" in text]
    assert len(told) == 1
    assert "和平村" in told[0]
    assert "新民村" in told[0]
    found = await service.confirmed_on("daily", PROVINCE, DAY)
    assert [report.place_id for report in found] == [HEPING.id, XINMIN.id]


async def test_a_returned_report_comes_back_with_its_reason_and_starts_again(
    storage: None,
) -> None:
    worker = await known_worker()
    await checkers()
    await sent(worker, HEPING.id, confirmed=3)
    exchange = Exchange()
    low, author = exchange.phone(TOWNSHIP), exchange.phone(WORKER)
    await low.send("/check")
    await low.tap("Look at 1")
    assert "和平村" in await low.tap("Return it")
    assert "Returned to the author of 和平村" in await low.tap("do not add up")
    assert await stages() == ["returned"]
    assert "The figures do not add up. Please check them." in await author.last()
    assert "和平村" in await author.tap("Correct it")
    await author.tap("Send")
    assert await stages() == ["submitted"]
    assert "1 needs a look" in await low.send("/check")


async def test_a_reason_can_be_typed(storage: None) -> None:
    worker = await known_worker()
    await checkers()
    await sent(worker, HEPING.id, confirmed=3)
    exchange = Exchange()
    low = exchange.phone(TOWNSHIP)
    await low.send("/check")
    await low.tap("Look at 1")
    await low.tap("Return it")
    await low.send("昨天的两例是否重复？")
    assert "昨天的两例是否重复？" in await exchange.phone(WORKER).last()


async def test_what_came_after_the_list_was_shown_is_not_approved_with_it(storage: None) -> None:
    worker = await known_worker()
    await checkers()
    await sent(worker, HEPING.id)
    low = Exchange().phone(TOWNSHIP)
    await low.send("/check")
    tap = await low.tapping("Approve all 1")
    await sent(worker, XINMIN.id)
    await low.deliver(tap)
    assert await stages() == ["checked", "submitted"]


async def test_an_open_report_is_left_to_who_opened_it_for_some_minutes(
    storage: None, clock: StandingClock
) -> None:
    worker = await known_worker()
    await checkers()
    await a_person(4, (Role.CHECKER, TOWN))
    [report] = await sent(worker, HEPING.id, confirmed=3)
    exchange = Exchange()
    one, other = exchange.phone(TOWNSHIP), exchange.phone(4)
    await one.send("/check")
    await other.send("/check")
    late = await other.tapping("Look at 1")
    await one.tap("Look at 1")
    await other.deliver(late)
    assert "Person 2 is looking at 1 more, until 09:06" in await other.last()
    async with db.transaction():
        with pytest.raises(Refused) as refused:
            await service.approve(await a_person(4), report.id, Stage.SUBMITTED)
    assert "Person 2 is looking at this report" in say(refused.value.text, "en")
    clock.advance(timedelta(minutes=5))
    await other.send("/check")
    assert "和平村" in await other.tap("Look at 1")


async def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(storage: None) -> None:
    worker = await known_worker()
    low, _high = await checkers()
    other = await a_person(4, (Role.CHECKER, TOWN))
    [report] = await sent(worker, HEPING.id)

    async def press(checker: Person) -> str:
        try:
            async with db.transaction():
                await service.approve(checker, report.id, Stage.SUBMITTED)
        except Refused as refused:
            return say(refused.text, "en")
        return "won"

    said = sorted(await asyncio.gather(press(low), press(other)))
    assert said.count("won") == 1
    assert await stages() == ["checked"]
    assert len(await db.rows("SELECT id FROM journal WHERE act = 'report.checked'")) == 1


async def test_a_report_settled_by_another_is_refused_by_their_name(storage: None) -> None:
    worker = await known_worker()
    low, high = await checkers()
    [report] = await sent(worker, HEPING.id)
    async with db.transaction():
        await service.approve(low, report.id, Stage.SUBMITTED)
    async with db.transaction():
        with pytest.raises(Refused) as refused:
            await service.approve(high, report.id, Stage.SUBMITTED)
    assert "Person 2 was quicker" in say(refused.value.text, "en")


async def test_amending_a_confirmed_report_needs_a_reason_and_both_checks(storage: None) -> None:
    worker = await known_worker()
    low, high = await checkers()
    [report] = await sent(worker, HEPING.id)
    async with db.transaction():
        await service.approve(low, report.id, Stage.SUBMITTED)
        await service.approve(high, report.id, Stage.CHECKED)
    author = Exchange().phone(WORKER)
    await author.send("/mine")
    await author.tap("Look at 和平村")
    assert "Why is it changed" in await author.tap("Correct it")
    await author.send("漏报一例")
    await author.tap("Send")
    assert await stages() == ["submitted"]
    [stands] = await service.confirmed_on("daily", PROVINCE, DAY)
    assert stands.id == report.id
    assert await service.being_amended("daily", PROVINCE, DAY) == {HEPING.id}
    assert "Changed because: 漏报一例" in await author.tap("Look at 和平村")


async def test_a_weekly_wish_is_kept_and_told_on_monday(
    storage: None, clock: StandingClock
) -> None:
    worker = await known_worker()
    low, high = await checkers()
    author = Exchange().phone(WORKER)
    await author.send("/news")
    assert "once a week" in await author.tap("once a week")
    [report] = await sent(worker, HEPING.id)
    async with db.transaction():
        await service.approve(low, report.id, Stage.SUBMITTED)
        await service.approve(high, report.id, Stage.CHECKED)
    assert not any("Checked twice and confirmed" in text for text in await author.said())
    assert await service.wish(worker) is Wish.WEEKLY
    clock.advance(timedelta(days=6))
    await service.tell_the_week()  # Sunday: the week is not over
    clock.advance(timedelta(days=1))
    await service.tell_the_week()
    await service.tell_the_week()
    told = [text for text in await author.said() if "last week" in text]
    assert told == [
        "Your reports of last week: 1 sent, 1 confirmed, 0 returned, 0 still being checked."
    ]


async def test_who_checks_nowhere_is_told_so(storage: None) -> None:
    await a_worker(WORKER, HEPING)
    assert "You do not check reports" in await Exchange().phone(WORKER).send("/check")


async def test_a_quiet_report_against_an_open_hint_is_looked_at(storage: None) -> None:
    worker = await known_worker()
    low, _high = await checkers()
    await sent(worker, HEPING.id, XINMIN.id)
    citizen = await a_person(50)
    async with db.transaction():
        hint = await hints.send(citizen, HEPING, DAY, "村口有三户发热，没人来登记。")
    phone = Exchange().phone(TOWNSHIP)
    shown = await phone.send("/check")
    assert "1 consistent" in shown
    assert "1 needs a look" in shown
    await phone.tap("Look at 1")
    assert "三户发热" in await phone.last()
    plain = await db.rows("SELECT id FROM message WHERE payload LIKE '%三户发热%'")
    assert plain == []  # a citizen's words never lie in the outbox as they are
    async with db.transaction():
        await hints.answer(low, hint.id, Outcome.RIGHT)
    assert "2 consistent" in await phone.send("/check")


async def test_hints_about_the_township_are_shown_and_ones_own_are_not(storage: None) -> None:
    worker = await known_worker()
    low, _high = await checkers()
    await sent(worker, HEPING.id)
    for place in (HEPING, COUNTY):  # one's own, and one about so much that nothing would be calm
        async with db.transaction():
            await hints.send(
                low if place is HEPING else await a_person(60),
                place,
                DAY,
                "这一带有多人发热，没人来登记。",
            )
    phone = Exchange().phone(TOWNSHIP)
    assert "1 consistent" in await phone.send("/check")
    for n in range(5):
        async with db.transaction():
            await hints.send(await a_person(50 + n), TOWN, DAY, "镇上有人发热，卫生院没有上报。")
    assert "1 needs a look" in await phone.send("/check")
    shown = await phone.tap("Look at 1")
    assert shown.count("镇上有人发热") == 3
    assert "… and 2 more hints" in shown


# -- the database holds it too --------------------------------------------------------

HIGHER, EQUAL = "first_depth = 4, second_depth = 3", "first_depth = 4, second_depth = 4"


async def test_equals_may_check_where_the_form_says_so(storage: None) -> None:
    [report] = await sent(await a_worker(WORKER, HEPING), HEPING.id)
    await db.execute(
        "UPDATE report SET higher_second = FALSE, first_by = 90, second_by = 91, "
        f"stage = 'confirmed', {EQUAL} WHERE id = $1",
        report.id,
    )


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("stage = 'checked'", "report_checked_by_somebody"),
        ("stage = 'checked', first_by = author_id", "report_first_checker_not_author"),
        ("stage = 'confirmed', first_by = 90", "report_confirmed_by_two"),
        (f"first_by = 90, second_by = 90, {HIGHER}", "report_second_checker_not_first"),
        (f"first_by = 90, second_by = author_id, {HIGHER}", "report_second_checker_not_author"),
        (f"second_by = 90, {HIGHER}", "report_second_checker_not_first"),
        ("stage = 'published'", "report_stage_known"),
        ("first_by = 90, second_by = 91", "report_second_from_higher"),
        (f"first_by = 90, second_by = 91, {EQUAL}", "report_second_from_higher"),
        ("stage = 'returned'", "report_returned_with_reason"),
        ("stage = 'returned', returned_by = 90", "report_returned_with_reason"),
        ("stage = 'returned', reason = 'sum'", "report_returned_with_reason"),
    ],
)
async def test_the_database_refuses_what_the_rules_forbid(
    storage: None, change: str, constraint: str
) -> None:
    [report] = await sent(await a_worker(WORKER, HEPING), HEPING.id)
    with pytest.raises(IntegrityError, match=constraint):
        await db.execute(f"UPDATE report SET {change} WHERE id = $1", report.id)


# -- whatever happens -----------------------------------------------------------------

VILLAGES = (HEPING, XINMIN)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["send", "correct", "approve", "return", "bulk"]),
        st.integers(1, 5),
        st.sampled_from(VILLAGES),
        st.sampled_from([Stage.SUBMITTED, Stage.CHECKED]),
    ),
    min_size=4,
    max_size=25,
)


async def _act(what: str, who: Person, place_id: int, stage: Stage) -> None:
    form = await service.form()
    zero = Filled((place_id,), DAY, Content.ZERO)
    row = await db.row(
        "SELECT id FROM report WHERE place_id = $1 AND is_current ORDER BY id", place_id
    )
    report_id = 0 if row is None else int(row["id"])
    match what:
        case "send":
            await service.submit(who, form, zero)
        case "correct":
            why = "counted twice"
            filled = Filled((place_id,), DAY, Content.FIGURES, {"confirmed": 1}, amends=why)
            await service.correct(who, form, report_id, filled)
        case "approve" if report_id:
            await service.approve(who, report_id, stage)
        case "return" if report_id:
            await service.give_back(who, report_id, stage, "sum")
        case "bulk":
            await service.approve_calm(who, TOWN.id, stage, 1_000_000)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
async def test_no_sequence_of_acts_releases_what_two_others_have_not_confirmed(
    acts: list[tuple[str, int, Place, Stage]], databases: Databases, clock: StandingClock
) -> None:
    """Everybody here is a worker and a checker at once, so that only the rules hold them back."""
    url = await databases.ready("sqlite")
    async with running.storage(Settings(token="1:test", key=KEY, database_url=url)):
        await a_tree()
        everybody = [
            await a_person(n, *((Role.WORKER, v) for v in VILLAGES), (Role.CHECKER, place))
            for n, place in enumerate((TOWN, TOWN, COUNTY, COUNTY, PROVINCE), 1)
        ]
        for what, who, village, stage in acts:
            try:
                async with db.transaction():
                    await _act(what, everybody[who - 1], village.id, stage)
            except Refused:
                pass
            stand = await service.confirmed_on("daily", PROVINCE, DAY)
            assert len({report.place_id for report in stand}) == len(stand)
            for report in stand:
                first, second = report.review.first, report.review.second
                assert first is not None
                assert second is not None
                assert first.by != second.by
                known = await reports.revisions("daily", report.place_id, DAY)
                wrote = {one.author_id for one in known if one.revision <= report.revision}
                assert not wrote & {first.by, second.by}
            kept = await tallies.by_path("daily", "1/", "10", DAY)
            counted = await tallies.recounted("daily", "1/", "10", DAY)
            assert {path: came for path, came in kept.items() if came.received} == counted
        for person in everybody:
            assert await in_the_queue(person) == await by_the_rule(person)


async def in_the_queue(who: Person) -> tuple[int, set[int]]:
    """How many wait for the person as counted in the database, and which are listed."""
    groups = await service.queue(who)
    held = await checking(who)
    return sum(group.n for group in groups), {
        one.id
        for stage in (Stage.SUBMITTED, Stage.CHECKED)
        for one in await listed(who, held, PROVINCE.id, stage, look=None, limit=100)
    }


async def by_the_rule(who: Person) -> tuple[int, set[int]]:
    """The same, each report asked about by itself."""
    held = await checking(who)
    rows = await db.rows("SELECT id FROM report WHERE is_current")
    found = [await waiting.find(int(row["id"])) for row in rows]
    own = {
        one.id
        for one in found
        if one is not None and objection_to(one, one.stage, who, held) is None
    }
    return len(own), own
