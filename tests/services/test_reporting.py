"""A village reports by chat: zero and daily, for one place and several, corrected, interrupted."""

from datetime import date, timedelta

import pytest

from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people.model import Role
from bot.places import service as places
from bot.places.model import Pause
from tests.builders import DONGFENG, HEPING, TOWN, XINMIN, a_person, a_worker
from tests.fakes import Exchange, Telephone

DAY = date(2026, 3, 2)


async def reports() -> list[tuple[int, str, int, bool]]:
    found = await db.rows(
        "SELECT place_id, content, revision, is_current FROM report ORDER BY place_id, revision"
    )
    return [(r["place_id"], r["content"], r["revision"], bool(r["is_current"])) for r in found]


@pytest.fixture
async def worker(storage: None) -> Telephone:
    """The phone of a worker of one village."""
    await a_worker(1, HEPING)
    return Exchange().phone(1)


@pytest.fixture
async def worker_of_three(storage: None) -> Telephone:
    await a_worker(3, HEPING, XINMIN, DONGFENG)
    return Exchange().phone(3)


async def fill_in(phone: Telephone, *first: str) -> str:
    """Begin the daily report with figures, zero for what is not given; up to the summary."""
    await phone.send("/report")
    await phone.tap("something to report")
    for answer in first:
        await phone.send(answer)
    return await to_the_end(phone, "0")


async def to_the_end(phone: Telephone, answer: str) -> str:
    """Give this answer to every question that is left, and skip the stocks."""
    while "masks" not in await phone.last():
        await phone.send(answer)
    for _ in range(4):
        await phone.tap("Skip")
    return await phone.last()


async def test_a_zero_report_is_two_taps_that_name_the_place_and_the_day(
    worker: Telephone,
) -> None:
    asked = await worker.send("Zero report")
    assert "和平村" in asked
    assert "Mon 2 Mar" in asked
    received = await worker.tap("Send")
    assert "Received" in received
    assert "on time" in received
    assert await reports() == [(HEPING.id, "zero", 1, True)]


@pytest.mark.parametrize("words", ["0", "０", "零报告", "zero", "/zero"])
async def test_zero_typed_while_idle_begins_the_same_report(worker: Telephone, words: str) -> None:
    assert "Zero report" in await worker.send(words)
    await worker.tap("Send")
    assert await reports() == [(HEPING.id, "zero", 1, True)]


async def test_a_worker_of_three_sends_zero_for_all_at_once(worker_of_three: Telephone) -> None:
    asked = await worker_of_three.send("Zero report")
    assert "3 places have not reported" in asked
    named = await worker_of_three.tap("Zero for all 3 places")
    assert all(village.name in named for village in (HEPING, XINMIN, DONGFENG))
    assert "All 3 received" in await worker_of_three.tap("Send")
    assert [content for _p, content, _r, _c in await reports()] == ["zero"] * 3


async def test_a_worker_of_three_is_offered_only_what_is_missing(
    worker_of_three: Telephone,
) -> None:
    await worker_of_three.send("0")
    await worker_of_three.tap("新民村")
    await worker_of_three.tap("Send")
    assert "2 places have not reported" in await worker_of_three.send("0")
    offered = (await worker_of_three.buttons())[1:3]
    assert offered == ["和平村", "东风村"]


async def test_figures_are_filled_in_and_one_is_corrected_before_sending(
    worker: Telephone,
) -> None:
    summary = await fill_in(worker, "3", "1", "2")
    assert "people with fever: 2" in summary
    await worker.tap("Change something")
    await worker.tap("people with fever")
    assert "people with fever: 5" in await worker.send("5")
    await worker.tap("Send")
    row = await db.row("SELECT figures FROM report")
    assert row is not None
    assert '"fever": 5' in row["figures"]


async def test_what_does_not_add_up_is_asked_and_noted_and_does_not_block(
    worker: Telephone,
) -> None:
    doubtful = await fill_in(worker, "0", "0", "1", "4")
    assert "only 1 people with fever" in doubtful
    await worker.tap("Yes, the figures are right")
    await worker.tap("Send")
    row = await db.row("SELECT doubts FROM report")
    assert row is not None
    assert "clinic_within_fever" in row["doubts"]
    assert "does not add up" in await worker.tap("Look at")


async def test_the_figures_of_yesterday_are_looked_up(
    worker: Telephone, clock: StandingClock
) -> None:
    await fill_in(worker, "0", "0", "0", "0", "7", "7")  # no clinic asked: observed 7, new 7
    await worker.tap("Send")
    clock.advance(timedelta(days=1))
    doubtful = await fill_in(worker, "0", "0", "0", "0", "9", "1")
    assert "you gave 9" in doubtful
    assert "makes 8" in doubtful


async def test_today_is_shown_when_somebody_else_has_sent_it(worker: Telephone) -> None:
    await a_worker(2, HEPING)
    other = worker.exchange.phone(2)
    await other.send("0")
    await other.tap("Send")
    shown = await worker.send("0")
    assert "in already" in shown
    assert "Person 2" in shown
    assert await reports() == [(HEPING.id, "zero", 1, True)]


async def test_two_who_send_at_once_leave_one_report(worker: Telephone) -> None:
    await a_worker(2, HEPING)
    other = worker.exchange.phone(2)
    await worker.send("0")
    await other.send("0")
    await other.tap("Send")
    told = await worker.tap("Send")
    assert "Somebody had reported already" in told
    assert "Person 2" in told
    assert await reports() == [(HEPING.id, "zero", 1, True)]


