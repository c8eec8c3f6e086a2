"""Drafts and what happens below them: amended reports, withdrawn days, drafts made at once."""

import asyncio
from datetime import time, timedelta
from typing import Any

import pytest

from bot.bulletins import service
from bot.bulletins.model import SUPPRESSED, Bulletin, Draft, Kind, Published, State
from bot.bulletins.service.gathering import composed
from bot.bulletins.store import drafts, readers
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.kernel.errors import Refused
from bot.people.model import Person, Role
from bot.places import store as places
from bot.places.model import Place
from bot.reports import service as reports
from bot.reports.model import Content, Filled
from tests.builders import (
    CITY,
    COUNTY,
    HEPING,
    PROVINCE,
    TOWN,
    XINMIN,
    a_person,
    a_worker,
)
from tests.fakes import Exchange
from tests.services.test_bulletins import (
    DAY,
    EVENING,
    an_evening,
    approvers,
    confirmed,
    released,
)


async def amended(worker: Person, place: Place, **figures: int) -> int:
    """Send another revision of what is confirmed, to be checked; its id."""
    form = await reports.form()
    async with db.transaction():
        filled = Filled((place.id,), DAY, Content.FIGURES, figures, amends="a mistake")
        (standing,) = await reports.submit(worker, form, filled)
        assert standing.report is not None
        corrected = await reports.correct(worker, form, standing.report.id, filled)
    assert corrected.report is not None
    return corrected.report.id


async def check(report_id: int) -> None:
    """Have a report pass both checks."""
    for higher in (TOWN, COUNTY):
        checker = await a_person(10 + higher.id, (Role.CHECKER, higher))
        report = (await reports.standing(report_id, checker)).report
        assert report is not None
        async with db.transaction():
            await reports.approve(checker, report.id, report.stage)


# -- a report is amended while its draft waits ------------------------------------------


@pytest.mark.parametrize("seen", [State.WAITING, State.APPROVED_ONCE])
async def test_a_draft_whose_report_was_confirmed_anew_is_drafted_again_not_approved(
    storage: None, clock: StandingClock, seen: State
) -> None:
    draft = await an_evening(clock, 7)
    first, second = await approvers()
    if seen is State.APPROVED_ONCE:
        await service.approve(first, draft.id, State.WAITING)
    await check(await amended(await a_worker(1, HEPING), HEPING, confirmed=8))
    newer = await service.approve(second, draft.id, seen)
    assert isinstance(newer, Draft)
    assert (newer.id != draft.id, newer.state) == (True, State.WAITING)
    assert newer.content.figures[0].total == 8
    assert (await service.verify()).entries == 0
    with pytest.raises(Refused, match="has changed"):
        await service.approve(second, draft.id, seen)
    assert (await released(newer)).content.figures[0].total == 8


