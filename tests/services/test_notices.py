"""Notices through phones, on both databases: written, looked at by two, sent, read, taken back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.kernel import clock as wall
from bot.kernel import database
from bot.kernel.clock import StandingClock
from bot.kernel.errors import NotAllowed, Refused
from bot.notices.model import ANY_LANGUAGE, Audience, Severity, State, Terms, Wording, Written
from bot.notices.service import sending, writing
from bot.notices.service.limits import Bounds, within
from bot.notices.store import notices
from bot.people import service as people
from bot.people.model import Role
from tests.builders import COUNTY, HEPING, OTHER_TOWN, TOWN, a_person, a_worker
from tests.fakes import Exchange, Telephone

BOSS, SECOND, FIRST_WORKER = 50, 51, 1
WORKERS = 7


@pytest.fixture
async def boss(storage: None) -> Telephone:
    """A coordinator's phone; seven workers and another coordinator are there."""
    await a_person(BOSS, (Role.COORDINATOR, COUNTY))
    await a_person(SECOND, (Role.COORDINATOR, COUNTY))
    for n in range(FIRST_WORKER, FIRST_WORKER + WORKERS):
        await a_worker(n, HEPING)
    return Exchange().phone(BOSS)


@pytest.fixture
def small() -> Iterator[None]:
    """Two messages a second, and more than three people need a second person."""
    with within(Bounds(a_second=2, large=3)):
        yield


def written(text: str = "The clinic is closed", **differs: object) -> Written:
    usual = {
        "severity": Severity.INFORMATION,
        "wording": Wording({ANY_LANGUAGE: text}),
        "audience": Audience(COUNTY.id, frozenset({Role.WORKER})),
        "terms": Terms(),
    }
    return Written(**{**usual, **differs})  # type: ignore[arg-type]


async def delivered() -> None:
    """What waits has gone out, as the sender would note it."""
    await database.execute(
        "UPDATE message SET status = 'sent', message_id = id WHERE status = 'waiting'"
    )


async def sent_out(clock: StandingClock) -> None:
    """Let everything go out, second by second."""
    for _second in range(30):
        await sending.hand_out()
        await delivered()
        clock.advance(timedelta(seconds=1))


async def test_a_notice_by_chat_from_the_first_word_to_the_last_reader(
    boss: Telephone, clock: StandingClock
) -> None:
    await boss.send("/notice")
    await boss.tap("This one: 某县")
    await boss.tap("community worker")
    await boss.tap("Done")
    await boss.tap("Important")
    await boss.send("镇卫生院周一停诊")
    await boss.send("The clinic is closed on Monday")
    await boss.tap("Skip")
    shown = await boss.tap("Yes, within 2 hours")
    for part in ("For 7 people in 某县", "镇卫生院周一停诊", "The clinic is closed on Monday"):
        assert part in shown
    assert "Somebody else" not in shown
    assert "going out now" in await boss.tap("Send the notice")
    await sent_out(clock)
    worker = boss.exchange.phone(3)
    assert "The clinic is closed on Monday" in await worker.last()
    assert "Please confirm by Mon 2 Mar, 11:00" in await worker.last(), "by the place's clock"
    assert "noted that you have read this" in await worker.tap("Received, I have read it")
    assert await worker.buttons() == []
    shown = await boss.tap("How far it is")
    assert "sent" in shown
    assert "7 of 7 have it" in shown
    assert "1 have confirmed" in shown
    assert "6 have not read it" in await boss.tap("Who has not read it")
    assert "6 people are being reminded" in await boss.tap("Remind them")
    assert "Please confirm that you have read" in await boss.exchange.phone(4).last()
    assert "Please confirm" not in (await worker.last()).split("noted")[1]


