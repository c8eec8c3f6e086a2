"""From confirmed reports to the public: drafted, approved twice, chained, corrected, handed out."""

import asyncio
import json
from contextlib import suppress
from datetime import date, time, timedelta

import pytest
from tortoise.exceptions import IntegrityError

from bot.bulletins import service
from bot.bulletins.model import SUPPRESSED, Bulletin, Draft, Kind, Published, State
from bot.bulletins.service import reading
from bot.bulletins.store import drafts
from bot.kernel import database as db
from bot.kernel import site
from bot.kernel.clock import StandingClock
from bot.kernel.errors import NotAllowed, Refused
from bot.kernel.i18n import say
from bot.people.model import Person, Role
from bot.places import store as places
from bot.places.model import Place
from bot.reports import service as reports
from bot.reports.model import Content, Filled
from tests.builders import (
    CITY,
    COUNTY,
    DONGFENG,
    HEPING,
    OTHER_TOWN,
    PROVINCE,
    TOWN,
    XINMIN,
    a_person,
    a_worker,
)

DAY = date(2026, 3, 2)
EVENING = timedelta(hours=9, minutes=31)
"""From the clock's 09:00 to a minute past the usual time."""


async def confirmed(
    worker: Person,
    place: Place,
    amends: str | None = None,
    at: tuple[Place, Place] = (TOWN, COUNTY),
    **figures: int,
) -> None:
    """A report that has passed both checks; a second one for the same place amends the first."""
    content = Content.FIGURES if figures else Content.ZERO
    form = await reports.form()
    async with db.transaction():
        filled = Filled((place.id,), DAY, content, figures, amends=amends)
        (standing,) = await reports.submit(worker, form, filled)
        assert standing.report is not None
        if not standing.fresh:
            standing = await reports.correct(worker, form, standing.report.id, filled)
        assert standing.report is not None
        for higher in at:
            checker = await a_person(10 + higher.id, (Role.CHECKER, higher))
            report = (await reports.standing(standing.report.id, checker)).report
            assert report is not None
            await reports.approve(checker, report.id, report.stage)


async def an_evening(clock: StandingClock, *counts: int) -> Draft:
    """The draft of the county that is due, after these villages reported that many cases."""
    await service.publish(None, COUNTY, reports.DAILY, time(18, 30))
    worker = await a_worker(1, HEPING, XINMIN, DONGFENG)
    for place, count in zip((HEPING, XINMIN, DONGFENG), counts, strict=False):
        await (confirmed(worker, place, confirmed=count) if count else confirmed(worker, place))
    clock.advance(EVENING)
    await service.draft_due()
    (draft,) = await drafts.waiting()
    return draft


async def approvers() -> tuple[Person, Person]:
    """Two coordinators of the county."""
    return (
        await a_person(21, (Role.COORDINATOR, COUNTY)),
        await a_person(22, (Role.COORDINATOR, PROVINCE)),
    )


async def released(draft: Draft) -> Bulletin:
    """The bulletin that the draft becomes with both approvals."""
    first, second = await approvers()
    await service.approve(first, draft.id, State.WAITING)
    bulletin = await service.approve(second, draft.id, State.APPROVED_ONCE)
    assert isinstance(bulletin, Bulletin)
    return bulletin


async def messages(chat_id: int) -> list[str]:
    found = await db.rows("SELECT payload FROM message WHERE chat_id = $1 ORDER BY id", chat_id)
    return [json.loads(row["payload"])["html"] for row in found]


async def test_a_draft_is_made_at_its_time_once_from_confirmed_reports_only(
    storage: None, clock: StandingClock
) -> None:
    await service.publish(None, COUNTY, reports.DAILY, time(18, 30))
    worker = await a_worker(1, HEPING, XINMIN, DONGFENG)
    await confirmed(worker, HEPING, confirmed=7)
    async with db.transaction():
        filled = Filled((XINMIN.id,), DAY, Content.FIGURES, {"confirmed": 50})
        await reports.submit(worker, await reports.form(), filled)
    await service.draft_due()
    assert [one.content.day for one in await drafts.waiting()] == [DAY - timedelta(1)]
    clock.advance(EVENING)
    await service.draft_due()
    await service.draft_due()
    *_yesterday, draft = await drafts.waiting()
    content = draft.content
    assert (content.day, content.kind) == (DAY, Kind.BULLETIN)
    assert content.figures[0].total == 7
    assert content.figures[0].cells == (7, None)
    coverage = content.coverage
    assert coverage is not None
    assert (coverage.expected, coverage.received, coverage.zero) == (3, 2, 0)
    assert (coverage.confirmed, coverage.unconfirmed) == (1, 1)
    assert len(await drafts.waiting()) == 2


