"""Bulletins by chat: approved by two on their phones, read and subscribed to by anybody."""

import pytest

from bot.bulletins import service
from bot.kernel import database as db
from bot.kernel.clock import StandingClock
from bot.people.model import Role
from tests.builders import COUNTY, PROVINCE, TOWN, a_person
from tests.fakes import Exchange, Telephone
from tests.services.test_bulletins import an_evening, messages


@pytest.fixture
async def two(storage: None) -> tuple[Telephone, Telephone]:
    """The phones of two coordinators who may approve the county's bulletins."""
    await a_person(21, (Role.COORDINATOR, COUNTY))
    await a_person(22, (Role.COORDINATOR, PROVINCE))
    exchange = Exchange()
    return exchange.phone(21), exchange.phone(22)


async def test_two_phones_release_what_they_have_seen(
    two: tuple[Telephone, Telephone], clock: StandingClock
) -> None:
    first, second = two
    await an_evening(clock, 7, 2, 0)
    assert "waits for approval" in await first.last()
    shown = await first.tap("Look at it")
    assert "new confirmed cases: 9" in shown
    assert "3 reports expected, 3 received (1 of them zero reports); 3 are confirmed" in shown
    assert "waits for the first approval" in shown
    assert "second approval" in await first.tap("Approve")
    assert "waits for the second approval" in await second.send("/bulletins")
    await second.tap("Bulletin: ")
    told = await second.tap("Approve and release")
    assert "The public can read it now" in told
    assert "No. 1" in told
    assert "No bulletin waits for you" in await first.send("/bulletins")


async def test_an_old_button_is_refused_and_the_same_person_twice_too(
    two: tuple[Telephone, Telephone], clock: StandingClock
) -> None:
    first, second = two
    await an_evening(clock, 7)
    await first.tap("Look at it")
    await second.send("/bulletins")
    await second.tap("Bulletin: ")
    stale = await second.tapping("Approve")
    await first.tap("Approve")
    await second.deliver(stale)
    assert "Somebody else was quicker" in await second.last()
    await first.send("/bulletins")
    await first.tap("Bulletin: ")
    assert "somebody else" in await first.tap("Approve and release")
    assert (await service.verify()).entries == 0


async def test_a_draft_is_returned_with_a_reason_and_drafted_again(
    two: tuple[Telephone, Telephone], clock: StandingClock
) -> None:
    first, second = two
    await an_evening(clock, 7)
    await first.tap("Look at it")
    assert "Tap a reason" in await first.tap("Return with a reason")
    assert "Returned" in await first.tap("Too much is still in check")
    assert "Please wait for more reports" in await second.last()
    assert "returned" in await second.send("/bulletins")
    await second.tap("Bulletin: ")
    assert "waits for the first approval" in await second.tap("Draft it again")


async def test_a_stranger_reads_subscribes_and_leaves(
    two: tuple[Telephone, Telephone], clock: StandingClock
) -> None:
    first, second = two
    stranger = first.exchange.phone(99)
    assert "No bulletin has been released yet" in await stranger.send("/bulletin")
    await an_evening(clock, 7)
    await first.tap("Look at it")
    await first.tap("Approve")
    await second.send("/bulletins")
    await second.tap("Bulletin: ")
    await second.tap("Approve and release")
    assert "new confirmed cases: 7" in await stranger.send("/bulletin")
    assert "from now on" in await stranger.tap("Send me each new one")
    await stranger.send("/bulletin")
    assert "no more bulletins" in await stranger.tap("Send me no more")
    assert "No bulletins are published for" in await stranger.send("/bulletin nowhere")


async def test_a_withdrawal_needs_a_reason_and_somebody_else(
    two: tuple[Telephone, Telephone], clock: StandingClock
) -> None:
    first, second = two
    await an_evening(clock, 7)
    await first.tap("Look at it")
    await first.tap("Approve")
    await second.send("/bulletins")
    await second.tap("Bulletin: ")
    await second.tap("Approve and release")
    await first.send("/bulletin")
    assert "The public will read the reason" in await first.tap("Withdraw it")
    assert "the wrong county" in await first.send("the wrong county")
    assert "somebody else" in await first.tap("Withdraw it")
    shown = await second.tap("Look at it")
    assert "Withdraws No. 1: the wrong county" in shown
    assert "public can read it" in await second.tap("Approve and release")
    assert "No bulletin has been released yet" in await first.send("/bulletin")


async def test_a_channel_gets_the_bulletins_of_its_place(
    two: tuple[Telephone, Telephone], clock: StandingClock
) -> None:
    first, _second = two
    assert "administrator of the channel" in await first.send("/channel")
    assert "-100" in await first.send("/channel @name")
    assert "from now on" in await first.send(f"/channel -1001234567890 {COUNTY.name}")
    assert len(await messages(-1001234567890)) == 1
    for person in ("21", "-4001234567", "-100123", "-2001234567890"):
        assert "begins with -100" in await first.send(f"/channel {person} {COUNTY.name}")
    assert "Post bulletins in a channel" in await first.send("/channel 99999999999999999999")
    assert len(await db.rows("SELECT id FROM channel")) == 1
    assert "no more" in await first.send(f"/channel off -1001234567890 {COUNTY.name}")
    await a_person(31, (Role.CHECKER, TOWN))
    checker = first.exchange.phone(31)
    assert "no right" in await checker.send(f"/channel -1001234567890 {TOWN.name}")


@pytest.mark.parametrize(
    "data",
    ["draft:x", "draft:99", "release:1:3", "release:1", "withdraw:9", "follow:999"],
)
async def test_made_up_buttons_do_nothing(
    two: tuple[Telephone, Telephone], clock: StandingClock, data: str
) -> None:
    first, _second = two
    await first.send("/start")
    await first.deliver(first.tapped(data, 1))
    assert "went wrong" not in await first.last()
    assert (await service.verify()).entries == 0


async def test_whoever_has_no_right_sees_no_draft(
    two: tuple[Telephone, Telephone], clock: StandingClock
) -> None:
    draft = await an_evening(clock, 7)
    first, _second = two
    stranger = first.exchange.phone(99)
    await stranger.send("/start")
    for data in (f"draft:{draft.id}", f"release:{draft.id}:1", f"refuse:{draft.id}"):
        await stranger.deliver(stranger.tapped(data, 1))
        assert "no right" in await stranger.last()
    assert "No bulletin waits for you" in await stranger.send("/bulletins")