async def test_a_large_one_needs_two_and_nobody_approves_their_own(
    boss: Telephone, small: None, clock: StandingClock
) -> None:
    author, other = await a_person(BOSS), await a_person(SECOND)
    one = await writing.write(author, written())
    assert one.state is State.WAITING
    with pytest.raises(Refused, match="wrote it yourself"):
        await writing.approve(author, one.id)
    await sent_out(clock)
    assert await boss.exchange.phone(1).last() == ""
    second = boss.exchange.phone(SECOND)
    assert "A notice waits for you" in await second.last()
    await second.tap("Look at the notice")
    assert "The clinic is closed" in await second.last()
    await second.tap("Approve the notice")
    with pytest.raises(Refused, match="quicker"):
        await writing.approve(other, one.id)
    await sent_out(clock)
    assert "The clinic is closed" in await boss.exchange.phone(1).last()
    assert "has approved your notice" in await boss.last()


async def test_it_can_be_returned_with_a_reason(boss: Telephone, small: None) -> None:
    one = await writing.write(await a_person(BOSS), written())
    second = boss.exchange.phone(SECOND)
    await second.send("/notices")
    await second.tap("No. 1")
    assert "What should its author change" in await second.tap("Return")
    await second.send("Monday is a holiday")
    assert "Monday is a holiday" in await boss.last()
    assert (await notices.get(one.id)).state is State.RETURNED


async def test_an_old_button_returns_nothing_that_is_going_out(boss: Telephone) -> None:
    one = await writing.write(await a_person(BOSS), written())
    assert one.state is State.SENDING
    with pytest.raises(Refused, match="quicker"):
        await writing.give_back(await a_person(SECOND), one.id, "Too late")
    assert (await notices.get(one.id)).state is State.SENDING


async def test_an_emergency_may_go_out_alone_and_is_looked_at_afterwards(
    boss: Telephone, clock: StandingClock
) -> None:
    author = await a_person(BOSS)
    grave = written(severity=Severity.EMERGENCY)
    one = await writing.write(author, grave, alone_because="The dam breaks")
    assert one.state is State.SENDING
    await sending.hand_out()
    [lane] = await database.rows("SELECT DISTINCT lane FROM message WHERE about IS NOT NULL")
    assert lane["lane"] == 1
    second = boss.exchange.phone(SECOND)
    assert "went out without a second person" in await second.last()
    shown = await second.tap("Look at the notice")
    assert "Sent without a second person: The dam breaks" in shown
    await second.tap("I have looked at it")
    assert (await notices.get(one.id)).reviewed_by == (await a_person(SECOND)).id
    waiting = await writing.write(author, written("Another", severity=Severity.EMERGENCY))
    assert waiting.state is State.WAITING


async def test_the_same_twice_is_caught_for_ten_minutes(
    boss: Telephone, clock: StandingClock
) -> None:
    author = await a_person(BOSS)
    await writing.write(author, written())
    clock.advance(timedelta(minutes=4))
    with pytest.raises(Refused, match="You sent this"):
        await writing.write(author, written("the  CLINIC is closed"))
    await writing.write(author, written("The clinic is open"))
    clock.advance(timedelta(minutes=7))
    await writing.write(author, written())


async def test_no_more_lies_ready_than_goes_in_a_few_seconds(
    boss: Telephone, clock: StandingClock
) -> None:
    with within(Bounds(a_second=1, large=99)):
        one = await writing.write(await a_person(BOSS), written())
        await sending.hand_out()
        assert (await sending.progress(one)).waiting == WORKERS
        [row] = await database.rows("SELECT count(*) AS n FROM message WHERE about IS NOT NULL")
        assert row["n"] == sending.AHEAD
        await sending.hand_out()
        [row] = await database.rows("SELECT count(*) AS n FROM message WHERE about IS NOT NULL")
        assert row["n"] == sending.AHEAD, "again it posts only what there is room for"


async def test_paused_gone_on_and_cancelled(boss: Telephone, clock: StandingClock) -> None:
    author = await a_person(BOSS)
    with within(Bounds(a_second=1, large=99)):
        one = await writing.write(author, written())
        await sending.hand_out()
        await sending.pause(author, one.id)
        await sent_out(clock)
        assert await boss.exchange.phone(1).last() == "", "what waited was taken back"
        await sending.go_on(author, one.id)
        await sending.hand_out()
        await delivered()
        await sending.cancel(author, one.id)
        await sent_out(clock)
    got = [n for n in range(1, WORKERS + 1) if await boss.exchange.phone(n).last()]
    assert len(got) == sending.AHEAD
    with pytest.raises(Refused, match="quicker"):
        await sending.go_on(author, one.id)