async def test_a_small_number_is_not_in_the_draft(storage: None, clock: StandingClock) -> None:
    draft = await an_evening(clock, 2, 0)
    figure = draft.content.figures[0]
    assert (figure.total, figure.cells) == (SUPPRESSED, (SUPPRESSED, None))
    row = await db.row("SELECT content FROM bulletin_draft WHERE id = $1", draft.id)
    assert row is not None
    assert '"cells":["suppressed",null]' in row["content"]


async def test_two_people_release_it_and_one_alone_cannot(
    storage: None, clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    first, second = await approvers()
    once = await service.approve(first, draft.id, State.WAITING)
    assert isinstance(once, Draft)
    assert once.state is State.APPROVED_ONCE
    with pytest.raises(Refused, match="somebody else"):
        await service.approve(first, draft.id, State.APPROVED_ONCE)
    bulletin = await service.approve(second, draft.id, State.APPROVED_ONCE)
    assert isinstance(bulletin, Bulletin)
    assert bulletin.number == 1
    assert bulletin.content == draft.content
    with pytest.raises(Refused, match="settled"):
        await service.approve(second, draft.id, State.APPROVED_ONCE)
    found = await db.rows("SELECT act FROM journal WHERE subject = $1", f"draft:{draft.id}")
    acts = [row["act"] for row in found]
    assert acts == ["bulletin.drafted", "bulletin.approved", "bulletin.released"]


async def test_only_coordinators_there_or_above_may_approve(
    storage: None, clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    for chat_id, role, place in (
        (31, Role.CHECKER, COUNTY),
        (32, Role.COORDINATOR, TOWN),
        (33, Role.WORKER, HEPING),
    ):
        with pytest.raises(NotAllowed):
            await service.approve(await a_person(chat_id, (role, place)), draft.id, State.WAITING)


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE bulletin_draft SET state = 'approved_once'",
        "UPDATE bulletin_draft SET state = 'released', first_by = 1",
        "UPDATE bulletin_draft SET state = 'released', first_by = 1, second_by = 1",
        "UPDATE bulletin_draft SET state = 'returned'",
        "UPDATE bulletin_draft SET state = 'else'",
    ],
)
async def test_the_database_holds_the_two_person_rule_too(
    storage: None, clock: StandingClock, forbidden: str
) -> None:
    await an_evening(clock, 7)
    with pytest.raises(IntegrityError):
        await db.execute(forbidden)