async def test_it_is_drafted_again_also_when_the_figures_stay_the_same(
    storage: None, clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    first, second = await approvers()
    await service.approve(first, draft.id, State.WAITING)
    await check(await amended(await a_worker(1, HEPING), HEPING, confirmed=7, fever=2))
    newer = await service.approve(second, draft.id, State.APPROVED_ONCE)
    assert (newer.content.figures, isinstance(newer, Draft)) == (draft.content.figures, True)


async def test_where_nothing_new_is_left_to_say_the_draft_just_ends(
    storage: None, clock: StandingClock
) -> None:
    """Released 7; amended to 8 and drafted; amended back to 7."""
    bulletin = await released(await an_evening(clock, 7))
    worker = await a_worker(1, HEPING)
    await check(await amended(worker, HEPING, confirmed=8))
    clock.advance(timedelta(minutes=11))
    await service.draft_due()
    (correction,) = await drafts.waiting()
    await check(await amended(worker, HEPING, confirmed=7))
    first, _second = await approvers()
    ended = await service.approve(first, correction.id, State.WAITING)
    assert isinstance(ended, Draft)
    assert (ended.id, ended.state) == (correction.id, State.SUPERSEDED)
    assert await drafts.waiting() == []
    assert [one.number for one in await service.standing(COUNTY.id)] == [bulletin.number]


async def test_what_is_confirmed_beside_it_does_not_stop_an_approved_draft(
    storage: None, clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    first, second = await approvers()
    await service.approve(first, draft.id, State.WAITING)
    await confirmed(await a_worker(1, XINMIN), XINMIN, confirmed=9)
    await amended(await a_worker(1, HEPING), HEPING, confirmed=8)  # and not confirmed yet
    bulletin = await service.approve(second, draft.id, State.APPROVED_ONCE)
    assert isinstance(bulletin, Bulletin)
    assert bulletin.content.figures[0].total == 7


async def test_approvers_see_by_chat_what_is_being_amended_and_what_was(
    storage: None, clock: StandingClock
) -> None:
    await approvers()
    exchange = Exchange()
    first, second = exchange.phone(21), exchange.phone(22)
    await an_evening(clock, 7)
    assert "being amended" not in await first.tap("Look at it")
    report = await amended(await a_worker(1, HEPING), HEPING, confirmed=8)
    await second.send("/bulletins")
    assert "1 of these reports is being amended" in await second.tap("Bulletin: ")
    await first.tap("Approve")
    await second.send("/bulletins")
    await second.tap("Bulletin: ")
    await check(report)
    told = await second.tap("Approve and release")
    assert "Not approved: a report in that draft has been amended" in told
    assert "new confirmed cases: 8" in told
    assert "waits for the first approval" in told
    assert "A bulletin waits for approval" in await first.last()


async def test_news_of_while_a_draft_was_made_is_not_forgotten(
    storage: None, clock: StandingClock
) -> None:
    """Somebody confirms between the look at the news and the end of the look."""
    draft = await an_evening(clock, 7)
    (news,) = await drafts.news()
    await confirmed(await a_worker(1, XINMIN), XINMIN, confirmed=9)
    await drafts.drop_news(news)
    clock.advance(timedelta(minutes=11))
    await service.draft_due()
    (newer,) = await drafts.waiting()
    assert (newer.id != draft.id, newer.content.figures[0].total) == (True, 16)
    clock.advance(timedelta(minutes=11))
    await service.draft_due()
    assert await drafts.news() == []  # looked at once more, and nothing was new


# -- withdrawals --------------------------------------------------------------------------


async def test_a_returned_withdrawal_is_over(storage: None, clock: StandingClock) -> None:
    bulletin = await released(await an_evening(clock, 7))
    first, second = await approvers()
    proposed = await service.withdraw(first, bulletin.number, "the wrong county")
    await service.give_back(second, proposed.id, "figures")
    assert await service.to_approve(first) == []
    assert [one.number for one in await service.standing(COUNTY.id)] == [bulletin.number]
    assert (await service.withdraw(first, bulletin.number, "still wrong")).id != proposed.id


async def test_a_withdrawn_day_is_drafted_anew_from_its_bulletin(
    storage: None, clock: StandingClock
) -> None:
    bulletin = await released(await an_evening(clock, 7))
    first, second = await approvers()
    with pytest.raises(Refused, match="stands"):
        await service.draft_anew(first, bulletin.number)
    proposed = await service.withdraw(first, bulletin.number, "the wrong county")
    phone = Exchange().phone(22)
    await phone.send("/bulletins")
    await phone.tap("Withdrawal: ")
    await phone.tap("Approve and release")
    shown = await phone.tap("Draft Mon 2 Mar anew")
    assert "Corrects No. 2: The day is published anew after a withdrawal." in shown
    assert "new confirmed cases: 7" in shown
    (draft,) = await service.to_approve(second)
    assert (draft.id != proposed.id, draft.content.kind) == (True, Kind.CORRECTION)
    assert (await service.draft_anew(second, bulletin.number)).id == draft.id
    again = await released(draft)
    assert [one.number for one in await service.standing(COUNTY.id)] == [again.number]
    with pytest.raises(Refused, match="stands"):
        await service.draft_anew(second, bulletin.number)


# -- two drafts at once -------------------------------------------------------------------


async def test_drafts_made_at_the_same_time_tell_no_hidden_number_together(
    storage: None, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The city: 22 and 3, together 25. Its 25 and the county's own 22 would tell the 3."""
    other = Place(9, "X2", CITY.id, COUNTY.level, "别县", "1/2/9/")
    village = Place(10, "V9", other.id, HEPING.level, "别村", "1/2/9/10/")
    await places.add([other, village], lambda _n: None)
    await confirmed(await a_worker(1, HEPING), HEPING, confirmed=22)
    await confirmed(await a_worker(2, village), village, at=(other, CITY), confirmed=3)
    both = asyncio.Barrier(2)

    async def slowly(*asked: Any) -> Any:
        said = await composed(*asked)
        with pytest.raises(TimeoutError):  # the other is not let in meanwhile
            async with asyncio.timeout(0.2):
                await both.wait()
        return said

    monkeypatch.setattr("bot.bulletins.service.drafting.composed", slowly)
    await asyncio.gather(*(service.draft(one, reports.DAILY, DAY) for one in (COUNTY, CITY)))
    shown = {d.content.place.code: d.content.figures[0] for d in await drafts.waiting()}
    totals = {shown[CITY.code].total, shown[COUNTY.code].total}
    assert SUPPRESSED in totals
    assert len(totals) == 2


# -- who publishes what -------------------------------------------------------------------


async def shown() -> dict[str, int]:
    form = await reports.form()
    return {one.field: one.threshold for one in await service.figures_of(form)}


async def test_a_decision_about_one_figure_leaves_the_others(storage: None) -> None:
    usual = dict.fromkeys(("confirmed", "suspected", "deaths", "observed"), 5)
    assert await shown() == usual
    await service.show(reports.DAILY, Published("fever", 10))
    assert await shown() == {**usual, "fever": 10}
    await service.show(reports.DAILY, Published("deaths", 3))
    await service.hide(reports.DAILY, "fever")
    assert await shown() == {**usual, "deaths": 3}
    with pytest.raises(Refused, match="not published"):
        await service.hide(reports.DAILY, "fever")
    for field in ("suspected", "deaths", "observed"):
        await service.hide(reports.DAILY, field)
    with pytest.raises(Refused, match="only figure"):
        await service.hide(reports.DAILY, "confirmed")
    assert await shown() == {"confirmed": 5}
    acts = [row["act"] for row in await db.rows("SELECT act FROM journal ORDER BY id")]
    assert acts == ["figure.published"] * 2 + ["figure.hidden"] * 4


async def test_a_place_can_stop_publishing_also_the_last_one(
    storage: None, clock: StandingClock
) -> None:
    assert [one.place_id for one in await service.editions()] == [PROVINCE.id]
    await service.unpublish(None, PROVINCE, reports.DAILY)
    assert await service.editions() == []
    with pytest.raises(Refused, match="does not publish"):
        await service.unpublish(None, PROVINCE, reports.DAILY)
    await service.publish(None, COUNTY, reports.DAILY, time(18, 30))
    await service.unpublish(None, COUNTY, reports.DAILY)
    clock.advance(EVENING)
    await service.draft_due()
    assert await drafts.waiting() == []
    assert await readers.editions() == []


async def test_bulletins_can_be_had_before_the_first_one(storage: None) -> None:
    stranger = Exchange().phone(99)
    assert "No bulletin has been released yet" in await stranger.send("/bulletin")
    assert f"every bulletin of {PROVINCE.name}" in await stranger.tap("Send me each new one")


async def test_the_day_counts_agree_with_the_reports_until_somebody_changes_them(
    storage: None, clock: StandingClock
) -> None:
    await an_evening(clock, 7, 0)
    await amended(await a_worker(1, HEPING), HEPING, confirmed=8)
    assert await reports.recount() == 0
    await db.execute("UPDATE tally SET received = received + 1")
    assert await reports.recount() == 1
    await db.execute("DELETE FROM tally")
    assert await reports.recount() == 1