async def test_what_was_sent_is_taken_back_in_every_chat(
    boss: Telephone, clock: StandingClock
) -> None:
    author = await a_person(BOSS)
    one = await writing.write(author, written(terms=Terms(acknowledge=True)))
    await sent_out(clock)
    await sending.recall(author, one.id)
    await sent_out(clock)
    for n in range(1, WORKERS + 1):
        phone = boss.exchange.phone(n)
        assert len(await phone.said()) == 1
        assert "has taken this notice back" in await phone.last()
        assert await phone.buttons() == []


async def test_everybody_gets_it_once_also_when_it_is_cut_off_anywhere(
    boss: Telephone, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await writing.write(await a_person(BOSS), written())
    real, calls = database.execute, 0

    async def mortal(sql: str, *values: object) -> int:
        nonlocal calls
        calls += 1
        if calls % 3 == 0:
            raise InterruptedError
        return await real(sql, *values)

    monkeypatch.setattr(database, "execute", mortal)
    for _attempt in range(40):
        try:
            await sending.hand_out()
        except InterruptedError:
            continue
    monkeypatch.undo()
    await sent_out(clock)
    for n in range(1, WORKERS + 1):
        assert len(await boss.exchange.phone(n).said()) == 1


async def test_at_its_time_and_not_after_it_has_lost_its_point(
    boss: Telephone, clock: StandingClock
) -> None:
    author, now = await a_person(BOSS), wall.now()
    later = Terms(send_at=now + timedelta(hours=2), expires_at=now + timedelta(hours=3))
    one = await writing.write(author, written(terms=later))
    assert one.state is State.SCHEDULED
    await sending.hand_out()
    assert await boss.exchange.phone(1).last() == ""
    clock.advance(timedelta(hours=4))
    await sent_out(clock)
    assert await boss.exchange.phone(1).last() == ""
    with pytest.raises(Refused, match="is over already"):
        await writing.write(author, written("Late", terms=Terms(send_at=now)))


async def test_who_cannot_be_reached_is_known_before_it_is_sent(boss: Telephone) -> None:
    await people.reached(2, False)
    reach = await writing.reach_of(written())
    assert (reach.people, len(reach.out_of_reach)) == (WORKERS, 1)


async def test_for_those_below_the_place_with_the_role_and_the_language_once_each(
    boss: Telephone,
) -> None:
    await a_person(1, (Role.VOLUNTEER, TOWN))
    await a_person(60, (Role.VOLUNTEER, OTHER_TOWN), language="zh_Hans")
    everybody = await writing.reach_of(written(audience=Audience(COUNTY.id)))
    assert everybody.people == WORKERS + 3
    of_town = await writing.reach_of(written(audience=Audience(TOWN.id)))
    assert of_town.people == WORKERS
    chinese = await writing.reach_of(written(audience=Audience(COUNTY.id, language="zh_Hans")))
    assert chinese.people == 1


async def test_only_who_may_send_there_writes_and_looks(boss: Telephone) -> None:
    worker = await a_person(1)
    with pytest.raises(NotAllowed):
        await writing.write(worker, written())
    one = await writing.write(await a_person(BOSS), written())
    for act in (writing.look, writing.approve, sending.pause, sending.recall):
        with pytest.raises(NotAllowed):
            await act(worker, one.id)
    stranger = boss.exchange.phone(99)
    await stranger.deliver(stranger.tapped(f"received:{one.id}", 1))
    assert "not for you" in await stranger.last()


async def test_the_database_itself_wants_two(boss: Telephone, small: None) -> None:
    one = await writing.write(await a_person(BOSS), written())
    for change in ("state = 'sending'", "approved_by = author_id", "state = 'sent'"):
        with pytest.raises(Exception, match="notice_"):
            await database.execute(f"UPDATE notice SET {change} WHERE id = $1", one.id)