async def test_a_sent_report_is_corrected_and_the_old_one_stays_readable(
    worker: Telephone,
) -> None:
    await worker.send("0")
    await worker.tap("Send")
    await worker.send("My reports")
    await worker.tap("Look at")
    await worker.tap("Correct it")
    await worker.tap("Change something")
    await worker.tap("Content")
    await worker.tap("something to report")
    await to_the_end(worker, "2")
    assert "corrected (revision 2)" in await worker.tap("Send")
    assert await reports() == [(HEPING.id, "zero", 1, False), (HEPING.id, "figures", 2, True)]
    seen = await worker.tap("Look at")
    assert "Revision 2" in seen
    assert "Revision 1: zero report" in seen


async def test_a_report_corrected_by_somebody_else_meanwhile_is_not_overwritten(
    worker: Telephone,
) -> None:
    await a_worker(2, HEPING)
    other = worker.exchange.phone(2)
    await worker.send("0")
    await worker.tap("Send")
    await worker.tap("Look at")
    await worker.tap("Correct it")
    await other.send("0")
    await other.tap("Look at")
    await other.tap("Correct it")
    await other.tap("Send")
    assert "corrected by somebody else" in await worker.tap("Send")
    assert [revision for _p, _c, revision, _n in await reports()] == [1, 2]


async def test_late_is_said_and_stored(worker: Telephone, clock: StandingClock) -> None:
    clock.advance(timedelta(hours=7, minutes=1))  # 16:01 in Guizhou
    await worker.send("0")
    assert "late" in await worker.tap("Send")


async def test_my_reports_name_the_missing_days_and_take_them_in(
    worker: Telephone, clock: StandingClock
) -> None:
    clock.advance(timedelta(days=1))
    assert "和平村: missing" in await worker.send("/mine")
    asked = await worker.tap("Report 和平村, Mon 2 Mar")
    assert "Mon 2 Mar" in asked
    await worker.tap("Zero report: nothing")
    assert "late" in await worker.tap("Send")


async def test_a_day_too_long_ago_is_no_longer_taken(
    worker: Telephone, clock: StandingClock
) -> None:
    await worker.send("0")
    clock.advance(timedelta(days=5))
    assert "no longer taken" in await worker.tap("Send")
    assert await reports() == []


async def test_an_unfinished_report_is_not_lost_to_another_command(worker: Telephone) -> None:
    await worker.send("/report")
    await worker.tap("something to report")
    await worker.send("3")
    asked = await worker.send("Zero report")
    assert "not finished it" in asked
    assert "suspected" in await worker.tap("Go on with it")
    await worker.send("Zero report")
    assert "Zero report" in await worker.tap("Discard it")
    await worker.tap("Send")
    assert await reports() == [(HEPING.id, "zero", 1, True)]


async def test_looking_at_my_reports_leaves_the_unfinished_one_open(worker: Telephone) -> None:
    await worker.send("/report")
    await worker.tap("something to report")
    assert "filling in" in await worker.send("/mine")
    assert "suspected" in await worker.send("3")


async def test_whoever_comes_back_finds_the_open_question_again(worker: Telephone) -> None:
    await worker.send("/report")
    await worker.tap("something to report")
    await worker.send("3")
    assert "suspected" in await worker.send("/start")
    assert "fever" in await worker.send("1")


async def test_the_language_changes_in_the_middle_and_the_question_comes_back(
    worker: Telephone,
) -> None:
    await worker.send("/report")
    await worker.tap("something to report")
    await worker.send("/language")
    asked = await worker.tap("中文")
    assert "当日新增确诊病例" in asked
    assert "疑似" in await worker.send("3")


async def test_cancelling_sends_nothing(worker: Telephone) -> None:
    await worker.send("0")
    assert "Nothing was sent" in await worker.tap("Cancel")
    assert "Nothing is open" in await worker.send("/cancel")
    assert await reports() == []


async def test_a_paused_place_is_not_missing_and_may_report_all_the_same(
    worker: Telephone,
) -> None:
    assert "not yet reported" in await worker.send("/mine")
    await places.pause(Pause(TOWN.id, DAY, None, "flood"))
    assert "reported" not in await worker.send("/mine")
    assert "和平村" in await worker.send("0")
    await worker.tap("Send")
    assert await reports() == [(HEPING.id, "zero", 1, True)]


async def test_a_role_taken_away_in_the_middle_refuses_the_report(worker: Telephone) -> None:
    await worker.send("0")
    await db.execute("UPDATE grant_ SET until = since")
    assert "no right" in await worker.tap("Send")
    assert await reports() == []


async def test_a_button_is_a_claim_and_permission_is_asked_on_every_act(
    worker: Telephone,
) -> None:
    await worker.send("0")
    await worker.tap("Send")
    await a_worker(9, XINMIN)
    stranger = worker.exchange.phone(9)
    await stranger.send("/start")
    for data in ("see:1", "fix:1", "report:5:2026-03-02"):
        await stranger.deliver(stranger.tapped(data, 1))
        assert "no right" in await stranger.last() or "not report for that" in await stranger.last()


async def test_a_checker_reads_and_does_not_write(worker: Telephone) -> None:
    await worker.send("0")
    await worker.tap("Send")
    await a_person(9, (Role.CHECKER, TOWN))
    checker = worker.exchange.phone(9)
    await checker.deliver(checker.tapped("see:1", 1))
    assert "Revision 1" in await checker.last()
    await checker.deliver(checker.tapped("fix:1", 1))
    assert "no right" in await checker.last()


@pytest.mark.parametrize("data", ["see:x", "fix:", "report:5:someday", "unknown:1", "s:x:y:z", ":"])
async def test_made_up_buttons_do_nothing(worker: Telephone, data: str) -> None:
    await worker.send("/start")
    await worker.deliver(worker.tapped(data, 1))
    assert await reports() == []
    assert "went wrong" not in await worker.last()