async def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(
    storage: None, clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    people = await approvers()
    for seen in (State.WAITING, State.APPROVED_ONCE):
        pressing = (service.approve(person, draft.id, seen) for person in people)
        outcomes = await asyncio.gather(*pressing, return_exceptions=True)
        assert sorted(isinstance(one, Refused) for one in outcomes) == [False, True]
    assert (await service.verify()).entries == 1


async def test_what_is_confirmed_meanwhile_makes_a_new_draft_and_old_buttons_are_refused(
    storage: None, clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    first, _second = await approvers()
    await confirmed(await a_worker(1, XINMIN), XINMIN, confirmed=9)
    await service.draft_due()
    assert (await service.look(first, draft.id)).id == draft.id  # a draft rests for a while
    clock.advance(timedelta(minutes=11))
    await service.draft_due()
    with pytest.raises(Refused, match="has changed"):
        await service.approve(first, draft.id, State.WAITING)
    newer = await service.look(first, draft.id)
    assert newer.id != draft.id
    assert newer.content.figures[0].total == 16
    await service.draft_due()
    assert (await service.look(first, draft.id)).id == newer.id


async def test_what_one_has_approved_stays_and_the_rest_becomes_a_correction(
    storage: None, clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    first, second = await approvers()
    await service.approve(first, draft.id, State.WAITING)
    await confirmed(await a_worker(1, XINMIN), XINMIN, confirmed=9)
    clock.advance(timedelta(minutes=11))
    await service.draft_due()
    bulletin = await service.approve(second, draft.id, State.APPROVED_ONCE)
    assert isinstance(bulletin, Bulletin)
    await service.draft_due()
    (correction,) = await drafts.waiting()
    assert (correction.content.kind, correction.content.corrects) == (Kind.CORRECTION, 1)
    assert correction.content.figures[0].total == 16


async def test_a_returned_draft_goes_back_with_a_reason_and_is_drafted_again(
    storage: None, clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    first, second = await approvers()
    await service.give_back(first, draft.id, "figures")
    assert any("look wrong" in text for text in await messages(22))
    with pytest.raises(Refused, match="settled"):
        await service.approve(second, draft.id, State.WAITING)
    await service.draft_due()
    assert [one.state for one in await service.to_approve(second)] == [State.RETURNED]
    again = await service.draft_again(second, draft.id)
    assert (again.state, again.id != draft.id) == (State.WAITING, True)


async def test_an_amended_report_makes_a_correction_and_the_old_one_says_so(
    storage: None, clock: StandingClock
) -> None:
    first = await released(await an_evening(clock, 7, 9))
    clock.advance(timedelta(hours=20))
    await confirmed(await a_worker(1, HEPING), HEPING, "a mistake", confirmed=8)
    await service.draft_due()
    correction = next(d for d in await drafts.waiting() if d.content.day == DAY)
    second = await released(correction)
    assert second.content.figures[0].total == 17
    old = await service.find(first.number)
    assert old is not None
    assert (old.corrected_by, old.content.figures[0].total) == (second.number, 16)
    assert [one.number for one in await service.standing(COUNTY.id)] == [second.number]
    assert [one.number for one in await service.newest(5)] == [2, 1]
    assert [one.number for one in await service.newest(5, before=2)] == [1]
    assert [place.id for place in await service.publishing()] == [COUNTY.id]
    assert second.previous == first.hash


async def test_a_withdrawal_is_released_by_two_and_stays_visible(
    storage: None, clock: StandingClock
) -> None:
    bulletin = await released(await an_evening(clock, 7))
    first, second = await approvers()
    proposed = await service.withdraw(first, bulletin.number, "the wrong county")
    with pytest.raises(Refused, match="somebody else"):
        await service.approve(first, proposed.id, State.APPROVED_ONCE)
    withdrawal = await service.approve(second, proposed.id, State.APPROVED_ONCE)
    assert isinstance(withdrawal, Bulletin)
    assert withdrawal.content.kind is Kind.WITHDRAWAL
    old = await service.find(bulletin.number)
    assert old is not None
    assert (old.withdrawn_by, old.content) == (withdrawal.number, bulletin.content)
    assert await service.standing(COUNTY.id) == []
    with pytest.raises(Refused, match="later bulletin"):
        await service.withdraw(second, bulletin.number, "again")


async def test_a_correction_tells_no_hidden_number_by_subtraction(
    storage: None, clock: StandingClock
) -> None:
    """The county shows 20 = 20; then one village more confirms 2 in another township."""
    first = await released(await an_evening(clock, 20))
    assert first.content.figures[0].total == 20
    worker = await a_person(1, (Role.WORKER, OTHER_TOWN))
    other = Place(9, "V9", OTHER_TOWN.id, HEPING.level, "别村", "1/2/3/8/9/")
    await places.add([other], lambda _n: None)
    await confirmed(worker, other, at=(OTHER_TOWN, COUNTY), confirmed=2)
    clock.advance(timedelta(minutes=11))
    await service.draft_due()
    (correction,) = await drafts.waiting()
    figure = correction.content.figures[0]
    assert figure.total == SUPPRESSED  # 22 - 20 would tell the 2
    assert figure.cells[1] == SUPPRESSED


@pytest.mark.parametrize("order", [(COUNTY, CITY), (CITY, COUNTY)])
async def test_drafts_of_one_evening_above_one_another_tell_no_hidden_number_together(
    storage: None, clock: StandingClock, order: tuple[Place, Place]
) -> None:
    """The city: 22 and 3, together 25. Its 25 and the county's own 22 would tell the 3."""
    other = Place(9, "X2", CITY.id, COUNTY.level, "别县", "1/2/9/")
    village = Place(10, "V9", other.id, HEPING.level, "别村", "1/2/9/10/")
    await places.add([other, village], lambda _n: None)
    for place in order:
        await service.publish(None, place, reports.DAILY, time(18, 30))
    await confirmed(await a_worker(1, HEPING), HEPING, confirmed=22)
    await confirmed(await a_worker(2, village), village, at=(other, CITY), confirmed=3)
    clock.advance(EVENING)
    await service.draft_due()
    shown = {d.content.place.code: d.content.figures[0] for d in await drafts.waiting()}
    assert shown[CITY.code].cells[1] == SUPPRESSED
    totals = [shown[CITY.code].total, shown[COUNTY.code].total]
    assert SUPPRESSED in totals
    assert totals != [SUPPRESSED, SUPPRESSED]  # and not more than is needed


async def test_the_chain_holds_and_shows_any_change(storage: None, clock: StandingClock) -> None:
    bulletin = await released(await an_evening(clock, 7))
    first, second = await approvers()
    proposed = await service.withdraw(first, bulletin.number, "a test")
    await service.approve(second, proposed.id, State.APPROVED_ONCE)
    assert (await service.verify()).entries == 2
    with pytest.raises(Exception, match="append-only"):
        await db.execute("UPDATE bulletin SET content = 'x'")
    with pytest.raises(Exception, match="append-only"):
        await db.execute("DELETE FROM bulletin")


async def a_withdrawn_one(clock: StandingClock) -> None:
    """A chain of two: a bulletin, and the one that withdraws it."""
    bulletin = await released(await an_evening(clock, 7))
    first, second = await approvers()
    proposed = await service.withdraw(first, bulletin.number, "a test")
    await service.approve(second, proposed.id, State.APPROVED_ONCE)


CHANGES = (
    ("UPDATE bulletin SET content = replace(content, '7', '8') WHERE number = 1", 1),
    ("UPDATE bulletin SET corrects = 1, kind = 'correction' WHERE number = 2", 2),
    ("UPDATE bulletin SET place_id = 2 WHERE number = 1", 1),
    ("UPDATE bulletin SET day = '2026-03-01' WHERE number = 1", 1),
    ("UPDATE bulletin SET second_by = 99 WHERE number = 1", 1),
    ("UPDATE bulletin SET content = 'x' WHERE number = 2", 2),
    ("DELETE FROM bulletin WHERE number = 1", 1),
    ("DELETE FROM bulletin WHERE number = 2", 2),
    ("DELETE FROM bulletin", 1),
)


async def test_whoever_has_the_keys_to_the_house_changes_nothing_unseen(
    storage: None, clock: StandingClock
) -> None:
    await a_withdrawn_one(clock)
    await _unlock("bulletin")
    for change, broken in CHANGES:
        with suppress(ZeroDivisionError):  # each is undone before the next
            async with db.transaction():
                await db.execute(change)
                verdict = await service.verify()
                raise ZeroDivisionError
        assert (verdict.broken, verdict.entries) == (broken, broken - 1), change
        assert say(verdict.why or "", "en") not in ("", say(verdict.why or "", "zh_Hans"))
    assert (await service.verify()).holds


async def _unlock(table: str) -> None:
    """Take away what keeps the table as it is, as somebody with the keys to the house could."""
    if db.dialect() == "sqlite":
        for row in await db.rows(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = $1", table
        ):
            await db.execute(f"DROP TRIGGER {row['name']}")
    else:
        await db.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


@pytest.mark.parametrize("table", ["bulletin", "bulletin_draft", "journal"])
async def test_what_is_kept_for_ever_is_not_emptied_either(
    storage: None, clock: StandingClock, table: str
) -> None:
    await a_withdrawn_one(clock)
    statement = f"DELETE FROM {table}" if db.dialect() == "sqlite" else f"TRUNCATE {table}"
    with pytest.raises(Exception, match=r"append-only|keeps every row"):
        await db.execute(statement)


async def test_a_draft_never_changes_between_its_approvals(
    storage: None, clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    first, _second = await approvers()
    for approved in (False, True):
        if approved:
            await service.approve(first, draft.id, State.WAITING)
        for change in (
            "content = replace(content, '7', '8')",
            "hash = 'x'",
            "basis = '{}'",
            "rests_on = '{}'",
            "place_id = 1",
            "day = '2026-03-01'",
        ):
            with pytest.raises(IntegrityError, match="draft_never_changes"):
                await db.execute(f"UPDATE bulletin_draft SET {change}")


async def test_what_is_settled_stays_so_and_nobody_else_has_approved_it(
    storage: None, clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    first, second = await approvers()
    await service.approve(first, draft.id, State.WAITING)
    with pytest.raises(IntegrityError, match="draft_settled_stays"):
        await db.execute("UPDATE bulletin_draft SET first_by = 99")
    await service.approve(second, draft.id, State.APPROVED_ONCE)
    with pytest.raises(IntegrityError, match="draft_settled_stays"):
        await db.execute("UPDATE bulletin_draft SET second_by = 99")


@pytest.mark.parametrize("seen", [State.WAITING, State.APPROVED_ONCE])
async def test_a_draft_that_was_changed_all_the_same_is_not_approved_but_can_be_returned(
    storage: None, clock: StandingClock, seen: State
) -> None:
    draft = await an_evening(clock, 7)
    first, second = await approvers()
    if seen is State.APPROVED_ONCE:
        await service.approve(first, draft.id, State.WAITING)
    await _unlock("bulletin_draft")
    await db.execute("UPDATE bulletin_draft SET content = replace(content, ':7', ':8')")
    with pytest.raises(Refused, match="changed it in the database"):
        await service.approve(second, draft.id, seen)
    assert (await service.give_back(second, draft.id, "figures")).id == draft.id


FORGED = {
    "content": "replace(content, 'a test', 'b test')",
    "first_by": "second_by + 1",
    "second_by": "first_by + 9",
    "place_id": "1",
    "kind": "'correction'",
    "day": "'2026-03-01'",
    "previous": "'x'",
    "draft_id": "draft_id - 1",
}


async def test_no_bulletin_but_the_released_draft_enters_the_chain(
    storage: None, clock: StandingClock
) -> None:
    await a_withdrawn_one(clock)
    columns = [
        *("number", "place_id", "form", "day", "kind", "corrects", "content", "released_at"),
        *("previous", "hash", "draft_id", "first_by", "second_by"),
    ]
    listed = ", ".join(columns)
    await db.execute("CREATE TABLE kept AS SELECT * FROM bulletin WHERE number = 2")
    await _unlock_deletes()
    await db.execute("DELETE FROM bulletin WHERE number = 2")
    for column, value in FORGED.items():
        chosen = ", ".join(value if name == column else name for name in columns)
        with pytest.raises(IntegrityError):
            await db.execute(f"INSERT INTO bulletin ({listed}) SELECT {chosen} FROM kept")
    await db.execute(f"INSERT INTO bulletin ({listed}) SELECT {listed} FROM kept")


async def _unlock_deletes() -> None:
    on = "" if db.dialect() == "sqlite" else " ON bulletin"
    name = "bulletin_no_delete" if db.dialect() == "sqlite" else "bulletin_append_only"
    await db.execute(f"DROP TRIGGER {name}{on}")


async def test_subscribers_and_channels_get_each_bulletin_once(
    storage: None, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    draft = await an_evening(clock, 7)
    strangers = [await a_person(100 + n) for n in range(5)]
    for person in strangers:
        await service.subscribe(person, COUNTY.id)
    await service.unsubscribe(strangers[4], COUNTY.id)
    first, _second = await approvers()
    await service.set_channel(first, COUNTY, -1001234567890)
    with site.published_at("https://example.org"):
        await released(draft)
        await service.hand_out()
        await service.hand_out()
    for chat_id in (100, 101, 102, 103):
        (told,) = await messages(chat_id)
        assert "new confirmed cases: 7" in told
        assert "https://example.org/bulletins/1" in told
    assert await messages(104) == []
    assert len(await messages(-1001234567890)) == 2  # that it is posted there, and the bulletin


async def test_a_threshold_that_would_tell_is_refused(storage: None) -> None:
    await service.show(reports.DAILY, Published("fever", 10))
    with pytest.raises(Refused, match="at least"):
        await service.show(reports.DAILY, Published("fever", 2))
    with pytest.raises(Refused, match="no count"):
        await service.show(reports.DAILY, Published("remarks", 5))


async def test_approvers_are_asked_the_nearest_first(storage: None, clock: StandingClock) -> None:
    await a_person(51, (Role.COORDINATOR, COUNTY))
    await a_person(52, (Role.COORDINATOR, COUNTY))
    await a_person(53, (Role.COORDINATOR, PROVINCE))
    await an_evening(clock, 7)
    assert [len(await messages(chat_id)) for chat_id in (51, 52, 53)] == [1, 1, 0]
